package io.epoll4j.netty;

import io.epoll4j.sys.IoVec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// The pieces that one writev sends: as many flushed messages of a channel as fit.
final class Gathering implements ChannelOutboundBuffer.MessageProcessor {
    /// As many as Linux takes in one call (UIO_MAXIOV).
    static final int MAX_PIECES = 1024;

    private final IoVec vector = new IoVec(MAX_PIECES);
    private int count;
    private long bytes;
    private long limit;

    /// Begins anew, up to about `limit` bytes: the message that goes beyond is the last one.
    Gathering start(long limit) {
        this.limit = limit;
        count = 0;
        bytes = 0;
        return this;
    }

    /// Takes the pieces of a message; answers whether there may be room for the next.
    @Override
    public boolean processMessage(Object message) {
        return message instanceof ByteBuf buffer && add(buffer);
    }

    boolean add(ByteBuf buffer) {
        int length = buffer.readableBytes();
        if (length == 0) return true;
        if (count == MAX_PIECES || bytes >= limit) return false;
        if (Memory.isOnePiece(buffer)) {
            int at = buffer.readerIndex();
            set(Memory.segment(buffer, at, length), Memory.offset(buffer, at), length);
            return true;
        }
        for (ByteBuffer piece : buffer.nioBuffers()) {
            if (!piece.hasRemaining()) continue;
            if (count == MAX_PIECES) return false;
            set(MemorySegment.ofBuffer(piece), 0, piece.remaining());
        }
        return true;
    }

    private void set(MemorySegment segment, long offset, int length) {
        vector.set(count++, segment, offset, length);
        bytes += length;
    }

    IoVec vector() {
        return vector;
    }

    /// How many pieces there are.
    int count() {
        return count;
    }

    /// How many bytes they have together.
    long bytes() {
        return bytes;
    }
}
