package io.epoll4j.conformance.fuzz;

import java.util.Arrays;

/// What a kernel answered to a program: some numbers per operation, the call's own answer first.
final class Trace {
    /// Stands for an answer when the kernel threw instead of answering.
    static final long THREW = Long.MIN_VALUE;

    private long[] numbers = new long[4096];
    private int[] ends = new int[512];
    private int operations;
    private int used;

    void clear() {
        operations = 0;
        used = 0;
    }

    void add(long number) {
        if (used == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * used);
        }
        numbers[used++] = number;
    }

    /// The current operation is over: what is added now belongs to the next.
    void next() {
        if (operations == ends.length) {
            ends = Arrays.copyOf(ends, 2 * operations);
        }
        ends[operations++] = used;
    }

    int operations() {
        return operations;
    }

    /// The numbers of one operation.
    long[] of(int operation) {
        return Arrays.copyOfRange(numbers, start(operation), ends[operation]);
    }

    /// The answer of an operation itself.
    long first(int operation) {
        return numbers[start(operation)];
    }

    /// Adds an operation of another trace.
    void take(Trace other, int operation) {
        for (int i = other.start(operation); i < other.ends[operation]; i++) {
            add(other.numbers[i]);
        }
        next();
    }

    private int start(int operation) {
        return operation == 0 ? 0 : ends[operation - 1];
    }

    /// The first operation answered differently, or -1.
    int firstDifference(Trace other) {
        int common = Math.min(operations, other.operations);
        for (int i = 0; i < common; i++) {
            if (!Arrays.equals(
                    numbers, start(i), ends[i], other.numbers, other.start(i), other.ends[i])) {
                return i;
            }
        }
        return operations == other.operations ? -1 : common;
    }
}
