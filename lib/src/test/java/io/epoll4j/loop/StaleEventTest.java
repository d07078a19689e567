package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.loop.Rig.Recorder;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SocketFlags;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Events of connections that are gone find nobody, least of all whoever has their number now.
@ParameterizedClass
@ExtendWith(InWorld.class)
@MethodSource("io.epoll4j.loop.Rig#worlds")
class StaleEventTest {
    @Parameter(0)
    Supplier<Kernel> kernels;

    @Parameter(1)
    Trigger trigger;

    Rig rig;

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
    void oneHandlerClosesTheOthersOfItsBatch() {
        var opened = new ArrayList<Peer>();
        var received = new ArrayList<Peer>();
        int port =
                rig.listen(
                        new Recorder() {
                            @Override
                            public void opened(Peer peer) {
                                opened.add(peer);
                            }

                            @Override
                            public void received(Peer peer, ByteBuffer bytes) {
                                received.add(peer);
                                for (Peer other : opened) if (other != peer) other.abort();
                            }
                        });
        var wires = new ArrayList<Rig.Wire>();
        for (int i = 0; i < 10; i++) wires.add(rig.connect(port));
        rig.until(() -> opened.size() == 10);
        rig.settle();
        wires.forEach(wire -> wire.say("x"));
        InWorld.pass();
        rig.settle();
        assertEquals(1, received.size());
        assertEquals(1, rig.loop.snapshot().connections());
        assertEquals(9, rig.loop.snapshot().stale());
    }

    @Test
    void aReusedNumberDoesNotInheritTheEvent() {
        var opened = new ArrayList<Peer>();
        var received = new ArrayList<String>();
        int quiet = rig.listen((peer, bytes) -> received.add("a newcomer heard something"));
        var port = new int[1];
        port[0] =
                rig.listen(
                        new Recorder() {
                            @Override
                            public void opened(Peer peer) {
                                opened.add(peer);
                            }

                            @Override
                            public void received(Peer peer, ByteBuffer bytes) {
                                received.add("first");
                                Peer victim = opened.get(opened.getFirst() == peer ? 1 : 0);
                                victim.abort();
                                // The lowest free number is the victim's.
                                int fd = rig.connect(quiet).fd;
                                assertEquals(((Entry) victim).fd, fd);
                                Peer newcomer = rig.loop.adopt(fd, (p, b) -> received.add("wrong"));
                                assertTrue(newcomer.data != victim.data);
                            }
                        });
        var one = rig.connect(port[0]);
        var two = rig.connect(port[0]);
        rig.until(() -> opened.size() == 2);
        rig.settle();
        one.say("x");
        two.say("x");
        rig.settle();
        assertEquals(List.of("first"), received);
        assertEquals(1, rig.loop.snapshot().stale());
    }

    @Test
    void whoClosesItselfWhileBeingReadIsNotReadOn() {
        var newcomer = new Recorder();
        var wire =
                rig.connect(
                        rig.listen((peer, bytes) -> {
                            peer.abort();
                            int fd = ((Entry) peer).fd;
                            int[] pair = new int[2];
                            int type = SocketFlags.SOCK_STREAM | SocketFlags.SOCK_NONBLOCK;
                            rig.kernel.socketpair(SocketFlags.AF_UNIX, type, 0, pair);
                            assertEquals(fd, pair[0], "the lowest free number");
                            rig.take(pair[1]).say("for the newcomer");
                            rig.loop.adopt(pair[0], newcomer);
                        }));
        rig.settle();
        wire.say("x");
        wire.endOutput(); // after which it is read to the end
        rig.until(() -> newcomer.text.toString().equals("for the newcomer"));
        assertEquals(List.of(), rig.errors);
    }

    @Test
    void aDuplicateThatLivesOnNeitherSpinsNorReachesAnyone() {
        var recorder = new Recorder();
        var wire = rig.connect(rig.listen(recorder));
        rig.until(() -> recorder.peers.size() == 1);
        int duplicate = rig.kernel.dup(((Entry) recorder.peers.getFirst()).fd);
        assertTrue(duplicate >= 0);
        recorder.peers.getFirst().close();
        rig.until(wire::hasEnded); // the sending side is shut down, whoever has a duplicate
        wire.say("to the duplicate");
        recorder.peers.getFirst().abort();
        int events = (int) rig.loop.snapshot().events();
        wire.say("and again");
        for (int i = 0; i < 50; i++) rig.loop.turn(Rig.SHORT);
        assertEquals("", recorder.text.toString());
        long seen = rig.loop.snapshot().events() - events;
        assertTrue(seen <= 2, seen + " events of a closed connection");
        assertEquals(seen, rig.loop.snapshot().stale());
        rig.kernel.close(duplicate);
    }

    @Test
    void aDescriptorThatWasGivenOutIsTakenOutOfEpoll() {
        var recorder = new Recorder();
        var wire = rig.connect(rig.listen(recorder));
        rig.until(() -> recorder.peers.size() == 1);
        int duplicate = rig.kernel.dup(recorder.peers.getFirst().fd());
        recorder.peers.getFirst().abort();
        long events = rig.loop.snapshot().events();
        wire.say("to the duplicate");
        for (int i = 0; i < 20; i++) rig.loop.turn(Rig.SHORT);
        assertEquals(events, rig.loop.snapshot().events());
        rig.kernel.close(duplicate);
    }
}
