package io.epoll4j.loop;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A piece of native memory that holds queued bytes `[start, end)`; a peer's queue is a chain of
/// them.
final class Chunk {
    static final int CAPACITY = 16 << 10;

    final MemorySegment memory = Arena.ofAuto().allocate(CAPACITY);
    private final ByteBuffer view = memory.asByteBuffer();
    int start;
    int end;
    @Nullable Chunk next;

    /// Appends as much of `source` from `position` as fits, at most `length`; answers how much.
    int append(ByteBuffer source, int position, int length) {
        int n = Math.min(length, CAPACITY - end);
        view.put(end, source, position, n);
        end += n;
        return n;
    }

    /// The same from native memory.
    int append(MemorySegment source, long position, long length) {
        int n = (int) Math.min(length, CAPACITY - end);
        MemorySegment.copy(source, position, memory, end, n);
        end += n;
        return n;
    }
}
