package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Alarms and tasks. The clock moves as the test says.
@ParameterizedClass
@MethodSource("io.epoll4j.loop.Rig#realStages")
class ScheduleTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int MILLION = 1_000_000;

    @Parameter(0)
    Supplier<Stage> stages;

    @Parameter(1)
    Trigger trigger;

    Stage stage;
    Rig rig;
    Loop loop;
    final List<String> ran = new ArrayList<>();

    @BeforeEach
    void open() {
        stage = stages.get();
        rig = new Rig(stage, new Settings().trigger(trigger));
        loop = rig.loop;
    }

    @AfterEach
    void close() {
        rig.close();
        assertEquals(0, loop.snapshot().spins());
    }

    private void pass(Duration time) {
        stage.advance(time);
        rig.settle();
    }

    /// Runs `action` on another thread, to its end.
    private static void elsewhere(Runnable action) throws InterruptedException {
        var failures = new ArrayList<Throwable>();
        var thread = Thread.ofPlatform().uncaughtExceptionHandler((t, e) -> failures.add(e));
        thread.start(action).join();
        assertEquals(List.of(), failures);
    }

    @Test
    void runsOnceInItsTime() {
        loop.schedule(SECOND, () -> ran.add("x"));
        pass(SECOND.minusNanos(1));
        assertEquals(List.of(), ran);
        pass(Duration.ofNanos(1024));
        assertEquals(List.of("x"), ran);
        pass(SECOND.multipliedBy(100));
        assertEquals(1, ran.size());
        assertEquals(1, loop.snapshot().timersFired());
    }

    @Test
    void whatIsDueAtOnceRunsOnTheNextTurn() {
        loop.schedule(Duration.ZERO, () -> ran.add("x"));
        loop.schedule(Duration.ofDays(-1), () -> ran.add("y"));
        pass(Duration.ofNanos(1024));
        assertEquals(List.of("x", "y"), ran);
    }

    @Test
    void delaysCountFromTheCallNotFromTheLastTurn() {
        loop.turn(Duration.ZERO);
        stage.advance(SECOND.multipliedBy(10));
        loop.schedule(SECOND, () -> ran.add("x"));
        rig.settle();
        assertEquals(List.of(), ran);
    }

    @Test
    void beatsOnItsGridAndLeavesOutWhatItMissed() {
        loop.scheduleEvery(SECOND, () -> ran.add("beat"));
        stage.advance(Duration.ofNanos(1024));
        for (int i = 1; i <= 5; i++) {
            pass(SECOND);
            assertEquals(i, ran.size());
        }
        pass(Duration.ofMillis(10_500)); // ten beats and a half
        assertEquals(6, ran.size());
        pass(Duration.ofMillis(499));
        assertEquals(6, ran.size());
        pass(Duration.ofMillis(2));
        assertEquals(7, ran.size());
    }

    /// Each wait is as long as the turn wants, and no longer.
    private void sleepInVirtualTime() {
        stage.meddler.answer(
                "epollPwait2",
                arguments -> {
                    stage.advance(Duration.ofNanos(Timespec.toNanos((MemorySegment) arguments[3])));
                    return 0;
                });
    }

    @Test
    void aBeatTakesOneTurn() {
        sleepInVirtualTime();
        loop.turn(Duration.ZERO);
        loop.scheduleEvery(Duration.ofMillis(1), () -> ran.add("beat"));
        long before = loop.snapshot().turns();
        for (int i = 1; i <= 3000; i++) {
            assertEquals(1, loop.turn(Duration.ofDays(1)));
            assertEquals(i, ran.size());
        }
        assertEquals(before + 3000, loop.snapshot().turns());
    }

    @Test
    void aTurnLastsUntilADeadlineOrAsLongAsItMay() {
        sleepInVirtualTime();
        var cancelled = loop.schedule(SECOND.multipliedBy(100), () -> ran.add("never"));
        loop.schedule(SECOND.multipliedBy(101), () -> ran.add("once"));
        cancelled.cancel();
        long start = loop.clock();
        assertEquals(0, loop.turn(SECOND));
        assertEquals(start + SECOND.toNanos(), loop.clock());
        assertEquals(1, loop.turn(ChronoUnit.FOREVER.getDuration()));
        assertEquals(List.of("once"), ran);
        assertTrue(loop.clock() - start < SECOND.multipliedBy(101).plusNanos(2048).toNanos());
        loop.turn(SECOND.negated());
        assertTrue(loop.clock() - start < SECOND.multipliedBy(101).plusNanos(2048).toNanos());
    }

    @Test
    void aSignalEndsNoTurn() {
        int[] signals = {0};
        stage.meddler.answer(
                "epollPwait2",
                arguments -> {
                    long nanos = Timespec.toNanos((MemorySegment) arguments[3]);
                    boolean signal = signals[0]++ < 3;
                    stage.advance(Duration.ofNanos(signal ? nanos / 2 : nanos));
                    return signal ? -Errno.EINTR : 0;
                });
        long start = loop.clock();
        assertEquals(0, loop.turn(SECOND));
        assertEquals(start + SECOND.toNanos(), loop.clock());
        assertEquals(4, signals[0]);
    }

    @Test
    void whatIsTooFarToBeCountedNeverRuns() {
        var forever = ChronoUnit.FOREVER.getDuration();
        loop.schedule(forever, () -> ran.add("x"));
        loop.scheduleEvery(forever, () -> ran.add("y"));
        pass(Duration.ofDays(100_000));
        assertEquals(List.of(), ran);
        assertThrows(
                IllegalArgumentException.class,
                () -> loop.scheduleEvery(forever.negated(), ran::clear));
    }

    @Test
    void aPeriodMustBePositive() {
        assertThrows(
                IllegalArgumentException.class,
                () -> loop.scheduleEvery(Duration.ZERO, ran::clear));
    }

    @Test
    void cancelledOnesDoNotRun() {
        loop.schedule(SECOND, () -> ran.add("once")).cancel();
        var every = loop.scheduleEvery(SECOND, () -> ran.add("beat"));
        pass(SECOND);
        every.cancel();
        every.cancel();
        assertEquals(0, loop.snapshot().timers());
        pass(SECOND.multipliedBy(10));
        assertEquals(List.of("beat"), ran);
    }

    @Test
    void oneAlarmCancelsAnotherOfItsMoment() {
        var both = new Alarm[2];
        both[0] = loop.schedule(SECOND, () -> cancelling(both[1]));
        both[1] = loop.schedule(SECOND, () -> cancelling(both[0]));
        pass(SECOND.multipliedBy(2));
        assertEquals(1, ran.size());
    }

    private void cancelling(Alarm other) {
        ran.add("x");
        other.cancel();
    }

    @Test
    void aBeatThatCancelsItselfIsTheLast() {
        var alarm = new Alarm[1];
        alarm[0] = loop.scheduleEvery(SECOND, () -> cancelling(alarm[0]));
        for (int i = 0; i < 5; i++) pass(SECOND);
        assertEquals(1, ran.size());
        assertEquals(0, loop.snapshot().timers());
    }

    @Test
    void anyThreadSchedulesAndCancels() throws InterruptedException {
        var alarms = new ArrayList<Alarm>();
        elsewhere(() -> {
            alarms.add(loop.schedule(SECOND, () -> ran.add("cancelled at once")));
            alarms.getFirst().cancel();
            alarms.add(loop.scheduleEvery(SECOND, () -> ran.add("beat")));
            alarms.add(loop.schedule(SECOND, () -> ran.add("once")));
        });
        rig.settle();
        pass(SECOND.plusMillis(1));
        assertEquals(List.of("beat", "once"), ran);
        elsewhere(() -> alarms.get(1).cancel());
        rig.settle();
        assertEquals(0, loop.snapshot().timers());
        pass(SECOND.multipliedBy(10));
        assertEquals(2, ran.size());
    }

    @Test
    void anAlarmThatThrowsIsReportedAndBeatsOn() {
        loop.scheduleEvery(
                SECOND,
                () -> {
                    throw new IllegalStateException("oops");
                });
        for (int i = 0; i < 3; i++) pass(SECOND.plusNanos(1024));
        assertEquals(3, rig.errors.size());
        assertEquals(3, loop.snapshot().failures());
    }

    @Test
    void aMillionPendingCostATurnNothing() {
        for (int i = 0; i < MILLION; i++)
            loop.schedule(Duration.ofHours(1).plusMillis(i), () -> ran.add("x"));
        rig.settle();
        assertEquals(MILLION, loop.snapshot().timers());
        // Were they looked at one by one, or the nearest sought, some would be touched.
        long before = loop.snapshot().timersFired();
        long turns = loop.snapshot().turns();
        int waits = stage.meddler.count("epollWait") + stage.meddler.count("epollPwait2");
        for (int i = 0; i < 1000; i++) loop.turn(Duration.ZERO);
        assertEquals(turns + 1000, loop.snapshot().turns());
        assertEquals(
                waits + 1000,
                stage.meddler.count("epollWait") + stage.meddler.count("epollPwait2"));
        assertEquals(before, loop.snapshot().timersFired());
        pass(Duration.ofHours(2));
        assertEquals(MILLION, ran.size());
        assertEquals(before + MILLION, loop.snapshot().timersFired());
    }

    @Test
    void aMillionAreCancelledOneByOne() {
        var alarms = new ArrayList<Alarm>();
        for (int i = 0; i < MILLION; i++)
            alarms.add(loop.schedule(Duration.ofNanos(1L << (i % 50)), () -> ran.add("x")));
        for (int i = MILLION - 1; i >= 0; i -= 2) alarms.get(i).cancel();
        assertEquals(MILLION / 2, loop.snapshot().timers());
        for (int i = 0; i < MILLION; i += 2) alarms.get(i).cancel();
        assertEquals(0, loop.snapshot().timers());
        pass(Duration.ofDays(1000));
        assertEquals(List.of(), ran);
    }

    @Test
    void tasksRunInOrderAndTheirTasksOnTheNextTurn() {
        loop.execute(() -> {
            ran.add("first");
            loop.execute(() -> ran.add("third"));
        });
        loop.execute(() -> ran.add("second"));
        assertEquals(List.of(), ran);
        loop.turn(Duration.ZERO);
        assertEquals(List.of("first", "second"), ran);
        loop.turn(Duration.ZERO);
        assertEquals(List.of("first", "second", "third"), ran);
    }

    @Test
    void aBusyLoopIsNotWokenAndASleepingOneOnce() throws InterruptedException {
        loop.execute(() -> {
            for (int i = 0; i < 1000; i++) loop.execute(() -> ran.add("x"));
        });
        rig.settle();
        assertEquals(1000, ran.size());
        assertEquals(0, stage.meddler.count("write"));
        stage.meddler.answer("epollPwait2", arguments -> asleep());
        loop.turn(SECOND);
        stage.meddler.stopAnswering("epollPwait2");
        assertEquals(2000, ran.size());
        assertEquals(1, stage.meddler.count("write"));
        rig.settle(); // would never settle if the wake-up were told of again and again
        assertEquals(0, loop.snapshot().spins());
    }

    private Number asleep() {
        for (int i = 0; i < 1000; i++) loop.execute(() -> ran.add("x"));
        return 0;
    }

    @Test
    void aClosedLoopTakesNoTasksAndMindsNoCancelling() throws InterruptedException {
        var alarm = loop.schedule(SECOND, () -> ran.add("x"));
        loop.close();
        assertThrows(RejectedExecutionException.class, () -> loop.execute(ran::clear));
        elsewhere(() -> {
            assertThrows(RejectedExecutionException.class, () -> loop.schedule(SECOND, ran::clear));
            assertThrows(RejectedExecutionException.class, () -> loop.drain(SECOND));
            alarm.cancel();
            loop.stop();
        });
        loop.poller.wakeUp(); // by whoever had posted just before
        assertEquals(0, stage.meddler.count("write"), "its number may be another's by now");
        assertThrows(IllegalStateException.class, () -> loop.turn(SECOND));
        assertThrows(IllegalStateException.class, () -> loop.listen(0, (peer, bytes) -> {}));
        assertEquals(List.of(), ran);
    }

    @Test
    void whoClosesMayNotScheduleEither() {
        loop.close();
        for (Executable late :
                List.<Executable>of(
                        () -> loop.schedule(Duration.ZERO, ran::clear),
                        () -> loop.scheduleEvery(SECOND, ran::clear),
                        () -> loop.execute(ran::clear)))
            assertThrows(RejectedExecutionException.class, late);
    }

    @Test
    void closingRunsWhatWasAccepted() {
        loop.execute(() -> ran.add("accepted"));
        loop.execute(() -> loop.execute(() -> ran.add("refused")));
        loop.close();
        assertEquals(List.of("accepted"), ran);
        assertTrue(rig.errors.getFirst() instanceof RejectedExecutionException);
    }

    @Test
    void afterItHasRunALoopTakesNothing() {
        loop.execute(loop::stop);
        loop.execute(() -> ran.add("accepted"));
        loop.run();
        assertEquals(List.of("accepted"), ran);
        assertThrows(RejectedExecutionException.class, () -> loop.execute(ran::clear));
        assertThrows(RejectedExecutionException.class, () -> loop.schedule(SECOND, ran::clear));
        loop.run(); // ends at once
        loop.stop();
    }

    @Test
    void stoppedBeforeItRunsItStillDoesWhatItAccepted() {
        loop.stop();
        loop.execute(() -> ran.add("accepted"));
        loop.run();
        assertEquals(List.of("accepted"), ran);
        assertThrows(RejectedExecutionException.class, () -> loop.execute(ran::clear));
    }

    /// What is written by the last task leaves.
    @Test
    void theLastWordIsSent() {
        var recorder = new Rig.Recorder();
        var wire = rig.connect(rig.listen(recorder));
        rig.until(() -> !recorder.peers.isEmpty());
        Peer peer = recorder.peers.getFirst();
        loop.stop();
        peer.execute(() -> peer.write(Rig.ascii("goodbye")));
        loop.run();
        assertTrue(wire.hears("goodbye"));
    }

    /// Each task is either refused or run, whatever the moment at which the loop ends.
    @Test
    void nothingIsDroppedInTheMomentOfTheEnd() throws InterruptedException {
        assumeTrue(stage.isLinux(), "on the still stage nobody may sleep");
        for (int round = 0; round < 200; round++) {
            var accepted = new AtomicInteger();
            var done = new AtomicInteger();
            try (var ending = new Rig(stage, new Settings().trigger(trigger))) {
                var runs = Thread.ofPlatform().start(ending.loop::run);
                var posts =
                        Thread.ofPlatform()
                                .start(() -> {
                                    try {
                                        for (; ; accepted.incrementAndGet())
                                            ending.loop.execute(done::incrementAndGet);
                                    } catch (RejectedExecutionException ended) {
                                        // as it must be, sooner or later
                                    }
                                });
                ending.loop.execute(ending.loop::stop);
                posts.join();
                runs.join();
                assertEquals(accepted.get(), done.get(), "round " + round);
            }
        }
    }

    @Test
    void anotherThreadMayNotTouchAnythingElse() throws InterruptedException {
        var refused = new ArrayList<Throwable>();
        elsewhere(() -> {
            refused.add(assertThrows(IllegalStateException.class, () -> loop.listen(0, null)));
            refused.add(assertThrows(IllegalStateException.class, () -> loop.adopt(0, null)));
        });
        assertEquals(2, refused.size());
    }

    @Test
    void noTurnWithinATurnNorClosing() {
        loop.execute(() -> loop.turn(Duration.ZERO));
        loop.execute(loop::close);
        rig.settle();
        assertEquals(2, rig.errors.size());
        assertTrue(rig.errors.stream().allMatch(IllegalStateException.class::isInstance));
    }
}
