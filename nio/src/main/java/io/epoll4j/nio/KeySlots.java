package io.epoll4j.nio;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Gives each key a word that epoll hands back with its events, and finds the key again: the lower
/// half is its place, the upper one says which of those that had the place it is, so that a stale
/// event finds nobody. Belongs to whoever holds the selector's lock.
final class KeySlots {
    private static final int FIRST_CAPACITY = 16;

    private @Nullable KernelKey[] keys = new KernelKey[FIRST_CAPACITY];
    private int[] generations = new int[FIRST_CAPACITY];
    private int[] free = new int[FIRST_CAPACITY];
    private int freeCount;
    private int used;

    /// The word of a key that has none yet.
    long place(KernelKey key) {
        int at = freeCount > 0 ? free[--freeCount] : fresh();
        keys[at] = key;
        return (long) generations[at] << Integer.SIZE | at;
    }

    private int fresh() {
        if (used == keys.length) {
            keys = Arrays.copyOf(keys, 2 * used);
            generations = Arrays.copyOf(generations, 2 * used);
            free = Arrays.copyOf(free, 2 * used);
        }
        return used++;
    }

    /// Whose word it is; null if nobody's any more.
    @Nullable KernelKey find(long word) {
        int at = (int) word;
        if (at < 0 || at >= used || generations[at] != (int) (word >>> Integer.SIZE)) return null;
        return keys[at];
    }

    void remove(long word) {
        int at = (int) word;
        keys[at] = null;
        generations[at]++;
        free[freeCount++] = at;
    }
}
