package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.epoll4j.loop.Rig.Recorder;
import io.epoll4j.sys.Errno;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Resets in every state a connection can be in, half-closes in both directions, and loops that are
/// closed or drained under connections.
@ParameterizedClass
@ExtendWith(InWorld.class)
@MethodSource("io.epoll4j.loop.Rig#stages")
class EndingsTest {
    private static final int MEGABYTE = 1 << 20;

    @Parameter(0)
    Supplier<Stage> stages;

    @Parameter(1)
    Trigger trigger;

    Stage stage;
    Rig rig;
    Rig.Wire wire;
    Peer peer;

    /// Goes on when the other end has ended.
    final Recorder server =
            new Recorder() {
                @Override
                public void ended(Peer peer) {
                    log.add("ended");
                }
            };

    @BeforeEach
    void open() {
        stage = stages.get();
        rig = new Rig(stage, new Settings().trigger(trigger));
        wire = rig.connect(rig.listen(server));
        rig.until(() -> server.peers.size() == 1);
        rig.settle();
        peer = server.peers.getFirst();
    }

    @AfterEach
    void close() {
        rig.close();
        assertEquals(List.of(), rig.errors);
        assertEquals(0, rig.loop.snapshot().connections());
        assertEquals(0, rig.loop.snapshot().spins());
        stage.assertNothingOpen();
    }

    private void fill() {
        for (int i = 0; i < 16; i++) peer.write(ByteBuffer.allocate(MEGABYTE));
    }

    /// What this end had done when the reset came.
    enum State {
        IDLE,
        ENDED,
        OTHER_ENDED,
        FULL,
        FULL_AND_ENDING,
        FULL_AND_OTHER_ENDED,
        CLOSING,
        LINGERING
    }

    private void reach(State state) {
        switch (state) {
            case IDLE -> {}
            case ENDED -> rig.on(peer, peer::end);
            case OTHER_ENDED -> wire.endOutput();
            case FULL -> rig.on(peer, this::fill);
            case FULL_AND_ENDING -> {
                rig.on(peer, this::fill);
                rig.on(peer, peer::end);
            }
            case FULL_AND_OTHER_ENDED -> {
                rig.on(peer, this::fill);
                wire.endOutput();
            }
            case CLOSING -> {
                rig.on(peer, this::fill);
                rig.on(peer, peer::close);
            }
            case LINGERING -> rig.on(peer, peer::close);
        }
        rig.settle();
    }

    @ParameterizedTest
    @EnumSource
    void reset(State state) {
        reach(state);
        wire.reset();
        rig.until(() -> server.log.getLast().startsWith("closed"));
        assertEquals("closed RESET", server.log.getLast());
        assertTrue(
                List.of(Errno.ECONNRESET, Errno.EPIPE).contains(peer.error()),
                Errno.name(peer.error()));
        assertEquals(0, peer.unsent());
    }

    @ParameterizedTest
    @EnumSource
    void aborted(State state) {
        reach(state);
        rig.on(peer, peer::abort);
        assertEquals("closed ABORTED", server.log.getLast());
        rig.until(wire::hasEnded);
        boolean heardTheEnd = state == State.ENDED || state == State.LINGERING;
        assertEquals(heardTheEnd ? 0 : -Errno.ECONNRESET, wire.end);
    }

    @ParameterizedTest
    @EnumSource
    void loopClosed(State state) {
        reach(state);
        rig.loop.close();
        assertEquals("closed ABORTED", server.log.getLast());
        InWorld.pass();
        assertTrue(wire.hasEnded());
    }

    @ParameterizedTest
    @EnumSource
    void drained(State state) {
        reach(state);
        rig.loop.drain(Duration.ofSeconds(1));
        wire.endOutput();
        hearUntil(() -> server.log.getLast().startsWith("closed") && wire.hasEnded());
        assertTrue(
                List.of("closed ENDED", "closed CLOSED").contains(server.log.getLast()),
                server.log.toString());
        assertEquals(0, wire.end);
        assertEquals(peer.bytesOut(), wire.heardBytes, "no reply is cut off");
        rig.loop.run(); // it has come to an end: this returns at once
    }

    @ParameterizedTest
    @EnumSource
    void drainedTooSlowly(State state) {
        reach(state);
        rig.on(peer, () -> peer.handler(new Stubborn()));
        rig.loop.drain(Duration.ofSeconds(1));
        rig.settle();
        stage.advance(Duration.ofMillis(999));
        rig.settle();
        assertEquals(1, rig.loop.snapshot().connections());
        stage.advance(Duration.ofMillis(2));
        rig.settle();
        assertEquals("closed ABORTED", server.log.getLast());
        rig.loop.run();
    }

    /// Takes what comes, which makes room for more, until `condition` holds.
    private void hearUntil(BooleanSupplier condition) {
        rig.until(() -> {
            while (wire.hear() > 0) rig.settle();
            return condition.getAsBoolean();
        });
    }

    /// Closes neither when told to drain nor ever.
    private final class Stubborn implements Handler {
        @Override
        public void received(Peer peer, ByteBuffer bytes) {}

        @Override
        public void ended(Peer peer) {}

        @Override
        public void draining(Peer peer) {}

        @Override
        public void closed(Peer peer, CloseReason reason) {
            server.closed(peer, reason);
        }
    }

    @Test
    void allThatWasSentBeforeTheHalfCloseIsDeliveredFirst() {
        byte[] data = new byte[MEGABYTE];
        for (int sent = 0; sent < data.length; rig.settle())
            sent += wire.send(data, sent, data.length - sent);
        wire.endOutput();
        rig.until(() -> server.log.contains("ended"));
        assertEquals(MEGABYTE, server.bytes);
        rig.on(peer, () -> peer.write(Rig.ascii("got it")));
        rig.until(() -> wire.hears("got it"));
        rig.on(peer, peer::close);
        assertEquals(List.of("opened", "ended", "closed ENDED"), server.log);
    }

    /// The kernel takes the first part, and later the rest in one piece.
    @Test
    void afterTheLastByteItIsNotToldOfRoom() {
        assumeTrue(trigger != Trigger.EDGE, "nothing would bring the edge");
        int[] calls = {0};
        stage.meddler.answer("send", arguments -> calls[0]++ == 0 ? (Long) arguments[3] - 1 : null);
        rig.on(
                peer,
                () -> {
                    peer.write(Rig.ascii("farewell"));
                    peer.end();
                });
        rig.until(wire::hasEnded);
        rig.settle();
        assertEquals(2, calls[0]);
        wire.endOutput();
        rig.until(() -> server.log.contains("closed ENDED"));
    }

    @Test
    void allThatWasWrittenBeforeTheHalfCloseIsSentFirst() {
        rig.on(
                peer,
                () -> {
                    fill();
                    peer.end();
                });
        hearUntil(() -> wire.end == 0);
        assertEquals(16 * MEGABYTE, wire.heardBytes);
        assertEquals(0, wire.end);
        wire.say("one way only");
        rig.until(() -> server.text.toString().equals("one way only"));
        wire.endOutput();
        rig.until(() -> server.log.contains("closed ENDED"));
    }

    @Test
    void bothEndAtOnce() {
        wire.say("last");
        wire.endOutput();
        rig.on(peer, peer::end);
        rig.until(() -> server.log.contains("closed ENDED"));
        assertEquals("last", server.text.toString());
        rig.until(wire::hasEnded);
        assertEquals(0, wire.end);
    }

    @Test
    void whatComesInAfterClosingIsThrownAway() {
        rig.on(peer, peer::close);
        for (int i = 0; i < 100; i++) {
            wire.say("x".repeat(1000));
            rig.settle();
        }
        assertEquals(0, server.bytes);
        wire.endOutput();
        rig.until(() -> server.log.contains("closed CLOSED"));
        assertEquals(0, (int) (wire.hasEnded() ? wire.end : 1), "an end, not a reset");
    }
}
