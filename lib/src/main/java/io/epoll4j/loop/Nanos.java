package io.epoll4j.loop;

import java.time.Duration;

/// Durations and moments in nanoseconds, where what is too far to be counted is for ever.
final class Nanos {
    private Nanos() {}

    /// The length of `duration`; the longest that a long can hold if it is longer.
    static long of(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /// The moment `span` after `since`, or [Timers#NEVER]. None of them is negative.
    static long after(long since, long span) {
        return span > Timers.NEVER - since ? Timers.NEVER : since + span;
    }
}
