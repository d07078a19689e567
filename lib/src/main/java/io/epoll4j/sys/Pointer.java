package io.epoll4j.sys;

import java.lang.foreign.MemorySegment;

/// Memory as the kernel is told of it: by a number.
final class Pointer {
    /// An address that no user program can own: the kernel answers `-EFAULT` for it, at the place
    /// where it would check the real one.
    static final long NOWHERE = 0xFFFF_8000_0000_0000L;

    private Pointer() {}

    /// The address of `length` bytes at `offset` of `segment`, or [#NOWHERE] if they are not all in
    /// it, or not in native memory.
    static long to(MemorySegment segment, long offset, long length) {
        if (length == 0) return 0;
        if ((offset | length) < 0 || offset > segment.byteSize() - length || !segment.isNative()) {
            return NOWHERE;
        }
        return segment.address() + offset;
    }

    /// As [#to], for memory the kernel is to write to.
    static long writable(MemorySegment segment, long offset, long length) {
        return segment.isReadOnly() && length != 0 ? NOWHERE : to(segment, offset, length);
    }
}
