package io.epoll4j.nio;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Several buffers as the pieces of one call, in the vector of a [Memory] that is used until the
/// call is over. Direct ones are used in place; others are copied, as far as there is room.
///
/// @param count how many pieces there are
/// @param bytes how long they are together
record Pieces(int count, long bytes) {
    private static Pieces of(
            Memory memory, ByteBuffer[] buffers, int offset, int length, boolean full) {
        int count = 0;
        int copied = 0;
        long bytes = 0;
        var copy = memory.copy(Memory.COPY_MAX);
        for (int i = offset; i < offset + length && count < memory.vector.capacity(); i++) {
            var buffer = buffers[i];
            int size = buffer.remaining();
            if (size == 0) continue;
            if (buffer.isDirect()) {
                memory.vector.set(count++, MemorySegment.ofBuffer(buffer), 0, size);
            } else {
                int piece = Math.min(size, Memory.COPY_MAX - copied);
                if (piece == 0) break;
                if (full) memory.copyTo(copied, buffer, piece);
                memory.vector.set(count++, copy, copied, piece);
                copied += piece;
                if (piece < size) {
                    bytes += piece;
                    break;
                }
            }
            bytes += size;
        }
        return new Pieces(count, bytes);
    }

    static boolean anyRemaining(ByteBuffer[] buffers, int offset, int length) {
        for (int i = offset; i < offset + length; i++) if (buffers[i].hasRemaining()) return true;
        return false;
    }

    static Pieces toFill(Memory memory, ByteBuffer[] buffers, int offset, int length) {
        return of(memory, buffers, offset, length, false);
    }

    static Pieces toSend(Memory memory, ByteBuffer[] buffers, int offset, int length) {
        return of(memory, buffers, offset, length, true);
    }

    /// The kernel has filled `bytes` of them.
    void filled(Memory memory, ByteBuffer[] buffers, int offset, long bytes) {
        int copied = 0;
        long left = bytes;
        for (int i = offset, piece = 0; left > 0; i++) {
            var buffer = buffers[i];
            if (!buffer.hasRemaining()) continue;
            long size = memory.vector.length(piece++);
            int part = (int) Math.min(left, size);
            if (buffer.isDirect()) {
                buffer.position(buffer.position() + part);
            } else {
                memory.moveTo(copied, buffer, part);
                copied += (int) size;
            }
            left -= part;
        }
    }

    /// The kernel has sent `bytes` of them.
    static void sent(ByteBuffer[] buffers, int offset, long bytes) {
        long left = bytes;
        for (int i = offset; left > 0; i++) {
            int part = (int) Math.min(left, buffers[i].remaining());
            buffers[i].position(buffers[i].position() + part);
            left -= part;
        }
    }

    /// All of them in one, ready to be read; they keep their positions.
    static ByteBuffer join(ByteBuffer[] buffers, int offset, int length) {
        long size = 0;
        for (int i = offset; i < offset + length; i++) size += buffers[i].remaining();
        var whole = ByteBuffer.allocate(Math.toIntExact(size));
        for (int i = offset; i < offset + length; i++) whole.put(buffers[i].duplicate());
        return whole.flip();
    }

    /// Moves `whole` into them, in which there must be room.
    static void scatter(ByteBuffer whole, ByteBuffer[] buffers, int offset) {
        for (int i = offset; whole.hasRemaining(); i++) {
            int part = Math.min(buffers[i].remaining(), whole.remaining());
            buffers[i].put(buffers[i].position(), whole, whole.position(), part);
            buffers[i].position(buffers[i].position() + part);
            whole.position(whole.position() + part);
        }
    }
}
