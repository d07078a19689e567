package io.epoll4j.conformance.fuzz;

/// The eight bytes that `put` writes: numbers at the edges of an eventfd's counter.
final class Counters {
    private static final long[] VALUES = {0, 1, 2, 5, -3, -2, -1};
    private static final String[] NAMES = {"0", "1", "2", "5", "MAX-1", "MAX", "MAX+1"};

    private Counters() {}

    static Object[] names() {
        Object[] pairs = new Object[2 * NAMES.length];
        for (int i = 0; i < NAMES.length; i++) {
            pairs[2 * i] = NAMES[i];
            pairs[2 * i + 1] = i;
        }
        return pairs;
    }

    /// The unsigned number that stands at `index`.
    static long value(int index) {
        return VALUES[Math.floorMod(index, VALUES.length)];
    }

    static int count() {
        return VALUES.length;
    }
}
