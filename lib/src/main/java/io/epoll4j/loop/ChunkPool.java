package io.epoll4j.loop;

import org.jspecify.annotations.Nullable;

/// Spare chunks of one loop. Keeps up to 256 (4 MiB); what a peak needed beyond that goes back to
/// the collector.
final class ChunkPool {
    private static final int KEPT = 256;

    private @Nullable Chunk first;
    private int size;

    Chunk take() {
        Chunk chunk = first;
        if (chunk == null) return new Chunk();
        first = chunk.next;
        size--;
        chunk.next = null;
        chunk.start = 0;
        chunk.end = 0;
        return chunk;
    }

    void give(Chunk chunk) {
        if (size == KEPT) return;
        chunk.next = first;
        first = chunk;
        size++;
    }
}
