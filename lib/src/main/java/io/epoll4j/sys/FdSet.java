package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A set of descriptors for select(2): one bit for each number from 0 up.
///
/// The kernel has no limit on its size; the 1,024 that select is known for is that of the C
/// library's `fd_set` (`FD_SETSIZE`). Not for several threads at once.
public final class FdSet {
    /// The size of the C library's `fd_set`, in bits.
    public static final int FD_SETSIZE = 1024;

    private final MemorySegment memory;
    private final int size;

    /// A set with room for the numbers 0 to [#FD_SETSIZE] - 1.
    public FdSet() {
        this(FD_SETSIZE);
    }

    /// A set with room for the numbers 0 to `size` - 1; `size` is rounded up to a multiple of 64.
    public FdSet(int size) {
        this.size = Math.ceilDiv(size, Long.SIZE) * Long.SIZE;
        this.memory = Arena.ofAuto().allocate(this.size / Byte.SIZE, Long.BYTES);
    }

    /// One more than the largest number that fits in.
    public int size() {
        return size;
    }

    /// Puts `fd` in.
    public void add(int fd) {
        word(fd, word(fd) | 1L << fd);
    }

    /// Takes `fd` out.
    public void remove(int fd) {
        word(fd, word(fd) & ~(1L << fd));
    }

    /// Whether `fd` is in.
    public boolean contains(int fd) {
        return (word(fd) & 1L << fd) != 0;
    }

    /// Takes everything out.
    public void clear() {
        memory.fill((byte) 0);
    }

    private long word(int fd) {
        return memory.getAtIndex(JAVA_LONG, fd / Long.SIZE);
    }

    private void word(int fd, long bits) {
        memory.setAtIndex(JAVA_LONG, fd / Long.SIZE, bits);
    }

    MemorySegment memory() {
        return memory;
    }
}
