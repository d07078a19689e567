package io.epoll4j.nio;

import java.nio.channels.SelectionKey;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The keys of a selector, asked by people who may ask about anything: the sorted set behind it
/// knows keys of its own kind only. For any thread.
final class KeySet extends AbstractSet<SelectionKey> {
    private final Set<SelectionKey> keys;

    KeySet(Set<SelectionKey> keys) {
        this.keys = keys;
    }

    @Override
    public boolean contains(@Nullable Object other) {
        return other instanceof KernelKey key && keys.contains(key);
    }

    @Override
    public boolean isEmpty() {
        return keys.isEmpty();
    }

    @Override
    public int size() {
        return keys.size();
    }

    @Override
    public Iterator<SelectionKey> iterator() {
        return keys.iterator();
    }
}
