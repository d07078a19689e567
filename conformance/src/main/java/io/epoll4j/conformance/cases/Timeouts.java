package io.epoll4j.conformance.cases;

import static io.epoll4j.conformance.cases.Raw.SA_RESTART;
import static io.epoll4j.conformance.cases.Raw.SIGUSR1;
import static io.epoll4j.sys.Errno.EINTR;
import static io.epoll4j.sys.Errno.EINVAL;

import io.epoll4j.conformance.Scope;
import io.epoll4j.sys.EpollEvents;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// How long waits last, and what interrupts them. epoll_pwait2 too.
final class Timeouts extends Lab {
    private int pwait2(Ep e, EpollEvents into, long seconds, long nanos) {
        try (var arena = Arena.ofConfined()) {
            var timespec = arena.allocate(16, 8);
            timespec.set(ValueLayout.JAVA_LONG, 0, seconds);
            timespec.set(ValueLayout.JAVA_LONG, 8, nanos);
            return k.epollPwait2(e.n, into, 1, timespec);
        }
    }

    private int pwait2(Ep e, long seconds, long nanos) {
        return pwait2(e, new EpollEvents(1), seconds, nanos);
    }

    @Row(id = "TO-01", says = "a wait of no time with nothing ready: 0 at once")
    void noTime() {
        var e = epoll().add(pipe().r(), IN);
        e.seesNothing();
        long millis =
                milliseconds(() -> {
                    for (int i = 0; i < 100; i++) e.seesNothing();
                });
        expectTrue("100 such waits took less than 1 s", millis < 1000);
    }

    @Row(id = "TO-02", says = "a wait of no time brings what is ready")
    void noTimeReady() {
        var v = eventfd(1);
        epoll().add(v, IN).sees(v.is(IN));
    }

    @Row(id = "TO-03", says = "a wait of T ms with nothing ready: 0, never early")
    void neverEarly() {
        var e = epoll().add(pipe().r(), IN);
        for (int t : new int[] {1, 50, 200}) {
            long took = milliseconds(() -> e.seesWithin(t));
            expectTrue("a wait of " + t + " ms took as long, not " + took, took >= t);
        }
    }

    @Row(id = "TO-04", says = "a wait without limit returns when something is written")
    void endless() {
        var p = pipe();
        var e = epoll().add(p.r(), IN);
        var waiter = waiter(e, 8, -1);
        p.w().write(1);
        expect("waiter", List.of(p.r().is(IN)), waiter.result().events());
    }

    @Row(id = "X-TO-05", says = "any negative timeout is without limit")
    void negative() {
        var p = pipe();
        var e = epoll().add(p.r(), IN);
        var waiter = waiter(e, 8, Integer.MIN_VALUE);
        p.w().write(1);
        expect("waiter", 1, waiter.result().answer());
    }

    @Row(id = "TO-06", says = "an empty epoll waits its whole time")
    void empty() {
        var e = epoll();
        expectTrue("it took 100 ms", milliseconds(() -> e.seesWithin(100)) >= 100);
    }

    @Row(id = "TO-07", scope = Scope.LINUX, says = "a signal ends a wait of INT_MAX ms: EINTR")
    void interrupted() {
        interruptedWith(0);
    }

    @Row(id = "TO-11", scope = Scope.LINUX, says = "SA_RESTART does not restart a wait: EINTR")
    void neverRestarted() {
        interruptedWith(SA_RESTART);
    }

    private void interruptedWith(int flags) {
        var thread = new Interruptible(this, flags, epoll().add(pipe().r(), IN));
        thread.interrupt();
        refused("epoll_wait", EINTR, thread.waiter.result().answer());
    }

    @Row(id = "X-TO-08", says = "INT_MAX ms is a legal timeout")
    void longest() {
        var v = eventfd(1);
        var e = epoll().add(v, IN);
        e.seesWithin(Integer.MAX_VALUE, v.is(IN));
        v.take();
        var waiter = waiter(e, 8, Integer.MAX_VALUE);
        v.put(1);
        expect("waiter", 1, waiter.result().answer());
    }

    @Row(
            id = "TO-09",
            says = "epoll_pwait2 from 100 ms down to 1 ns and 0 returns 0, never hangs",
            version = "kernels of early 2025 looped on tiny expired timeouts")
    void tiny() {
        var e = epoll();
        for (long nanos = 100_000_000; nanos > 0; nanos /= 10) {
            expect(nanos + " ns", 0, pwait2(e, 0, nanos));
        }
        expect("0 ns", 0, pwait2(e, 0, 0));
    }

    @Row(id = "TO-10", says = "what comes after a timeout is there at the next wait")
    void late() {
        var p = pipe();
        var e = epoll().add(p.r(), IN | ET);
        e.seesWithin(5);
        p.w().write(1);
        e.sees(p.r().is(IN));
    }

    @Row(id = "TO-12", scope = Scope.LINUX, says = "an interruption is not sticky")
    void notSticky() {
        var e = epoll().add(pipe().r(), IN);
        var thread = new Interruptible(this, 0, e, 8, LONG, 20);
        thread.interrupt();
        expect("the wait after EINTR", 0, thread.waiter.result().answer());
    }

    @Row(id = "X-TO-13", scope = Scope.LINUX, says = "a wait of no time is never EINTR")
    void noTimeNoInterruption() {
        Raw.handle(SIGUSR1, 0);
        var e = epoll().add(pipe().r(), IN);
        for (int i = 0; i < 100; i++) {
            ok("tgkill", linux().tgkill(linux().getpid(), linux().gettid(), SIGUSR1));
            expect("epoll_wait(0)", 0, e.await(0).answer());
        }
    }

    @Row(id = "X-TO-14", says = "the wait's time is over when it is over, other threads or not")
    void severalTimeouts() {
        var e = epoll().add(pipe().r(), IN);
        var waits = List.of(waiter(e, 8, 120), waiter(e, 8, 80), waiter(e, 8, 100));
        for (var wait : waits) expect("answer", 0, wait.result().answer());
    }

    @Row(id = "TO-15", says = "2000 rounds of ping-pong: no empty return, no lost message")
    void pingPong() {
        var ping = eventfd(0);
        var pong = eventfd(0);
        var here = epoll().add(pong, IN);
        var there = epoll().add(ping, IN);
        var player =
                start(
                        "player",
                        () -> {
                            for (int i = 0; i < 2000; i++) {
                                there.seesWithin(LONG, ping.is(IN));
                                ping.take();
                                pong.put(1);
                            }
                            return 0;
                        });
        for (int i = 0; i < 2000; i++) {
            ping.put(1);
            here.seesWithin(LONG, pong.is(IN));
            expect("messages", 1L, pong.take());
        }
        player.result();
    }

    @Row(
            id = "P2-01",
            says = "epoll_pwait2 without a limit brings a level-triggered item each time")
    void nullTimeout() {
        var e = epoll().add(eventfd(1), IN);
        for (int i = 0; i < 2; i++) {
            expect("pwait2", 1, k.epollPwait2(e.n, new EpollEvents(1), 1, MemorySegment.NULL));
        }
    }

    @Row(id = "P2-02", says = "epoll_pwait2 of 100 us and 10 ms: never early, not in whole ms")
    void fine() {
        var e = epoll();
        pwait2(e, 0, 1000);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 50; i++) best = Math.min(best, timed(e, 100_000));
        expectTrue(
                "the shortest wait of 100 us took " + best + " ns, below 1 ms", best < 1_000_000);
        timed(e, 10_000_000);
    }

    private long timed(Ep e, long nanos) {
        long start = System.nanoTime();
        expect("pwait2", 0, pwait2(e, 0, nanos));
        long took = System.nanoTime() - start;
        expectTrue("pwait2 of " + nanos + " ns took as long, not " + took, took >= nanos);
        return took;
    }

    @Row(id = "P2-03", says = "epoll_pwait2 of {0, 0}: 0 at once")
    void zero() {
        expect("pwait2", 0, pwait2(epoll(), 0, 0));
    }

    @Row(id = "X-P2-04", says = "epoll_pwait2 with negative or oversized fields: EINVAL")
    void malformed() {
        var e = epoll().add(eventfd(1), IN);
        refused("{0, 1e9}", EINVAL, pwait2(e, 0, 1_000_000_000));
        refused("{0, -1}", EINVAL, pwait2(e, 0, -1));
        refused("{-1, 0}", EINVAL, pwait2(e, -1, 0));
    }

    @Row(id = "P2-06", scope = Scope.POINTER, says = "epoll_pwait2 leaves its timespec alone")
    void timespecUntouched() {
        try (var arena = Arena.ofConfined()) {
            var timespec = arena.allocate(16, 8);
            timespec.set(ValueLayout.JAVA_LONG, 8, 2_000_000);
            expect("pwait2", 0, k.epollPwait2(epoll().n, new EpollEvents(1), 1, timespec));
            expect("seconds", 0L, timespec.get(ValueLayout.JAVA_LONG, 0));
            expect("nanoseconds", 2_000_000L, timespec.get(ValueLayout.JAVA_LONG, 8));
        }
    }

    @Row(id = "P2-07", says = "epoll_pwait2 of the most seconds there are is for ever")
    void forever() {
        var v = eventfd(1);
        var e = epoll().add(v, IN);
        expect("ready", 1, pwait2(e, Long.MAX_VALUE, 999_999_999));
        v.take();
        var waiter = start("pwait2", () -> pwait2(e, Long.MAX_VALUE, 999_999_999)).untilAsleep();
        v.put(1);
        expect("later", 1, waiter.result().intValue());
    }
}
