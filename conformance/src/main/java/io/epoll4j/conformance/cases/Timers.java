package io.epoll4j.conformance.cases;

import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;

/// Arming timerfds.
final class Timers {
    private Timers() {}

    /// Arms `timer` for `value` nanoseconds (from now, or a time if `flags` says so), then every
    /// `interval` nanoseconds; 0 and 0 disarm.
    static void set(Lab lab, Fd timer, int flags, long value, long interval) {
        var spec = Timespec.allocateTimer();
        Timespec.setTimer(spec, value, interval);
        lab.expect(
                "timerfd_settime(" + timer + ")",
                0,
                lab.k.timerfdSettime(timer.n, flags, spec, MemorySegment.NULL));
    }

    /// What timerfd_gettime says is left, in nanoseconds.
    static long left(Lab lab, Fd timer) {
        var spec = Timespec.allocateTimer();
        lab.expect("timerfd_gettime(" + timer + ")", 0, lab.k.timerfdGettime(timer.n, spec));
        return Timespec.timerValue(spec);
    }
}
