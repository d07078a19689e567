package io.epoll4j.nio;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Keys that the selector has to look at before it waits: new ones, and those whose interest has
/// changed. Each is in it once. For any thread.
final class ChangedKeys {
    private static final int FIRST_CAPACITY = 16;

    private @Nullable KernelKey[] keys = new KernelKey[FIRST_CAPACITY];
    private int first;
    private int end;

    synchronized void add(KernelKey key) {
        if (key.changed) return;
        key.changed = true;
        if (end == keys.length) keys = Arrays.copyOf(keys, 2 * end);
        keys[end++] = key;
    }

    /// Takes the one that was added first; null if there is none.
    synchronized @Nullable KernelKey take() {
        if (first == end) return null;
        var key = keys[first];
        keys[first++] = null;
        if (first == end) first = end = 0;
        if (key != null) key.changed = false;
        return key;
    }
}
