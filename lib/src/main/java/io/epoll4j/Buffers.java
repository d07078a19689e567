package io.epoll4j;

import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.thread.PerThread;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.jspecify.annotations.Nullable;

/// From [ByteBuffer] to the memory that kernels take, without an allocation per call.
///
/// Direct buffers are used in place. Those seen lately are remembered, since asking for a buffer's
/// memory allocates; remembered weakly, so that nothing is kept alive. Others go through scratch
/// memory. Used by one thread at a time, from [#mine()] to [#close()].
final class Buffers implements AutoCloseable {
    private static final int REMEMBERED = 16;

    /// Places in which a buffer may be remembered, so that two of the same hash do not drive each
    /// other out.
    private static final int PROBES = 4;

    private static final int SMALLEST_COPY = 1 << 13;
    private static final int LARGEST_COPY = 1 << 20;
    private static final PerThread<Buffers> BUFFERS = new PerThread<>(Buffers::new);

    /// A direct buffer and all its memory, from 0 to its capacity.
    private record View(ByteBuffer buffer, MemorySegment memory) {}

    @SuppressWarnings({"unchecked", "rawtypes"})
    private final @Nullable WeakReference<View>[] views = new WeakReference[REMEMBERED];

    private ByteBuffer scratch = ByteBuffer.allocateDirect(0);

    /// One 64-bit number, as eventfds and timerfds read and write it.
    final MemorySegment word = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);

    private Buffers() {}

    /// The current thread's, or lent to it if it is virtual.
    static Buffers mine() {
        return BUFFERS.take();
    }

    @Override
    public void close() {
        BUFFERS.giveBack(this);
    }

    /// Loads every class that reading and writing will need.
    static void load() {
        try (var mine = mine()) {
            mine.memoryOf(mine.scratch(1));
        }
    }

    static long read(Kernel kernel, int fd, ByteBuffer into) {
        if (into.isReadOnly()) throw new ReadOnlyBufferException();
        try (var mine = mine()) {
            if (into.isDirect()) {
                return kernel.read(fd, mine.memoryOf(into), into.position(), into.remaining());
            }
            var copy = mine.scratch(into.remaining());
            long answer = kernel.read(fd, mine.memoryOf(copy), 0, copy.limit());
            if (answer > 0) into.put(into.position(), copy, 0, (int) answer);
            return answer;
        }
    }

    static long write(Kernel kernel, int fd, ByteBuffer from) {
        try (var mine = mine()) {
            if (from.isDirect()) {
                return kernel.write(fd, mine.memoryOf(from), from.position(), from.remaining());
            }
            var copy = mine.scratchOf(from);
            return kernel.write(fd, mine.memoryOf(copy), 0, copy.limit());
        }
    }

    static long recvfrom(Kernel kernel, int fd, ByteBuffer into, int flags, SockAddr source) {
        if (into.isReadOnly()) throw new ReadOnlyBufferException();
        try (var mine = mine()) {
            if (into.isDirect()) {
                var memory = mine.memoryOf(into);
                int at = into.position();
                return kernel.recvfrom(fd, memory, at, into.remaining(), flags, source);
            }
            var copy = mine.scratch(into.remaining());
            long answer = kernel.recvfrom(fd, mine.memoryOf(copy), 0, copy.limit(), flags, source);
            if (answer > 0) into.put(into.position(), copy, 0, (int) answer);
            return answer;
        }
    }

    static long sendto(Kernel kernel, int fd, ByteBuffer from, int flags, SockAddr target) {
        try (var mine = mine()) {
            if (from.isDirect()) {
                var memory = mine.memoryOf(from);
                int at = from.position();
                return kernel.sendto(fd, memory, at, from.remaining(), flags, target);
            }
            var copy = mine.scratchOf(from);
            return kernel.sendto(fd, mine.memoryOf(copy), 0, copy.limit(), flags, target);
        }
    }

    @SuppressWarnings("ReferenceEquality") // equal contents are not the same memory
    private MemorySegment memoryOf(ByteBuffer direct) {
        int home = System.identityHashCode(direct);
        int vacant = home % REMEMBERED;
        for (int i = PROBES - 1; i >= 0; i--) {
            int place = (home + i) % REMEMBERED;
            var known = views[place];
            var view = known == null ? null : known.get();
            if (view == null) vacant = place;
            else if (view.buffer == direct) return view.memory;
        }
        var view = new View(direct, MemorySegment.ofBuffer(direct.duplicate().clear()));
        views[vacant] = new WeakReference<>(view);
        return view.memory;
    }

    /// Scratch memory whose limit is `length`, or the largest there is.
    private ByteBuffer scratch(int length) {
        int size = Math.min(length, LARGEST_COPY);
        if (size > scratch.capacity()) {
            int enough = Math.max(SMALLEST_COPY, Integer.highestOneBit(size - 1) * 2);
            scratch = ByteBuffer.allocateDirect(enough);
        }
        return scratch.limit(size);
    }

    private ByteBuffer scratchOf(ByteBuffer from) {
        var copy = scratch(from.remaining());
        return copy.put(0, from, from.position(), copy.limit());
    }
}
