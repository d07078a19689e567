package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// An array of `struct epoll_event`, reused from wait to wait: 12 bytes each and packed on x86-64,
/// 16 elsewhere. Its memory lives as long as this object.
///
/// Not for several threads at once.
public final class EpollEvents {
    private final MemorySegment memory;
    private final int capacity;
    private final int stride;
    private final int dataOffset;

    /// Room for `capacity` events, at least one.
    public EpollEvents(int capacity) {
        this(capacity, Architecture.current());
    }

    EpollEvents(int capacity, Architecture architecture) {
        if (capacity < 1) {
            throw new IllegalArgumentException("room for " + capacity + " events: give 1 or more");
        }
        this.capacity = capacity;
        this.stride = architecture.epollEventSize;
        this.dataOffset = architecture.epollDataOffset;
        this.memory = Arena.ofAuto().allocate((long) capacity * stride, Long.BYTES);
    }

    /// How many events fit in.
    public int capacity() {
        return capacity;
    }

    /// The event bits at `index`, as in [EpollFlags].
    public int events(int index) {
        return memory.get(JAVA_INT_UNALIGNED, (long) index * stride);
    }

    /// The data word at `index`, as it was given to epoll_ctl.
    public long data(int index) {
        return memory.get(JAVA_LONG_UNALIGNED, (long) index * stride + dataOffset);
    }

    /// Sets both fields at `index`, as a kernel does.
    public void set(int index, int events, long data) {
        memory.set(JAVA_INT_UNALIGNED, (long) index * stride, events);
        memory.set(JAVA_LONG_UNALIGNED, (long) index * stride + dataOffset, data);
    }

    /// The memory itself, in the layout of this machine.
    public MemorySegment memory() {
        return memory;
    }
}
