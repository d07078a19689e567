package io.epoll4j.loop;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Spare chunks of one loop. Keeps up to 256 (4 MiB); what a peak needed beyond that goes back to
/// the collector.
final class ChunkPool {
    private static final int KEPT = 256;
    private static final long SECOND = 1_000_000_000;

    /// Where fresh ones come from.
    Supplier<Chunk> source = Chunk::new;

    /// Until then memory is not asked for: there was none.
    private long askAgain = Long.MIN_VALUE;

    private @Nullable Chunk first;
    private int size;

    /// A spare chunk, or a fresh one.
    ///
    /// @throws OutOfMemoryError if there is no memory for it
    Chunk take(long now) {
        Chunk chunk = first;
        if (chunk == null) return fresh(now);
        first = chunk.next;
        size--;
        chunk.next = null;
        chunk.start = 0;
        chunk.end = 0;
        return chunk;
    }

    /// To ask for direct memory that is not there takes half a second, in which the JDK waits for
    /// the collector (java.nio.Bits.reserveMemory): not to be done for one peer after the other.
    private Chunk fresh(long now) {
        if (now < askAgain)
            throw new OutOfMemoryError("there was no direct memory less than a second ago");
        try {
            return source.get();
        } catch (OutOfMemoryError none) {
            askAgain = now + SECOND;
            throw none;
        }
    }

    void give(Chunk chunk) {
        if (size == KEPT) return;
        chunk.next = first;
        first = chunk;
        size++;
    }
}
