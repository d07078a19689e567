package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// An array of `struct iovec`: the pieces of memory that one call fills or sends in order.
///
/// The memory of each piece must stay alive (its arena open) while a call uses it. Not for several
/// threads at once.
public final class IoVec {
    private static final long STRIDE = 16;
    private static final long LENGTH = 8;

    private final MemorySegment memory;
    private final MemorySegment[] segments;
    private final long[] offsets;
    private final long[] lengths;

    /// Room for `capacity` pieces, empty at first. Linux takes no more than 1,024 in one call.
    public IoVec(int capacity) {
        memory = Arena.ofAuto().allocate(capacity * STRIDE, Long.BYTES);
        segments = new MemorySegment[capacity];
        Arrays.fill(segments, MemorySegment.NULL);
        offsets = new long[capacity];
        lengths = new long[capacity];
    }

    /// How many pieces fit in.
    public int capacity() {
        return segments.length;
    }

    /// Makes `length` bytes at `offset` of `segment` the piece at `index`. Where they lie outside
    /// the segment, or not in native memory, a call through Linux answers `-EFAULT`.
    public void set(int index, MemorySegment segment, long offset, long length) {
        segments[index] = segment;
        offsets[index] = offset;
        lengths[index] = length;
        memory.set(JAVA_LONG, index * STRIDE, Pointer.to(segment, offset, length));
        memory.set(JAVA_LONG, index * STRIDE + LENGTH, length);
    }

    /// The segment of the piece at `index`.
    public MemorySegment segment(int index) {
        return segments[index];
    }

    /// Where in its segment the piece at `index` begins, in bytes.
    public long offset(int index) {
        return offsets[index];
    }

    /// The size of the piece at `index` in bytes.
    public long length(int index) {
        return lengths[index];
    }

    /// Where the kernel finds `count` pieces, or [Pointer#NOWHERE] if there are not so many.
    long address(int count) {
        return count > segments.length ? Pointer.NOWHERE : memory.address();
    }

    /// As [#address], for pieces that the kernel is to fill.
    long writableAddress(int count) {
        for (int i = 0; i < count && i < segments.length; i++) {
            if (segments[i].isReadOnly() && lengths[i] != 0) return Pointer.NOWHERE;
        }
        return address(count);
    }

    MemorySegment memory() {
        return memory;
    }
}
