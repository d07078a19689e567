package io.epoll4j.netty;

import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A Netty buffer in the words of a [io.epoll4j.sys.Kernel]: a segment and an offset.
///
/// A buffer that knows its address needs no segment of its own: the address is an offset in [#ALL].
/// That is no garbage per message, and it takes native access for this module. Without that,
/// nothing is asked for that the JVM would remark upon: each message makes a segment.
final class Memory {
    /// All memory; null where native access is not granted.
    private static final @Nullable MemorySegment ALL =
            Memory.class.getModule().isNativeAccessEnabled() ? all() : null;

    private Memory() {}

    @SuppressWarnings("restricted") // one place, asked for above
    private static MemorySegment all() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    /// The segment in which [#offset] finds `length` bytes at `index` of `buffer`, which is direct
    /// and of one piece.
    static MemorySegment segment(ByteBuf buffer, int index, int length) {
        return ALL != null && buffer.hasMemoryAddress()
                ? ALL
                : MemorySegment.ofBuffer(buffer.internalNioBuffer(index, length));
    }

    static long offset(ByteBuf buffer, int index) {
        return ALL != null && buffer.hasMemoryAddress() ? buffer.memoryAddress() + index : 0;
    }

    /// Whether `buffer` is what the methods above take.
    static boolean isOnePiece(ByteBuf buffer) {
        return buffer.isDirect() && (buffer.hasMemoryAddress() || buffer.nioBufferCount() == 1);
    }
}
