package io.epoll4j.jvm.file;

import java.util.Arrays;

/// Which descriptor numbers are taken, and the lowest that is not.
///
/// Three levels of bitmaps, as `open_fds` and `full_fds_bits` in Linux's `struct fdtable`: a bit of
/// level 0 is a taken number, a bit of the levels above is a full word of the level below. The
/// search skips 262,144 taken numbers per word of the top level, so it stays flat up to millions.
/// Guarded by the lock of the [DescriptorTable].
final class NumberSet {
    private static final int TOP = 2;

    private final long[][] levels = {new long[1], new long[1], new long[1]};

    /// The lowest free number that is at least `from`.
    int lowestFree(int from) {
        return lowestClear(0, from);
    }

    void take(int number) {
        int bit = number;
        for (int level = 0; level <= TOP; level++) {
            int word = bit >>> 6;
            ensure(level, word);
            levels[level][word] |= 1L << bit;
            if (levels[level][word] != -1L) {
                return;
            }
            bit = word;
        }
    }

    void free(int number) {
        int bit = number;
        for (int level = 0; level <= TOP; level++) {
            int word = bit >>> 6;
            if (word >= levels[level].length) {
                return;
            }
            boolean wasFull = levels[level][word] == -1L;
            levels[level][word] &= ~(1L << bit);
            if (!wasFull) {
                return;
            }
            bit = word;
        }
    }

    /// The lowest clear bit of `level` at or after `from`; what lies past the array is clear.
    private int lowestClear(int level, int from) {
        long[] words = levels[level];
        int word = from >>> 6;
        if (word >= words.length) {
            return from;
        }
        long clear = ~words[word] & (-1L << from);
        if (clear != 0) {
            return (word << 6) + Long.numberOfTrailingZeros(clear);
        }
        word++;
        if (level < TOP) {
            word = lowestClear(level + 1, word);
        } else {
            while (word < words.length && words[word] == -1L) {
                word++;
            }
        }
        return word >= words.length
                ? word << 6
                : (word << 6) + Long.numberOfTrailingZeros(~words[word]);
    }

    private void ensure(int level, int word) {
        long[] words = levels[level];
        if (word >= words.length) {
            levels[level] = Arrays.copyOf(words, Math.max(word + 1, words.length * 2));
        }
    }
}
