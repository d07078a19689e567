package io.epoll4j;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The objects that go with the descriptors of one epoll. Each is known by a data word, generation
/// and slot, so that an event of a released one finds nothing, even after its slot was used again.
///
/// Changes are made under this object's lock; looking up needs none and may be done by any thread.
final class Registrations {
    private volatile @Nullable Registration<?>[] slots = new Registration<?>[16];

    /// A stack of the slots that are free below [#used].
    private int[] free = new int[16];

    private int freeCount;
    private int used;
    private int generation;

    /// By the numbers of descriptors: the data word with which each was added last. Kept from the
    /// first registration on.
    private long[] added = new long[16];

    private volatile boolean inUse;

    /// A new registration in a free slot.
    synchronized <T> Registration<T> claim(Epoll epoll, Descriptor descriptor, T object) {
        inUse = true;
        if (freeCount == 0 && used == slots.length) slots = Arrays.copyOf(slots, used * 2);
        int slot = freeCount > 0 ? free[--freeCount] : used++;
        long word = (long) ++generation << Integer.SIZE | slot;
        var registration = new Registration<>(epoll, descriptor, word, object);
        slots[slot] = registration;
        return registration;
    }

    /// Forgets one. Answers whether it was still there.
    synchronized boolean release(Registration<?> registration) {
        int slot = (int) registration.word();
        if (slots[slot] != registration) return false;
        slots[slot] = null;
        registration.forget();
        if (freeCount == free.length) free = Arrays.copyOf(free, freeCount * 2);
        free[freeCount++] = slot;
        return true;
    }

    /// Whether there has been one.
    boolean inUse() {
        return inUse;
    }

    /// The epoll now watches the descriptor `fd` with this data word.
    synchronized void added(int fd, long word) {
        if (fd >= added.length) added = Arrays.copyOf(added, Math.max(fd + 1, fd * 2));
        added[fd] = word;
    }

    /// Whether what the epoll has under the number of the descriptor is this. If another was added
    /// after it, the number was closed behind the descriptor's back and serves that one now.
    synchronized boolean holds(Registration<?> registration) {
        int fd = registration.descriptor().fd();
        return fd >= 0 && fd < added.length && added[fd] == registration.word();
    }

    /// All registrations there are.
    synchronized Registration<?>[] all() {
        return Arrays.stream(slots)
                .filter(registration -> registration != null)
                .toArray(Registration<?>[]::new);
    }

    /// The object whose word this is, if it is still watched.
    @Nullable Object objectAt(long word) {
        @Nullable Registration<?>[] known = slots;
        int slot = (int) word;
        if (slot < 0 || slot >= known.length) return null;
        var registration = known[slot];
        return registration != null && registration.word() == word ? registration.object() : null;
    }
}
