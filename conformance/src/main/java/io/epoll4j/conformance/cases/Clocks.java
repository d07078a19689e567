package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.FileFlags.CLOCK_BOOTTIME;
import static io.epoll4j.sys.FileFlags.CLOCK_MONOTONIC;
import static io.epoll4j.sys.FileFlags.CLOCK_REALTIME;
import static io.epoll4j.sys.FileFlags.TFD_NONBLOCK;
import static io.epoll4j.sys.FileFlags.TFD_TIMER_ABSTIME;
import static io.epoll4j.sys.FileFlags.TFD_TIMER_CANCEL_ON_SET;

import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;

/// Arming, reading and asking timerfds (timerfd_create(2), fs/timerfd.c).
final class Clocks extends Lab {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long HOUR = 3_600_000 * MILLI;

    private static MemorySegment spec(long value, long interval) {
        var spec = Timespec.allocateTimer();
        Timespec.setTimer(spec, value, interval);
        return spec;
    }

    private int set(Fd timer, int flags, MemorySegment value) {
        return k.timerfdSettime(timer.n, flags, value, MemorySegment.NULL);
    }

    @Row(id = "X-TM-01", says = "timerfd_create: an unknown clock or flag: EINVAL")
    void making() {
        for (int clock : new int[] {CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_BOOTTIME}) {
            own(k.timerfdCreate(clock, TFD_NONBLOCK), "t").polls(0);
        }
        for (int clock : new int[] {2, 3, 4, 5, 6, -1, 99}) {
            refused("clock " + clock, EINVAL, k.timerfdCreate(clock, 0));
        }
        refused("flag 1", EINVAL, k.timerfdCreate(CLOCK_MONOTONIC, 1));
    }

    @Row(
            id = "X-TM-02",
            says =
                    "timerfd_settime: null, then flags and times, then the descriptor, then its"
                            + " kind")
    void errors() {
        var t = timer();
        var v = eventfd(0);
        int closed = closedNumber();
        var good = spec(HOUR, 0);
        var bad = spec(HOUR, 0);
        Timespec.set(bad.asSlice(16, 16), 1, 1_000_000_000);
        var nothing = MemorySegment.NULL;
        refused("null", EFAULT, k.timerfdSettime(closed, 4, nothing, nothing));
        refused("flag 4, closed", EINVAL, k.timerfdSettime(closed, 4, good, nothing));
        refused("10^9 ns, closed", EINVAL, k.timerfdSettime(closed, 0, bad, nothing));
        refused("closed", EBADF, k.timerfdSettime(closed, 0, good, nothing));
        refused("eventfd", EINVAL, k.timerfdSettime(v.n, 0, good, nothing));
        refused("10^9 ns", EINVAL, set(t, 0, bad));
        refused("flag 4", EINVAL, set(t, 4, good));
        refused("get of a closed one", EBADF, k.timerfdGettime(closed, good));
        refused("get of an eventfd", EINVAL, k.timerfdGettime(v.n, good));
        expect("untouched", 0L, Timers.left(this, t));
    }

    @Row(id = "X-TM-03", says = "negative seconds, nanoseconds and intervals: EINVAL")
    void negative() {
        var t = timer();
        long[][] fields = {{-1, 0}, {0, -1}, {0, 1_000_000_000}};
        for (long[] field : fields) {
            for (int at : new int[] {0, 16}) {
                var spec = spec(HOUR, HOUR);
                Timespec.set(spec.asSlice(at, 16), field[0], field[1]);
                refused(field[0] + " s " + field[1] + " ns at " + at, EINVAL, set(t, 0, spec));
            }
        }
    }

    @Row(id = "X-TM-04", says = "settime gives back what was left and the interval; gettime agrees")
    void oldValue() {
        var t = timer();
        Timers.set(this, t, 0, HOUR, 7 * MILLI);
        var old = Timespec.allocateTimer();
        expect("get", 0, k.timerfdGettime(t.n, old));
        expect("interval", 7 * MILLI, Timespec.timerInterval(old));
        long left = Timespec.timerValue(old);
        expectTrue(left + " ns of an hour", left > HOUR / 2 && left <= HOUR);
        expect("set", 0, k.timerfdSettime(t.n, 0, spec(0, 0), old));
        expect("interval", 7 * MILLI, Timespec.timerInterval(old));
        expectTrue("not more is left", Timespec.timerValue(old) <= left);
        expect("get", 0, k.timerfdGettime(t.n, old));
        expect("disarmed: nothing left", 0L, Timespec.timerValue(old));
    }

    @Row(id = "X-TM-05", says = "an interval without a value does not arm; the interval is kept")
    void intervalAlone() {
        var t = timer();
        Timers.set(this, t, 0, 0, 5 * MILLI);
        epoll().add(t, IN).seesWithin(20);
        var now = Timespec.allocateTimer();
        expect("get", 0, k.timerfdGettime(t.n, now));
        expect("value", 0L, Timespec.timerValue(now));
        expect("interval", 5 * MILLI, Timespec.timerInterval(now));
    }

    @Row(
            id = "X-TM-06",
            says = "a read: EAGAIN unexpired, EINVAL for a short buffer first, the count once")
    void reading() {
        var t = timer();
        refused("unarmed", EAGAIN, t.tryRead(8));
        refused("short", EINVAL, t.tryRead(7));
        Timers.set(this, t, 0, 1, 0);
        epoll().add(t, IN).seesWithin(LONG, t.is(IN));
        refused("short", EINVAL, t.tryRead(7));
        expect("long", 8, t.tryRead(64));
        refused("again", EAGAIN, t.tryRead(8));
    }

    @Row(
            id = "X-TM-07",
            says = "a blocked read returns at the expiration; one armed under it counts too")
    void blocking() {
        var t = own(k.timerfdCreate(CLOCK_MONOTONIC, 0), "t");
        var reader = start("reader", t::take).untilAsleep();
        Timers.set(this, t, 0, MILLI, 0);
        returns(1, reader);
    }

    @Row(
            id = "X-TM-08",
            says = "an absolute time in the past with a period counts all periods since")
    void pastPeriods() {
        var t = timer();
        long least = k.clockGettime(CLOCK_MONOTONIC) / MILLI;
        Timers.set(this, t, TFD_TIMER_ABSTIME, MILLI, MILLI);
        epoll().add(t, IN).seesWithin(LONG, t.is(IN));
        long count = t.take();
        long most = k.clockGettime(CLOCK_MONOTONIC) / MILLI;
        expectTrue(least + " <= " + count + " <= " + most, least <= count && count <= most);
    }

    @Row(id = "X-TM-09", says = "each clock takes absolute times of its own")
    void absolute() {
        for (int clock : new int[] {CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_BOOTTIME}) {
            var t = own(k.timerfdCreate(clock, TFD_NONBLOCK), "t");
            long start = k.clockGettime(clock);
            Timers.set(this, t, TFD_TIMER_ABSTIME, start + 10 * MILLI, 0);
            epoll().add(t, IN).seesWithin(LONG, t.is(IN));
            expectTrue("not early on clock " + clock, k.clockGettime(clock) >= start + 10 * MILLI);
            Timers.set(this, t, TFD_TIMER_ABSTIME, start + HOUR, 0);
            long left = Timers.left(this, t);
            expectTrue(left + " ns left", left > HOUR / 2 && left <= HOUR);
        }
    }

    @Row(
            id = "X-TM-10",
            says = "armed anew after it fired: silent until the new time, then an edge")
    void rearmed() {
        var t = timer();
        var e = epoll().add(t, IN | ET);
        Timers.set(this, t, 0, 1, 0);
        e.seesWithin(LONG, t.is(IN));
        Timers.set(this, t, 0, HOUR, 0);
        e.seesNothing();
        t.polls(0);
        Timers.set(this, t, 0, 1, 0);
        e.seesWithin(LONG, t.is(IN));
        expect("expirations", 1, t.take());
    }

    @Row(id = "X-TM-11", says = "armed anew while its event is queued: the event is gone")
    void rearmedWhileQueued() {
        var t = timer();
        Timers.set(this, t, 0, 1, 0);
        epoll().add(t, IN).seesWithin(LONG, t.is(IN));
        var e = epoll().add(t, IN | ET);
        Timers.set(this, t, 0, HOUR, 0);
        e.seesNothing();
    }

    @Row(
            id = "X-TM-12",
            says = "CANCEL_ON_SET without ABSTIME or on a clock that cannot be set is taken")
    void cancelOnSet() {
        var t = timer();
        expect("relative", 0, set(t, TFD_TIMER_CANCEL_ON_SET, spec(1, 0)));
        epoll().add(t, IN).seesWithin(LONG, t.is(IN));
        var real = own(k.timerfdCreate(CLOCK_REALTIME, TFD_NONBLOCK), "t");
        int both = TFD_TIMER_CANCEL_ON_SET | TFD_TIMER_ABSTIME;
        expect("absolute", 0, set(real, both, spec(1, 0)));
        epoll().add(real, IN).seesWithin(LONG, real.is(IN));
        expect("expirations", 1, real.take());
    }

    @Row(id = "X-TM-13", says = "the longest times there are can be armed, and are never over")
    void longest() {
        var t = timer();
        var spec = Timespec.allocateTimer();
        Timespec.set(spec.asSlice(16, 16), Long.MAX_VALUE, 999_999_999);
        expect("relative", 0, set(t, 0, spec));
        t.polls(0);
        expectTrue("a century is left", Timers.left(this, t) / HOUR > 24 * 36500);
        expect("absolute", 0, set(t, TFD_TIMER_ABSTIME, spec));
        t.polls(0);
    }

    @Row(
            id = "X-TM-14",
            says = "gettime of a periodic timer that fired: less than a period, and it is rearmed")
    void asked() {
        var t = timer();
        var e = epoll().add(t, IN | ET);
        Timers.set(this, t, 0, 1, 5 * MILLI);
        e.seesWithin(LONG, t.is(IN));
        expectTrue("less than a period", Timers.left(this, t) <= 5 * MILLI);
        e.seesWithin(LONG, t.is(IN));
        expectTrue("counted", t.take() >= 2);
    }

    @Row(
            id = "X-TM-15",
            says = "clock_gettime of an unknown clock: EINVAL; monotonic never goes back")
    void clocks() {
        refused("99", EINVAL, k.clockGettime(99));
        refused("-1 has no process", EINVAL, k.clockGettime(-1));
        long before = k.clockGettime(CLOCK_MONOTONIC);
        for (int i = 0; i < 1000; i++) {
            long now = k.clockGettime(CLOCK_MONOTONIC);
            expectTrue("not back", now >= before);
            before = now;
        }
    }

    @Row(
            id = "X-TM-16",
            says = "an instant 10 s or an hour ago, every second: all seconds since, in its phase")
    void realPast() {
        for (int clock : new int[] {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME}) {
            var t = own(k.timerfdCreate(clock, TFD_NONBLOCK), "t");
            for (long ago : new long[] {10 * SECOND, clock == CLOCK_REALTIME ? HOUR : SECOND}) {
                long now = k.clockGettime(clock);
                skipIf(now <= ago, "this clock is younger than that");
                long first = now - ago;
                Timers.set(this, t, TFD_TIMER_ABSTIME, first, SECOND);
                epoll().add(t, IN).seesWithin(LONG, t.is(IN));
                long count = t.take();
                long most = (k.clockGettime(clock) - first) / SECOND + 1;
                long least = ago / SECOND + 1;
                expectTrue(count + " expirations", least <= count && count <= most);
                expectPhase(t, clock, first);
            }
        }
    }

    /// What is left of the timer's time must end a whole number of seconds after `first`, but for a
    /// millisecond.
    private void expectPhase(Fd timer, int clock, long first) {
        long before = k.clockGettime(clock) - first;
        long left = Timers.left(this, timer);
        long after = k.clockGettime(clock) - first;
        long least = (before + left - MILLI) / SECOND;
        long most = (after + left + MILLI) / SECOND;
        expectTrue(
                left + " ns left between " + before + " and " + after,
                left <= SECOND && most > least);
    }
}
