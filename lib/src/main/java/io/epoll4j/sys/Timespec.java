package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// `struct timespec` (seconds and nanoseconds) and `struct itimerspec` (interval and value, both a
/// timespec), read and written in a segment of [#SIZE] or [#TIMER_SIZE] bytes.
///
/// Whoever owns the segment decides which threads may use it.
public final class Timespec {
    /// `sizeof(struct timespec)`
    public static final long SIZE = 16;

    /// `sizeof(struct itimerspec)`
    public static final long TIMER_SIZE = 32;

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS = 8;
    private static final long VALUE = 16;

    private Timespec() {}

    /// A duration in nanoseconds, by the one rule that holds wherever this library takes a
    /// duration: a negative one is zero, and one of more than 292 years is for ever,
    /// [Long#MAX_VALUE].
    public static long nanos(Duration duration) {
        if (duration.isNegative()) return 0;
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return Long.MAX_VALUE;
        }
    }

    /// A zero `struct timespec` that lives as long as it is referred to.
    public static MemorySegment allocate() {
        return Arena.ofAuto().allocate(SIZE, Long.BYTES);
    }

    /// A zero `struct itimerspec` that lives as long as it is referred to.
    public static MemorySegment allocateTimer() {
        return Arena.ofAuto().allocate(TIMER_SIZE, Long.BYTES);
    }

    /// Sets a timespec from nanoseconds; negative ones make one that the kernel refuses.
    public static void set(MemorySegment timespec, long nanos) {
        write(timespec, 0, nanos);
    }

    /// Sets a timespec field by field, valid or not.
    public static void set(MemorySegment timespec, long seconds, long nanos) {
        timespec.set(JAVA_LONG_UNALIGNED, 0, seconds);
        timespec.set(JAVA_LONG_UNALIGNED, NANOS, nanos);
    }

    /// `tv_sec`
    public static long seconds(MemorySegment timespec) {
        return timespec.get(JAVA_LONG_UNALIGNED, 0);
    }

    /// `tv_nsec`
    public static long nanosOfSecond(MemorySegment timespec) {
        return timespec.get(JAVA_LONG_UNALIGNED, NANOS);
    }

    /// Whether the kernel takes it: no negative field, less than a second of nanoseconds.
    public static boolean isValid(MemorySegment timespec) {
        return isValid(timespec, 0);
    }

    /// A valid timespec in nanoseconds, [Long#MAX_VALUE] if that is too small (292 years).
    public static long toNanos(MemorySegment timespec) {
        return read(timespec, 0);
    }

    /// Sets an itimerspec from nanoseconds: when it fires first (0 disarms it) and how often after.
    public static void setTimer(MemorySegment timer, long valueNanos, long intervalNanos) {
        write(timer, 0, intervalNanos);
        write(timer, VALUE, valueNanos);
    }

    /// `it_value` of a valid itimerspec in nanoseconds.
    public static long timerValue(MemorySegment timer) {
        return read(timer, VALUE);
    }

    /// `it_interval` of a valid itimerspec in nanoseconds.
    public static long timerInterval(MemorySegment timer) {
        return read(timer, 0);
    }

    /// Whether the kernel takes an itimerspec: both its parts are valid.
    public static boolean isValidTimer(MemorySegment timer) {
        return isValid(timer, 0) && isValid(timer, VALUE);
    }

    private static boolean isValid(MemorySegment memory, long at) {
        long nanos = memory.get(JAVA_LONG_UNALIGNED, at + NANOS);
        return memory.get(JAVA_LONG_UNALIGNED, at) >= 0 && nanos >= 0 && nanos < NANOS_PER_SECOND;
    }

    private static void write(MemorySegment memory, long at, long nanos) {
        memory.set(JAVA_LONG_UNALIGNED, at, Math.floorDiv(nanos, NANOS_PER_SECOND));
        memory.set(JAVA_LONG_UNALIGNED, at + NANOS, Math.floorMod(nanos, NANOS_PER_SECOND));
    }

    private static long read(MemorySegment memory, long at) {
        long seconds = memory.get(JAVA_LONG_UNALIGNED, at);
        long nanos = memory.get(JAVA_LONG_UNALIGNED, at + NANOS);
        return seconds >= Long.MAX_VALUE / NANOS_PER_SECOND
                ? Long.MAX_VALUE
                : seconds * NANOS_PER_SECOND + nanos;
    }
}
