package io.epoll4j.nio;

import io.epoll4j.sys.IoVec;
import io.epoll4j.sys.PollFds;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Memory that calls need: from [#borrow] to [#close] it belongs to one thread. Those that nobody
/// uses are kept, so that in steady state nothing is allocated, whatever kinds of threads there
/// are.
///
/// Direct buffers are used in place, others copied. What segment a direct buffer is, which costs an
/// object to ask, is remembered of the latest, weakly.
final class Memory implements AutoCloseable {
    /// The most that is copied for one call. Kernels are not asked more at once.
    static final int COPY_MAX = 128 << 10;

    private static final int COPY_MIN = 8 << 10;
    private static final int PIECES = 16;
    private static final AtomicReferenceArray<@Nullable Memory> IDLE =
            new AtomicReferenceArray<>(8 * Runtime.getRuntime().availableProcessors());

    /// A direct buffer and all its memory, from 0 to its capacity.
    private record View(ByteBuffer buffer, MemorySegment memory) {}

    final PollFds poll = new PollFds(1);

    /// For one call with several buffers.
    final IoVec vector = new IoVec(PIECES);

    private ByteBuffer copy = ByteBuffer.allocateDirect(COPY_MIN);
    private MemorySegment copyMemory = MemorySegment.ofBuffer(copy);
    private WeakReference<@Nullable View> latest = new WeakReference<>(null);

    private Memory() {}

    static Memory borrow() {
        int home = home();
        for (int i = 0; i < IDLE.length(); i++) {
            int place = (home + i) % IDLE.length();
            if (IDLE.getPlain(place) == null) continue;
            var one = IDLE.getAndSet(place, null);
            if (one != null) return one;
        }
        return new Memory();
    }

    @Override
    public void close() {
        int home = home();
        for (int i = 0; i < IDLE.length(); i++) {
            int place = (home + i) % IDLE.length();
            if (IDLE.getPlain(place) == null && IDLE.compareAndSet(place, null, this)) return;
        }
    }

    /// Threads begin their search apart from one another.
    private static int home() {
        return (int) (Thread.currentThread().threadId() % IDLE.length());
    }

    /// The memory of a direct buffer, whatever its position.
    @SuppressWarnings("ReferenceEquality") // an equal buffer is other memory
    MemorySegment of(ByteBuffer direct) {
        var known = latest.get();
        if (known != null && known.buffer == direct) return known.memory;
        var all = direct.duplicate().clear();
        var made = new View(direct, MemorySegment.ofBuffer(all));
        latest = new WeakReference<>(made);
        return made.memory;
    }

    /// Memory for a copy of `length` bytes, at most [#COPY_MAX].
    MemorySegment copy(int length) {
        if (copy.capacity() < length) {
            int capacity = Math.max(Integer.highestOneBit(length - 1) << 1, COPY_MIN);
            copy = ByteBuffer.allocateDirect(capacity);
            copyMemory = MemorySegment.ofBuffer(copy);
        }
        return copyMemory;
    }

    /// Copies `length` bytes at the position of `from`, which stays.
    MemorySegment copyOf(ByteBuffer from, int length) {
        var memory = copy(length);
        copy.put(0, from, from.position(), length);
        return memory;
    }

    /// Copies `length` bytes at the position of `from`, which stays, to `at` in the copy.
    void copyTo(int at, ByteBuffer from, int length) {
        copy.put(at, from, from.position(), length);
    }

    /// Moves the first `length` bytes of the copy into `into`.
    void moveTo(ByteBuffer into, int length) {
        moveTo(0, into, length);
    }

    /// Moves `length` bytes at `at` of the copy into `into`.
    void moveTo(int at, ByteBuffer into, int length) {
        into.put(into.position(), copy, at, length);
        into.position(into.position() + length);
    }

    /// Forgets the pieces of [#vector], so that none is kept alive.
    void clearVector(int count) {
        for (int i = 0; i < count; i++) vector.set(i, MemorySegment.NULL, 0, 0);
    }
}
