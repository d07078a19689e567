package io.epoll4j.jvm.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Options as setsockopt(2) and getsockopt(2) lay them out in memory. What is stored answers how
/// many bytes that took, never what they say: a value may be negative and is no errno.
public final class OptionValues {
    private static final int MOST_CHAR = 255;

    private OptionValues() {}

    /// Whether there is a whole int.
    public static boolean holdsInt(MemorySegment value) {
        return value.byteSize() >= Integer.BYTES;
    }

    public static int intAt(MemorySegment value, long offset) {
        return value.get(JAVA_INT_UNALIGNED, offset);
    }

    static long longAt(MemorySegment value, long offset) {
        return value.get(JAVA_LONG_UNALIGNED, offset);
    }

    /// `do_ip_setsockopt`: an int, or the char that stands for it where there is no room for an
    /// int, or 0 where there is nothing.
    static int intOrChar(MemorySegment value) {
        if (holdsInt(value)) {
            return intAt(value, 0);
        }
        return value.byteSize() == 0 ? 0 : Byte.toUnsignedInt(value.get(JAVA_BYTE, 0));
    }

    /// Stores an int, cut off where there is no room for all of it.
    public static int store(int value, MemorySegment into) {
        return store(value, 0, Integer.BYTES, into);
    }

    /// `do_ip_getsockopt`: a small value takes one byte where there is no room for an int.
    static int storeIntOrChar(int value, MemorySegment into) {
        boolean asChar = into.byteSize() > 0 && !holdsInt(into) && value >= 0 && value <= MOST_CHAR;
        return store(value, 0, asChar ? 1 : Integer.BYTES, into);
    }

    /// Stores a structure of `size` bytes, at most 16, that `first` and `second` hold.
    static int store(long first, long second, int size, MemorySegment into) {
        int count = (int) Math.min(size, into.byteSize());
        for (int i = 0; i < count; i++) {
            long half = i < Long.BYTES ? first : second;
            into.set(JAVA_BYTE, i, (byte) (half >>> (Byte.SIZE * (i % Long.BYTES))));
        }
        return count;
    }

    /// Two ints as one long, as they follow each other in memory.
    static long pair(int first, int second) {
        return Integer.toUnsignedLong(first) | (long) second << Integer.SIZE;
    }
}
