package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Host;
import java.time.Duration;
import java.util.Locale;

/// Durations and instants of a world: in nanoseconds, and as text.
final class Times {
    private static final long SECOND = 1_000_000_000;
    private static final long MINUTE = 60 * SECOND;

    private Times() {}

    /// In nanoseconds, [Host#NEVER] for what is longer than can be.
    static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? -Host.NEVER : Host.NEVER;
        }
    }

    /// The instant `nanos` after `at`.
    static long after(long at, long nanos) {
        long sum = at + nanos;
        return nanos > 0 && sum < 0 ? Host.NEVER : sum;
    }

    static String text(Duration duration) {
        return text(nanos(duration));
    }

    /// `12.5 ms`, `3:07:02.25`
    static String text(long nanos) {
        if (nanos == Host.NEVER) return "ever";
        if (nanos < 0) return "-" + text(-nanos);
        if (nanos >= MINUTE) {
            String rest = decimal(nanos % MINUTE, SECOND);
            String seconds = nanos % MINUTE < 10 * SECOND ? "0" + rest : rest;
            long minutes = nanos / MINUTE;
            return minutes < 60
                    ? minutes + ":" + seconds
                    : "%d:%02d:%s".formatted(minutes / 60, minutes % 60, seconds);
        }
        if (nanos >= SECOND) return decimal(nanos, SECOND) + " s";
        if (nanos >= 1_000_000) return decimal(nanos, 1_000_000) + " ms";
        return nanos >= 1_000 ? decimal(nanos, 1_000) + " us" : nanos + " ns";
    }

    private static String decimal(long nanos, long unit) {
        String digits = String.format(Locale.ROOT, "%09d", nanos % unit * (SECOND / unit));
        String fraction = digits.replaceAll("0+$", "");
        return nanos / unit + (fraction.isEmpty() ? "" : "." + fraction);
    }
}
