package io.epoll4j;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The objects that go with the descriptors of one epoll. Each is known by a data word, generation
/// and slot, so that an event of a released one finds nothing, even after its slot was used again.
///
/// Changes are made under this object's lock; looking up needs none and may be done by any thread.
final class Watches {
    private volatile @Nullable Watch<?>[] slots = new Watch<?>[16];

    /// A stack of the slots that are free below [#used].
    private int[] free = new int[16];

    private int freeCount;
    private int used;
    private int generation;

    /// A new watch in a free slot.
    synchronized <T> Watch<T> claim(Epoll epoll, Descriptor descriptor, T object) {
        if (freeCount == 0 && used == slots.length) slots = Arrays.copyOf(slots, used * 2);
        int slot = freeCount > 0 ? free[--freeCount] : used++;
        long word = (long) ++generation << Integer.SIZE | slot;
        var watch = new Watch<>(epoll, descriptor, word, object);
        slots[slot] = watch;
        return watch;
    }

    /// Forgets a watch. Answers whether it was still there.
    synchronized boolean release(Watch<?> watch) {
        int slot = (int) watch.word();
        if (slots[slot] != watch) return false;
        slots[slot] = null;
        watch.forget();
        if (freeCount == free.length) free = Arrays.copyOf(free, freeCount * 2);
        free[freeCount++] = slot;
        return true;
    }

    /// All watches there are.
    synchronized Watch<?>[] all() {
        return Arrays.stream(slots).filter(watch -> watch != null).toArray(Watch<?>[]::new);
    }

    /// The object whose word this is, if it is still watched.
    @Nullable Object objectAt(long word) {
        @Nullable Watch<?>[] known = slots;
        int slot = (int) word;
        if (slot < 0 || slot >= known.length) return null;
        var watch = known[slot];
        return watch != null && watch.word() == word ? watch.object() : null;
    }
}
