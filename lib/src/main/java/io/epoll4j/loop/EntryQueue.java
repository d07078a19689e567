package io.epoll4j.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Entries, first in, first out. Unlike a [java.util.ArrayDeque] it has lost nobody when there was
/// no memory for it to grow.
final class EntryQueue {
    private @Nullable Entry[] ring = new Entry[16]; // a power of two
    private int first;
    private int size;

    void add(Entry entry) {
        if (size == ring.length) grow();
        ring[(first + size) & (ring.length - 1)] = entry;
        size++;
    }

    /// Takes the first; the caller has seen that there is one.
    Entry take() {
        Entry entry = ring[first];
        if (entry == null) throw new IllegalStateException("the queue is empty");
        ring[first] = null;
        first = (first + 1) & (ring.length - 1);
        size--;
        return entry;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    private void grow() {
        @Nullable Entry[] wider = Arrays.copyOf(ring, size * 2);
        System.arraycopy(ring, 0, wider, size, first); // what had wrapped around
        Arrays.fill(wider, 0, first, null);
        ring = wider;
    }
}
