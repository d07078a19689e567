package io.epoll4j.conformance.fuzz;

/// The times a timer may be set to: only such whose effect no scheduler can change. Either the
/// timer has expired by the time the program goes on (the operation waits for it), or it will not
/// within any run.
final class Times {
    static final int NONE = 0;
    static final int SOON = 1;
    static final int FAR = 2;
    static final int HUGE = 3;
    static final int NEGATIVE = 4;
    static final int BAD_NANOS = 5;
    static final int NEGATIVE_NANOS = 6;

    /// Of the real-time clock: ten and a half [#EVERY] ago. To another clock that is far away.
    static final int AGO = 7;

    /// A period, and an instant, that no program lives to see.
    static final int EVERY = 8;

    private static final long EVERY_SECONDS = 1000;
    private static final long FAR_SECONDS = 1L << 33;

    private Times() {}

    static Object[] names() {
        return new Object[] {
            "0",
            NONE,
            "SOON",
            SOON,
            "FAR",
            FAR,
            "HUGE",
            HUGE,
            "NEGATIVE",
            NEGATIVE,
            "BAD_NANOS",
            BAD_NANOS,
            "NEGATIVE_NANOS",
            NEGATIVE_NANOS,
            "AGO",
            AGO,
            "EVERY",
            EVERY
        };
    }

    static int count() {
        return 9;
    }

    /// @param now the real-time clock, in seconds
    static long seconds(int time, long now) {
        return switch (time) {
            case AGO -> now - 10 * EVERY_SECONDS - EVERY_SECONDS / 2;
            case EVERY -> EVERY_SECONDS;
            case FAR -> FAR_SECONDS;
            case HUGE -> Long.MAX_VALUE;
            case NEGATIVE -> -1;
            default -> 0;
        };
    }

    static long nanos(int time) {
        return switch (time) {
            case SOON -> 1;
            case BAD_NANOS -> 1_000_000_000;
            case NEGATIVE_NANOS -> -1;
            default -> 0;
        };
    }
}
