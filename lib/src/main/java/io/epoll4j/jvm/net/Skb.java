package io.epoll4j.jvm.net;

import io.epoll4j.jvm.file.Iov;
import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.spi.Endpoint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A message or a piece of a stream on its way between sockets: `struct sk_buff`.
///
/// Belongs to one queue at a time and is guarded by that queue's lock. [SkbPool] reuses it.
public final class Skb {
    /// What it is, between TCP and UDP sockets.
    public enum Kind {
        DATAGRAM,
        SYN,
        SYN_ACK,
        ACK,
        DATA,
        FIN,
        RESET
    }

    private static final byte[] NO_DATA = new byte[0];

    public byte[] data = NO_DATA;

    /// First byte not yet read.
    public int start;

    /// Bytes not yet read: `skb->len`.
    public int length;

    /// Bytes charged to the sender, as [Truesize] computes them.
    public int truesize;

    /// The unix socket that sent it and is charged for it, until it is freed.
    public @Nullable Socket owner;

    /// Open files passed along (SCM_RIGHTS).
    public OpenFile @Nullable [] files;

    // Between TCP and UDP sockets of one kernel.

    public Kind kind = Kind.DATAGRAM;
    public @Nullable Endpoint from;
    public @Nullable Endpoint to;
    public @Nullable InetSocket sender;

    /// Whether the last byte is urgent.
    public boolean urgent;

    /// How much of the stream the sender of this has received, in bytes.
    public long acknowledged;

    /// How far the other end may send, in bytes from the beginning.
    public long limit;

    public @Nullable Skb next;
    public @Nullable Skb previous;

    /// Copies the next `count` bytes of `iov` in.
    public void fill(Iov iov, int count) {
        iov.read(data, 0, count);
        start = 0;
        length = count;
    }

    /// Copies all of `from` in, for which there is room.
    public void fill(ByteBuffer from) {
        length = from.remaining();
        start = 0;
        from.get(data, 0, length);
    }

    /// A copy of the bytes, read-only.
    public ByteBuffer copy() {
        return ByteBuffer.wrap(Arrays.copyOfRange(data, start, start + length)).asReadOnlyBuffer();
    }

    /// Copies `count` unread bytes out, `skip` bytes after the first, and leaves them unread.
    public void copyTo(Iov iov, int skip, int count) {
        iov.write(data, start + skip, count);
    }

    /// Marks `count` bytes as read.
    public void consume(int count) {
        start += count;
        length -= count;
    }
}
