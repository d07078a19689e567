package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.epoll4j.thread.PerThread;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Scratch memory for the small things that system calls read and leave. Used by one thread at a
/// time, from [#mine()] to [#close()].
final class Scratch implements AutoCloseable {
    /// Offsets into [#memory]. Calls made in between may overwrite what is there.
    static final long INTS = 0;

    static final long EVENT = 8;
    static final long TIME = 24;
    static final long LIMITS = 40;

    private static final long ERRNO = 72;
    private static final long SIZE = 80;

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final PerThread<Scratch> SCRATCHES = new PerThread<>(Scratch::new);

    final MemorySegment memory = Arena.ofAuto().allocate(SIZE, Long.BYTES);
    final long address = memory.address();

    /// For [LibcGate] alone, which is entered while the rest is in use.
    final MemorySegment errno = memory.asSlice(ERRNO, Integer.BYTES);

    private Scratch() {}

    /// The memory of the current thread, or lent to it if it is virtual.
    static Scratch mine() {
        return SCRATCHES.take();
    }

    @Override
    public void close() {
        SCRATCHES.giveBack(this);
    }

    /// Puts a `struct timespec` into the scratch memory and answers its address.
    long time(long nanos) {
        memory.set(JAVA_LONG, TIME, nanos / NANOS_PER_SECOND);
        memory.set(JAVA_LONG, TIME + Long.BYTES, nanos % NANOS_PER_SECOND);
        return address + TIME;
    }

    /// Copies a `struct timespec` into the scratch memory and answers its address: what a call
    /// writes there stays there, and no further segment has to be held. The null pointer stays one.
    long time(MemorySegment timespec) {
        if (timespec.address() == 0) return 0;
        if (timespec.byteSize() < Timespec.SIZE) return Pointer.NOWHERE;
        MemorySegment.copy(timespec, 0, memory, TIME, Timespec.SIZE);
        return address + TIME;
    }

    /// Takes the `struct timespec` that a call left at [#TIME].
    void takeTime(MemorySegment into) {
        MemorySegment.copy(memory, TIME, into, 0, Timespec.SIZE);
    }

    /// Takes the two descriptors that a call left at [#INTS].
    void takePair(int[] fds) {
        fds[0] = memory.get(JAVA_INT, INTS);
        fds[1] = memory.get(JAVA_INT, INTS + Integer.BYTES);
    }

    /// clock_gettime(2). With memory that is there it can fail for one reason.
    long clock(int clockId) {
        if (Gate.clock(clockId, address + TIME) != 0) return -Errno.EINVAL;
        return memory.get(JAVA_LONG, TIME) * NANOS_PER_SECOND
                + memory.get(JAVA_LONG, TIME + Long.BYTES);
    }
}
