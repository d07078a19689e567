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
            NEGATIVE_NANOS
        };
    }

    static int count() {
        return 7;
    }

    static long seconds(int time) {
        return switch (time) {
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
