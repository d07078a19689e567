package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.loop.Rig.Recorder;
import io.epoll4j.sys.SockAddr;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// The time limits of connections, to the millisecond: the clock moves as the test says.
@ParameterizedClass
@ExtendWith(InWorld.class)
@MethodSource("io.epoll4j.loop.Rig#stages")
class TimeoutsTest {
    private static final Duration TEN = Duration.ofSeconds(10);

    @Parameter(0)
    Supplier<Stage> stages;

    @Parameter(1)
    Trigger trigger;

    Stage stage;
    Rig rig;
    Rig.Wire wire;
    Peer peer;
    final Recorder server = new Recorder();

    @BeforeEach
    void prepare() {
        stage = stages.get();
    }

    private void open(UnaryOperator<Timeouts> limits) {
        var timeouts = limits.apply(Timeouts.DEFAULT);
        rig = new Rig(stage, new Settings().trigger(trigger).timeouts(timeouts));
        // Over TCP, acknowledgements that come late make room when nothing was read.
        var name = SockAddr.ofAbstract("epoll4j-" + System.nanoTime());
        rig.loop.listen(name, server);
        wire = rig.connect(name);
        rig.until(() -> server.peers.size() == 1);
        rig.settle();
        peer = server.peers.getFirst();
    }

    @AfterEach
    void close() {
        if (rig == null) return;
        rig.close();
        assertEquals(List.of(), rig.errors);
        assertEquals(0, rig.loop.snapshot().spins());
        assertEquals(0, rig.loop.snapshot().timers());
        stage.assertNothingOpen();
    }

    private void pass(Duration time) {
        stage.advance(time);
        rig.settle();
    }

    /// The limit of ten seconds, begun now, closes for `reason`: not earlier, not later.
    private void expires(CloseReason reason) {
        pass(TEN.minusMillis(1));
        assertEquals(List.of("opened"), server.log);
        pass(Duration.ofMillis(2));
        rig.until(wire::hasEnded);
        if (reason == CloseReason.IDLE_TIMEOUT) endInReturn();
        assertEquals(List.of("opened", "closed " + reason), server.log);
    }

    /// As one does who has been told the end in order.
    private void endInReturn() {
        assertEquals(List.of("opened"), server.log);
        assertEquals(0, wire.end);
        wire.endOutput();
        rig.until(() -> server.log.size() > 1);
    }

    private void say(String text) {
        long before = server.bytes;
        wire.say(text);
        rig.until(() -> server.bytes == before + text.length());
    }

    /// More than the kernel takes.
    private void fill() {
        rig.on(
                peer,
                () -> {
                    for (int i = 0; i < 32; i++) peer.write(ByteBuffer.allocate(1 << 20));
                });
        assertTrue(peer.unsent() > 0);
    }

    @Test
    void idle() {
        open(limits -> limits.idle(TEN));
        expires(CloseReason.IDLE_TIMEOUT);
    }

    @Test
    void bytesEitherWayPostponeTheIdleLimit() {
        open(limits -> limits.idle(TEN));
        for (int i = 0; i < 5; i++) {
            pass(TEN.minusMillis(1));
            say("in");
            pass(TEN.minusMillis(1));
            rig.on(peer, () -> peer.write(Rig.ascii("out")));
        }
        expires(CloseReason.IDLE_TIMEOUT);
    }

    @Test
    void read() {
        open(limits -> limits.read(TEN));
        expires(CloseReason.READ_TIMEOUT);
    }

    @Test
    void onlyBytesFromTheOtherEndPostponeTheReadLimit() {
        open(limits -> limits.read(TEN));
        pass(TEN.minusMillis(1));
        say("in");
        pass(TEN.minusMillis(1));
        rig.on(peer, () -> peer.write(Rig.ascii("out")));
        pass(Duration.ofMillis(2));
        assertEquals(List.of("opened", "closed READ_TIMEOUT"), server.log);
    }

    @Test
    void silenceIsNotHeldAgainstWhoIsNotListenedTo() {
        open(limits -> limits.read(TEN));
        rig.on(peer, peer::pause);
        pass(TEN.multipliedBy(5));
        rig.on(peer, peer::resume);
        expires(CloseReason.READ_TIMEOUT);
    }

    @Test
    void silenceAfterTheLastByteIsNoSilence() {
        open(limits -> limits.read(TEN));
        rig.on(peer, () -> peer.handler(new Quiet()));
        wire.endOutput();
        rig.until(() -> peer.inputEnded);
        pass(TEN.multipliedBy(5));
        assertTrue(peer.isOpen());
        rig.on(peer, peer::close);
    }

    /// Goes on when the other end has ended.
    private final class Quiet implements Handler {
        @Override
        public void received(Peer peer, ByteBuffer bytes) {}

        @Override
        public void ended(Peer peer) {}
    }

    @Test
    void write() {
        open(limits -> limits.write(TEN));
        pass(TEN.multipliedBy(5)); // nothing waits to be sent: no limit
        fill();
        expires(CloseReason.WRITE_TIMEOUT);
    }

    @Test
    void bytesTakenPostponeTheWriteLimit() {
        open(limits -> limits.write(TEN));
        fill();
        for (int i = 0; i < 3; i++) {
            pass(TEN.minusMillis(1));
            long before = peer.bytesOut();
            rig.until(() -> wire.hear() >= 0 && peer.bytesOut() > before);
            rig.settle();
        }
        assertTrue(peer.unsent() > 0);
        expires(CloseReason.WRITE_TIMEOUT);
    }

    @Test
    void bytesComingInDoNotPostponeTheWriteLimit() {
        open(limits -> limits.write(TEN));
        fill();
        pass(TEN.minusMillis(1));
        say("I do not read");
        pass(Duration.ofMillis(2));
        assertEquals(List.of("opened", "closed WRITE_TIMEOUT"), server.log);
    }

    @Test
    void aWriteLimitSetWhileBlockedCountsFromTheHalt() {
        open(limits -> limits);
        pass(TEN.multipliedBy(5));
        fill();
        rig.on(peer, () -> peer.timeouts(Timeouts.DEFAULT.write(TEN)));
        expires(CloseReason.WRITE_TIMEOUT);
    }

    @Test
    void theNearestLimitCounts() {
        open(limits -> limits.idle(TEN.plusMillis(2)).read(TEN.plusMillis(1)).write(TEN));
        fill();
        expires(CloseReason.WRITE_TIMEOUT);
    }

    @Test
    void limitsOfOneConnectionReplaceTheLoops() {
        open(limits -> limits.idle(Duration.ofSeconds(1)));
        rig.on(peer, () -> peer.timeouts(Timeouts.DEFAULT.idle(TEN)));
        expires(CloseReason.IDLE_TIMEOUT);
    }

    @Test
    void noLimitsNeedNoTimer() {
        open(limits -> limits.idle(TEN));
        assertEquals(1, rig.loop.snapshot().timers());
        rig.on(peer, () -> peer.timeouts(Timeouts.DEFAULT));
        assertEquals(0, rig.loop.snapshot().timers());
        pass(Duration.ofDays(1000));
        assertTrue(peer.isOpen());
    }

    @Test
    void aMessageMovesNoTimer() {
        open(limits -> limits.idle(TEN).read(TEN).write(TEN));
        long deadline = peer.deadline;
        pass(Duration.ofSeconds(1));
        say("hello");
        rig.on(peer, () -> peer.write(Rig.ascii("hello")));
        assertEquals(deadline, peer.deadline);
    }

    @Test
    void whoDoesNotEndIsResetAfterLingering() {
        open(limits -> limits.linger(TEN));
        rig.on(peer, peer::close);
        expires(CloseReason.CLOSED);
    }

    @Test
    void whoTakesNothingMoreIsResetAfterLingering() {
        open(limits -> limits.linger(TEN));
        fill();
        rig.on(peer, peer::close);
        expires(CloseReason.CLOSED);
    }

    @Test
    void lingeringBeginsAnewWithEveryByteTaken() {
        open(limits -> limits.linger(TEN));
        fill();
        rig.on(peer, peer::close);
        for (int i = 0; i < 3; i++) {
            pass(TEN.minusMillis(1));
            long before = peer.bytesOut();
            rig.until(() -> wire.hear() >= 0 && peer.bytesOut() > before);
            rig.settle();
        }
        expires(CloseReason.CLOSED);
    }

    @Test
    void bytesThatKeepComingDoNotProlongLingering() {
        open(limits -> limits.linger(TEN).idle(TEN));
        rig.on(peer, peer::close);
        pass(TEN.minusMillis(1));
        wire.say("still talking");
        rig.settle();
        pass(Duration.ofMillis(2));
        assertEquals(List.of("opened", "closed CLOSED"), server.log);
    }

    @Test
    void aNegativeLimitIsZeroThusNoneAndOneTooLongNeverPasses() {
        var negative = Duration.ofMillis(-1);
        var limits = Timeouts.DEFAULT.connect(negative).linger(negative);
        assertEquals(Timeouts.DEFAULT.connect(Duration.ZERO).linger(Duration.ZERO), limits);
        assertEquals(limits, limits.idle(negative).read(negative).write(negative));
        assertEquals(0, limits.linger());
        var forever = ChronoUnit.FOREVER.getDuration();
        open(none -> none.idle(forever).read(forever).write(forever).linger(forever));
        fill();
        pass(Duration.ofDays(100_000));
        assertTrue(peer.isOpen());
        rig.on(peer, peer::abort);
    }
}
