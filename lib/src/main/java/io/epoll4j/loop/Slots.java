package io.epoll4j.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who an event is for. Each entry gets a slot, and with it a data word `generation << 32 | slot`
/// that no other entry before or after it has: the event of an entry that is gone finds nothing,
/// also when its slot, or its descriptor's number, serves another by now.
///
/// Any thread may look up; adding and removing take the lock.
final class Slots {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Entry[].class);

    private volatile @Nullable Entry[] entries = new Entry[16];
    private int[] free = new int[16];
    private int freeCount;
    private int used;
    private int size;
    private int generation;

    /// By the numbers of descriptors: who was registered last under each, and still is. Kept from
    /// the first [Watch] on, as nobody else asks.
    private @Nullable Entry[] registered = new Entry[0];

    /// Gives `entry` a slot and its data word.
    synchronized void add(Entry entry) {
        // Grown before anything changes, and so far that giving slots back needs no memory.
        if (size == entries.length) {
            free = Arrays.copyOf(free, size * 2);
            entries = Arrays.copyOf(entries, size * 2);
        }
        int slot = freeCount > 0 ? free[--freeCount] : used++;
        entry.data = ((long) ++generation << 32) | slot;
        SLOT.setRelease(entries, slot, entry);
        size++;
    }

    /// Frees the slot of `entry`; false if it has none any more.
    synchronized boolean remove(Entry entry) {
        if (!holds(entry)) return false;
        int slot = (int) entry.data;
        SLOT.setRelease(entries, slot, (Entry) null);
        free[freeCount++] = slot;
        size--;
        return true;
    }

    /// The entry that was given this data word, or null if it is gone.
    @Nullable Entry find(long data) {
        @Nullable Entry[] array = entries;
        int slot = (int) data;
        if (slot < 0 || slot >= array.length) return null;
        Entry entry = (Entry) SLOT.getAcquire(array, slot);
        return entry != null && entry.data == data ? entry : null;
    }

    /// Whether `entry` has its slot still.
    @SuppressWarnings("ReferenceEquality") // this very one
    boolean holds(Entry entry) {
        return find(entry.data) == entry;
    }

    /// Notes that epoll has `entry` under its number now.
    synchronized void registered(Entry entry) {
        if (registered.length == 0 && !(entry instanceof Watch)) return;
        if (entry.fd >= registered.length)
            registered = Arrays.copyOf(registered, Math.max(entry.fd + 1, entry.fd * 2));
        registered[entry.fd] = entry;
    }

    /// Notes that epoll has `entry` no more.
    @SuppressWarnings("ReferenceEquality") // this very one
    synchronized void unregistered(Entry entry) {
        if (entry.fd < registered.length && registered[entry.fd] == entry)
            registered[entry.fd] = null;
    }

    /// Whether an entry that came after `entry` is registered under the same number: then the
    /// descriptor of `entry` has been closed.
    synchronized boolean isOutlived(Entry entry) {
        Entry other = entry.fd < registered.length ? registered[entry.fd] : null;
        return other != null && (int) (other.data >>> 32) - (int) (entry.data >>> 32) > 0;
    }

    /// How many entries there are.
    synchronized int size() {
        return size;
    }

    /// Calls `action` for each entry, in the order of their slots; entries may come and go
    /// meanwhile.
    void forEach(Consumer<Entry> action) {
        for (int slot = 0; slot < entries.length; slot++) {
            Entry entry = (Entry) SLOT.getAcquire(entries, slot);
            if (entry != null) action.accept(entry);
        }
    }
}
