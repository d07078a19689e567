package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.SockAddr;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// A filter that does what an encryption does: greets before the handler may be called, holds what
/// is written meanwhile, changes every byte, and says goodbye before it closes.
@ParameterizedClass
@MethodSource("io.epoll4j.loop.Rig#realStages")
class FilterTest {
    private static final int VEIL = 0x20; // changes the case of letters
    private static final String HELLO = "?";
    private static final String BYE = "!";

    @Parameter(0)
    Supplier<Stage> stages;

    @Parameter(1)
    Trigger trigger;

    Stage stage;
    Rig rig;
    final Rig.Recorder server =
            new Rig.Recorder() {
                @Override
                public void received(Peer peer, ByteBuffer bytes) {
                    super.received(peer, bytes.duplicate());
                    peer.write(bytes);
                }

                @Override
                public void draining(Peer peer) {
                    log.add("draining");
                    peer.close();
                }

                @Override
                public void timedOut(Peer peer, CloseReason reason) {
                    log.add("timedOut " + reason);
                }

                @Override
                public void writable(Peer peer) {
                    log.add("writable");
                }
            };

    static final class Veil extends Filter {
        private boolean greeted;
        private boolean closing;
        private final StringBuilder held = new StringBuilder();

        @Override
        public void opened(Peer peer) {
            super.write(peer, Rig.ascii(HELLO));
        }

        @Override
        public void received(Peer peer, ByteBuffer bytes) {
            if (!greeted) {
                greeted = true;
                if (bytes.get() != HELLO.charAt(0)) {
                    refuse(peer, "no greeting");
                    return;
                }
                super.opened(peer);
                write(peer, Rig.ascii(held.toString()));
                if (closing) close(peer);
            }
            if (bytes.hasRemaining()) super.received(peer, veiled(bytes));
        }

        @Override
        protected boolean write(Peer peer, ByteBuffer bytes) {
            if (greeted) return super.write(peer, veiled(bytes));
            while (bytes.hasRemaining()) held.append((char) bytes.get());
            return true;
        }

        @Override
        protected void close(Peer peer) {
            closing = true;
            if (!greeted) return;
            super.write(peer, Rig.ascii(BYE));
            super.close(peer);
        }

        @Override
        protected void end(Peer peer) {
            super.write(peer, Rig.ascii(BYE));
            super.end(peer);
        }

        private static ByteBuffer veiled(ByteBuffer bytes) {
            var made = ByteBuffer.allocate(bytes.remaining());
            while (bytes.hasRemaining()) made.put((byte) (bytes.get() ^ VEIL));
            return made.flip();
        }
    }

    private void open(Settings settings) {
        stage = stages.get();
        rig = new Rig(stage, settings.trigger(trigger));
    }

    @AfterEach
    void close() {
        rig.close();
        stage.assertNothingOpen();
    }

    private static Handler veiled(Handler handler) {
        return Filter.between(Veil::new, handler);
    }

    private Rig.Wire greeted() {
        var wire = rig.connect(rig.listen(veiled(server)));
        rig.settle();
        assertEquals(List.of(), server.log);
        wire.say(HELLO);
        rig.until(() -> server.log.equals(List.of("opened")));
        return wire;
    }

    private Peer peer() {
        return server.peers.getFirst();
    }

    @Test
    void theHandlerSeesNothingOfIt() {
        open(new Settings());
        var wire = greeted();
        wire.say("abc");
        rig.until(() -> wire.hears("?abc"));
        assertEquals("ABC", server.text.toString());
        wire.endOutput();
        rig.until(wire::hasEnded);
        assertEquals("?abc!", wire.heard.toString());
        assertEquals(List.of("opened", "ended", "closed ENDED"), server.log);
        assertEquals(List.of(), rig.errors);
    }

    @Test
    void bothEndsMayHaveOneAndAnotherBehindIt() {
        open(new Settings());
        var client = new Rig.Recorder();
        var at = rig.loop.listen(0, veiled(Framing.lines(9, server))).address().sockAddr();
        var peer = rig.loop.connect(at, veiled(Framing.lines(9, client)));
        rig.on(peer, () -> assertTrue(peer.write(Rig.ascii("early"))));
        rig.until(() -> client.bytes == 5);
        rig.on(peer, () -> peer.write(Rig.ascii("late")));
        rig.until(() -> client.bytes == 9);
        assertEquals("earlylate", server.text.toString());
        assertEquals("earlylate", client.text.toString());
        rig.on(peer, peer::end);
        rig.until(() -> client.log.contains("closed ENDED"));
    }

    @Test
    void whatIsClosedEarlyIsStillSaid() {
        open(new Settings());
        var wire = rig.connect(rig.listen(veiled(server)));
        rig.settle();
        var peer =
                rig.loop.connect(
                        rig.loop.listen(0, server).address().sockAddr(),
                        veiled(new Rig.Recorder()));
        rig.on(
                peer,
                () -> {
                    peer.write(Rig.ascii("held"));
                    peer.close();
                    assertFalse(peer.isOpen());
                    assertFalse(peer.write(Rig.ascii("too late")));
                });
        // The plain server gives the greeting back, and so lets it go on.
        rig.until(() -> server.log.contains("closed ENDED"));
        assertEquals("?HELD!", server.text.toString());
        wire.close();
    }

    @Test
    void whoBreaksItsRulesIsTold() {
        open(new Settings());
        var wire = rig.connect(rig.listen(veiled(server)));
        wire.say("x");
        rig.settle();
        wire.close();
        rig.until(() -> rig.loop.snapshot().connections() == 0);
        assertEquals(List.of("closed PROTOCOL"), server.log);
    }

    @Test
    void aFailingHandlerClosesThroughIt() {
        open(new Settings());
        var failing =
                new Rig.Recorder() {
                    @Override
                    public void received(Peer peer, ByteBuffer bytes) {
                        peer.write(bytes);
                        throw new IllegalStateException("planned");
                    }
                };
        var wire = rig.connect(rig.listen(veiled(failing)));
        wire.say(HELLO + "ab");
        rig.until(wire::hasEnded);
        assertEquals("?ab!", wire.heard.toString());
        wire.close();
        rig.until(() -> failing.log.contains("closed FAILED"));
        assertEquals(1, rig.errors.size());
    }

    @Test
    void anIdlePeerIsToldGoodbye() {
        open(new Settings().timeouts(Timeouts.DEFAULT.idle(Duration.ofSeconds(1))));
        var wire = greeted();
        stage.advance(Duration.ofSeconds(2));
        rig.until(() -> server.log.contains("timedOut IDLE_TIMEOUT"));
        rig.until(wire::hasEnded);
        assertEquals("?!", wire.heard.toString());
        wire.close();
        rig.until(() -> server.log.contains("closed IDLE_TIMEOUT"));
    }

    @Test
    void drainingGoesThroughIt() {
        open(new Settings());
        var wire = greeted();
        rig.loop.drain(Duration.ofSeconds(10));
        rig.until(wire::hasEnded);
        assertEquals("?!", wire.heard.toString());
        assertEquals("draining", server.log.get(1));
        wire.close();
        rig.until(() -> server.log.contains("closed CLOSED"));
    }

    @Test
    void waterMarksGoThroughIt() {
        open(new Settings().waterMarks(1_000, 4_000));
        var wire = greeted();
        rig.on(
                peer(),
                () -> {
                    assertTrue(peer().write(ByteBuffer.allocate(4_000)));
                    assertFalse(peer().write(ByteBuffer.allocate(8 << 20)));
                });
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!server.log.contains("writable") && System.nanoTime() < deadline) {
            wire.hear();
            rig.loop.turn(stage.atMost);
        }
        assertEquals(List.of("opened", "writable"), server.log);
    }

    @Test
    void pausingGoesThroughIt() {
        open(new Settings());
        var wire = greeted();
        rig.on(peer(), peer()::pause);
        wire.say("ab");
        rig.settle();
        assertEquals("", server.text.toString());
        rig.on(peer(), peer()::resume);
        rig.until(() -> server.text.toString().equals("AB"));
    }

    @Test
    void anOpenConnectionIsVeiledFromNowOn() {
        open(new Settings());
        var upgrading =
                new Rig.Recorder() {
                    @Override
                    public void received(Peer peer, ByteBuffer bytes) {
                        super.received(peer, bytes);
                        peer.handler(veiled(server));
                    }
                };
        var wire = rig.connect(rig.listen(upgrading));
        wire.say("starttls");
        rig.until(() -> wire.hears(HELLO));
        wire.say(HELLO);
        rig.until(() -> server.log.contains("opened"));
        wire.say("abc");
        rig.until(() -> wire.hears("?abc"));
        assertEquals("ABC", server.text.toString());
        rig.on(peer(), () -> peer().handler((peer, bytes) -> peer.write(Rig.ascii("OTHER"))));
        wire.say("abc");
        rig.until(() -> wire.hears("?abcother"));
    }

    @Test
    void misuseIsNamed() {
        open(new Settings());
        var wire = rig.connect(rig.listen(new Veil()));
        wire.say(HELLO + "x");
        rig.until(() -> rig.errors.stream().anyMatch(IllegalStateException.class::isInstance));
        assertTrue(rig.errors.getFirst().getMessage().contains("Filter.between"));
        rig.errors.clear();

        var one = new Veil();
        int port = rig.listen(Filter.between(() -> one, server));
        rig.connect(port);
        rig.settle();
        var second = rig.connect(port);
        rig.until(() -> !rig.errors.isEmpty());
        assertTrue(rig.errors.getFirst().getMessage().contains("one connection"));
        second.close();
        rig.until(() -> server.log.contains("closed FAILED"));
        assertThrows(NullPointerException.class, () -> Filter.between(null, server));
    }

    @Test
    void aFilterThatCannotBeMadeLeavesNothingOpen() {
        open(new Settings());
        int port = rig.listen(server);
        Handler broken =
                Filter.between(
                        () -> {
                            throw new IllegalStateException("planned");
                        },
                        server);
        var at = SockAddr.loopback(port);
        assertThrows(IllegalStateException.class, () -> rig.loop.connect(at, broken));
        assertEquals(0, rig.loop.snapshot().connections());
        var wire = rig.connect(rig.listen(broken));
        rig.until(wire::hasEnded);
        wire.close();
        rig.until(() -> server.log.contains("closed FAILED"));
    }
}
