package io.epoll4j.nio;

import java.nio.channels.SelectionKey;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The selected keys of a selector, in the order in which epoll told of them. Nothing is allocated
/// to select one. As java.nio has it, the set is not for several threads at once.
final class SelectedKeys extends AbstractSet<SelectionKey> {
    private static final int FIRST_CAPACITY = 64;

    private @Nullable KernelKey[] keys = new KernelKey[FIRST_CAPACITY];

    /// The first place behind the last key; removed keys leave gaps before it.
    private int end;

    private int size;

    /// Adds a key that is not in it.
    void select(KernelKey key) {
        if (end == keys.length) makeRoom();
        key.selectedAt = end;
        keys[end++] = key;
        size++;
    }

    private void makeRoom() {
        var old = keys;
        if (size > old.length / 2) keys = Arrays.copyOf(old, 2 * old.length);
        int to = 0;
        for (int from = 0; from < end; from++) {
            var key = old[from];
            if (key == null) continue;
            key.selectedAt = to;
            keys[to++] = key;
        }
        Arrays.fill(keys, to, end, null);
        end = to;
    }

    void unselect(KernelKey key) {
        int at = key.selectedAt;
        if (at < 0) return;
        key.selectedAt = -1;
        keys[at] = null;
        if (--size == 0) end = 0;
    }

    private @Nullable KernelKey own(@Nullable Object other) {
        if (!(other instanceof KernelKey key)) return null;
        int at = key.selectedAt;
        return at >= 0 && at < end && key.equals(keys[at]) ? key : null;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean contains(@Nullable Object key) {
        return own(key) != null;
    }

    @Override
    public boolean remove(@Nullable Object other) {
        var key = own(other);
        if (key != null) unselect(key);
        return key != null;
    }

    @Override
    public void clear() {
        for (int i = 0; i < end; i++) {
            var key = keys[i];
            if (key != null) key.selectedAt = -1;
            keys[i] = null;
        }
        end = size = 0;
    }

    @Override
    public Iterator<SelectionKey> iterator() {
        return new Iterator<>() {
            private int next;
            private @Nullable KernelKey last;

            @Override
            public boolean hasNext() {
                while (next < end && keys[next] == null) next++;
                return next < end;
            }

            @Override
            public SelectionKey next() {
                if (!hasNext()) throw new NoSuchElementException();
                last = keys[next++];
                if (last == null) throw new NoSuchElementException();
                return last;
            }

            @Override
            public void remove() {
                if (last == null) throw new IllegalStateException("call next first");
                SelectedKeys.this.remove(last);
                last = null;
            }
        };
    }
}
