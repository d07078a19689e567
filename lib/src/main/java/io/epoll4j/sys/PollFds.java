package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// An array of `struct pollfd` for poll(2), of fixed capacity. Its memory lives as long as this
/// object.
///
/// Not for several threads at once.
public final class PollFds {
    private static final long STRIDE = 8;
    private static final long EVENTS = 4;
    private static final long REVENTS = 6;

    private final MemorySegment memory;
    private final int capacity;

    /// Room for `capacity` descriptors.
    public PollFds(int capacity) {
        this.capacity = capacity;
        this.memory = Arena.ofAuto().allocate(capacity * STRIDE, Long.BYTES);
    }

    /// How many descriptors fit in.
    public int capacity() {
        return capacity;
    }

    /// Watches `fd` for `events` (`POLL*` of [FileFlags]) at `index`; a negative `fd` is skipped.
    public void set(int index, int fd, int events) {
        memory.set(JAVA_INT, index * STRIDE, fd);
        memory.set(JAVA_SHORT, index * STRIDE + EVENTS, (short) events);
        memory.set(JAVA_SHORT, index * STRIDE + REVENTS, (short) 0);
    }

    /// The descriptor at `index`.
    public int fd(int index) {
        return memory.get(JAVA_INT, index * STRIDE);
    }

    /// What the descriptor at `index` is watched for.
    public int events(int index) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, index * STRIDE + EVENTS));
    }

    /// What was found for the descriptor at `index`.
    public int revents(int index) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, index * STRIDE + REVENTS));
    }

    /// Says what was found at `index`, as a kernel does.
    public void revents(int index, int events) {
        memory.set(JAVA_SHORT, index * STRIDE + REVENTS, (short) events);
    }

    MemorySegment memory() {
        return memory;
    }
}
