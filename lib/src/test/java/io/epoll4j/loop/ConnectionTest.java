package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.loop.Rig.Recorder;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.IoVec;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.Message;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// The life of a connection, from both ends.
@ParameterizedClass
@ExtendWith(InWorld.class)
@MethodSource("io.epoll4j.loop.Rig#worlds")
class ConnectionTest {
    @Parameter(0)
    Supplier<Kernel> kernels;

    @Parameter(1)
    Trigger trigger;

    Rig rig;
    final Recorder recorder = new Recorder();

    @BeforeEach
    void open() {
        rig = new Rig(kernels.get(), trigger);
    }

    @AfterEach
    void close() {
        rig.close();
        assertEquals(0, rig.loop.snapshot().spins());
    }

    @Test
    void givesBackWhatItIsSent() {
        var wire = rig.connect(rig.listen((peer, bytes) -> peer.write(bytes)));
        for (int i = 0; i < 100; i++) {
            wire.say("line " + i + "\n");
            int length = wire.heard.length() + ("line " + i + "\n").length();
            rig.until(() -> wire.hear() >= 0 && wire.heard.length() == length);
        }
        assertTrue(wire.heard.toString().endsWith("line 98\nline 99\n"));
    }

    @Test
    void writesKeepTheirOrderWhereverTheyComeFrom() {
        int port =
                rig.listen((peer, bytes) -> {
                    peer.write(Rig.ascii("<"));
                    peer.write(bytes.duplicate());
                    peer.write(Rig.ascii("|"));
                    peer.write(bytes);
                    peer.write(Rig.ascii(">"));
                });
        var wire = rig.connect(port);
        wire.say("abc");
        rig.until(() -> wire.hears("<abc|abc>"));
    }

    @Test
    void piecesOfTheReceiveBufferKeepTheirOrder() {
        int port =
                rig.listen((peer, bytes) -> {
                    int end = bytes.limit();
                    peer.write(bytes.limit(2)); // the two pieces meet
                    peer.write(bytes.limit(4));
                    bytes.limit(end);
                    bytes.position(5); // this one does not
                    peer.write(bytes);
                    peer.write(Rig.ascii("!"));
                });
        var wire = rig.connect(port);
        wire.say("abcdef");
        rig.until(() -> wire.hears("abcdf!"));
    }

    @Test
    void passesOnToAnotherPeer() {
        int port = rig.listen(recorder);
        var right = rig.connect(port);
        rig.until(() -> recorder.peers.size() == 1);
        int left = rig.listen((peer, bytes) -> recorder.peers.getFirst().write(bytes));
        rig.connect(left).say("through");
        rig.until(() -> right.hears("through"));
    }

    @Test
    void halfCloseComesAfterTheData() {
        var wire = rig.connect(rig.listen(recorder));
        wire.say("last words");
        wire.endOutput();
        rig.until(() -> recorder.log.contains("closed ENDED"));
        assertEquals("last words", recorder.text.toString());
        assertEquals(List.of("opened", "ended", "closed ENDED"), recorder.log);
        rig.until(wire::hasEnded);
        assertEquals(0, wire.end);
    }

    @Test
    void replyAfterHalfCloseArrives() {
        int port =
                rig.listen(
                        new Recorder() {
                            @Override
                            public void ended(Peer peer) {
                                peer.write(Rig.ascii("I heard " + text));
                                peer.close();
                            }
                        });
        var wire = rig.connect(port);
        wire.say("you");
        wire.endOutput();
        rig.until(wire::hasEnded);
        assertEquals("I heard you", wire.heard.toString());
    }

    @Test
    void endingOneWayLeavesTheOtherOpen() {
        var wire = rig.connect(rig.listen(recorder));
        rig.until(() -> recorder.peers.size() == 1);
        Peer peer = recorder.peers.getFirst();
        peer.write(Rig.ascii("bye"));
        peer.end();
        assertFalse(peer.isOpen());
        rig.until(wire::hasEnded);
        assertEquals("bye", wire.heard.toString());
        wire.say("still here");
        rig.until(() -> recorder.text.toString().equals("still here"));
        wire.close();
        rig.until(() -> recorder.log.contains("closed ENDED"));
        assertEquals(List.of("opened", "ended", "closed ENDED"), recorder.log);
    }

    @Test
    void closingDoesNotCutOffTheReply() {
        var reply = "x".repeat(3_000_000);
        int port =
                rig.listen(
                        new Recorder() {
                            @Override
                            public void received(Peer peer, ByteBuffer bytes) {
                                peer.write(Rig.ascii(reply));
                                peer.close();
                            }
                        });
        var wire = rig.connect(port);
        wire.say("request");
        rig.settle();
        wire.say("more that nobody reads"); // with a plain close(2) this would bring a reset
        rig.until(wire::hasEnded);
        assertEquals(0, wire.end);
        assertEquals(reply.length(), wire.heardBytes);
    }

    @Test
    void resetClosesWithTheReason() {
        var wire = rig.connect(rig.listen(recorder));
        rig.until(() -> recorder.peers.size() == 1);
        wire.reset();
        rig.until(() -> recorder.log.contains("closed RESET"));
        assertEquals(Errno.ECONNRESET, recorder.peers.getFirst().error());
        assertEquals(0, rig.loop.snapshot().connections());
    }

    @Test
    void whatCameBeforeAResetIsDelivered() {
        int port =
                rig.listen(
                        new Recorder() {
                            @Override
                            public void received(Peer peer, ByteBuffer bytes) {
                                super.received(peer, bytes);
                                peer.write(Rig.ascii("reply"));
                            }

                            @Override
                            public void closed(Peer peer, CloseReason reason) {
                                recorder.text.append(text);
                                recorder.log.add("closed");
                            }
                        });
        var wire = rig.connect(port);
        wire.say("request");
        wire.close();
        rig.until(() -> recorder.log.contains("closed"));
        assertEquals("request", recorder.text.toString());
    }

    @Test
    void abortResets() {
        var wire = rig.connect(rig.listen(recorder));
        rig.until(() -> recorder.peers.size() == 1);
        recorder.peers.getFirst().abort();
        assertEquals(List.of("opened", "closed ABORTED"), recorder.log);
        rig.until(wire::hasEnded);
        assertEquals(-Errno.ECONNRESET, wire.end);
    }

    @Test
    void writingToAClosedPeerIsRefusedQuietly() {
        rig.connect(rig.listen(recorder));
        rig.until(() -> recorder.peers.size() == 1);
        Peer peer = recorder.peers.getFirst();
        peer.abort();
        peer.abort();
        peer.close();
        peer.end();
        assertFalse(peer.write(Rig.ascii("anyone?")));
        assertEquals(List.of("opened", "closed ABORTED"), recorder.log);
    }

    @Test
    void unixDomainConnections() {
        var name = SockAddr.ofAbstract("epoll4j-" + System.nanoTime());
        rig.loop.listen(name, (peer, bytes) -> peer.write(bytes));
        var wire = rig.connect(name);
        wire.say("over unix");
        rig.until(() -> wire.hears("over unix"));
        wire.close();
        rig.until(() -> rig.loop.snapshot().connections() == 0);
    }

    /// A read stops behind the bytes that descriptors came with, however much follows them; under
    /// an edge trigger nobody would come back for that. (Not an echo: each reply that is taken
    /// would make another edge.)
    @Test
    void bytesBehindDescriptorsAreReadToo() {
        var name = SockAddr.ofAbstract("epoll4j-" + System.nanoTime());
        rig.loop.listen(name, recorder);
        var accepted = rig.connect(name);
        rig.settle();
        int[] pair = new int[2];
        int type = SocketFlags.SOCK_STREAM | SocketFlags.SOCK_NONBLOCK;
        rig.kernel.socketpair(SocketFlags.AF_UNIX, type, 0, pair);
        rig.loop.adopt(pair[0], recorder);
        var adopted = rig.take(pair[1]);
        rig.settle();
        for (var wire : List.of(accepted, adopted)) {
            recorder.text.setLength(0);
            for (int i = 0; i < 3; i++) {
                sendWithDescriptor(wire.fd, "abc");
                wire.say("def");
            }
            rig.until(() -> recorder.text.toString().equals("abcdef".repeat(3)));
        }
    }

    private void sendWithDescriptor(int fd, String text) {
        var vector = new IoVec(1);
        vector.set(0, Arena.ofAuto().allocateFrom(text), 0, text.length());
        var message = new Message(vector, null, 1);
        message.addDescriptor(fd);
        assertEquals(text.length(), rig.kernel.sendmsg(fd, message, 0));
    }

    @Test
    void handlerThatThrowsClosesItsPeerAndTheLoopGoesOn() {
        int port =
                rig.listen(
                        new Recorder() {
                            @Override
                            public void received(Peer peer, ByteBuffer bytes) {
                                peer.write(Rig.ascii("so far"));
                                if (bytes.get(0) == 'x') throw new IllegalStateException("oops");
                            }

                            @Override
                            public void closed(Peer peer, CloseReason reason) {
                                recorder.log.add("closed " + reason);
                            }
                        });
        var bad = rig.connect(port);
        var good = rig.connect(port);
        bad.say("x");
        rig.until(bad::hasEnded);
        assertEquals("so far", bad.heard.toString());
        bad.close();
        rig.until(() -> recorder.log.contains("closed FAILED"));
        assertEquals("oops", rig.errors.getFirst().getMessage());
        good.say("y");
        rig.until(() -> good.hears("so far"));
    }

    @Test
    void errorHandlerThatThrowsDoesNotStopTheLoop() {
        try (var loop =
                Loop.open(
                        kernels.get(),
                        new Settings()
                                .trigger(trigger)
                                .onError((peer, thrown) -> {
                                    throw new IllegalStateException("even worse");
                                }))) {
            loop.execute(() -> {
                throw new IllegalArgumentException("expected in this test's log");
            });
            loop.turn(Rig.SHORT);
            assertEquals(1, loop.snapshot().failures());
        }
    }
}
