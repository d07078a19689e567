package io.epoll4j.jvm;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A message or a piece of a stream on its way between sockets: `struct sk_buff`.
///
/// Belongs to one queue at a time and is guarded by that queue's lock. [SkbPool] reuses it.
final class Skb implements Packet {
    /// What it is, between TCP and UDP sockets.
    enum Kind {
        DATAGRAM,
        SYN,
        SYN_ACK,
        ACK,
        DATA,
        FIN,
        RESET
    }

    private static final byte[] NO_DATA = new byte[0];

    byte[] data = NO_DATA;

    /// First byte not yet read.
    int start;

    /// Bytes not yet read: `skb->len`.
    int length;

    /// Bytes charged to the sender, as [Truesize] computes them.
    int truesize;

    /// The unix socket that sent it and is charged for it, until it is freed.
    @Nullable Socket owner;

    /// Open files passed along (SCM_RIGHTS).
    OpenFile @Nullable [] files;

    /// In a pipe: a packet, which one read takes whole (`PIPE_BUF_FLAG_PACKET`).
    boolean packet;

    // Between TCP and UDP sockets.

    Kind kind = Kind.DATAGRAM;
    @Nullable Endpoint from;
    @Nullable Endpoint to;
    @Nullable InetSocket sender;

    /// The far end of the connection, once there is one.
    @Nullable TcpSocket receiver;

    /// Whether the last byte is urgent.
    boolean urgent;

    /// How much of the stream the sender of this has received, in bytes.
    long acknowledged;

    /// How far the other end may send, in bytes from the beginning.
    long limit;

    @Nullable Skb next;
    @Nullable Skb previous;

    /// Copies the next `count` bytes of `iov` in.
    void fill(Iov iov, int count) {
        iov.read(data, 0, count);
        start = 0;
        length = count;
    }

    /// Copies `count` unread bytes out, `skip` bytes after the first, and leaves them unread.
    void copyTo(Iov iov, int skip, int count) {
        iov.write(data, start + skip, count);
    }

    /// Marks `count` bytes as read.
    void consume(int count) {
        start += count;
        length -= count;
    }

    @Override
    @SuppressWarnings("NullAway") // whoever transmits it sets it
    public Endpoint source() {
        return from;
    }

    @Override
    @SuppressWarnings("NullAway") // whoever transmits it sets it
    public Endpoint target() {
        return to;
    }

    @Override
    public Protocol protocol() {
        return kind == Kind.DATAGRAM ? Protocol.UDP : Protocol.TCP;
    }

    @Override
    public int flags() {
        return switch (kind) {
            case DATAGRAM -> 0;
            case SYN -> SYN;
            case SYN_ACK -> SYN | ACK;
            case ACK -> ACK;
            case DATA -> ACK | PSH;
            case FIN -> FIN | ACK;
            case RESET -> RST;
        };
    }

    @Override
    public int sequence() {
        return 0;
    }

    @Override
    public int acknowledgement() {
        return (int) acknowledged;
    }

    @Override
    public int window() {
        return (int) (limit - acknowledged);
    }

    @Override
    public int windowScale() {
        return 0;
    }

    @Override
    public int maxSegment() {
        return 0;
    }

    @Override
    public int urgentPointer() {
        return urgent ? length : 0;
    }

    @Override
    public @Nullable Unreachable unreachable() {
        return null;
    }

    @Override
    public @Nullable Packet cause() {
        return null;
    }

    @Override
    public ByteBuffer payload() {
        return ByteBuffer.wrap(data, start, length).slice().asReadOnlyBuffer();
    }

    @Override
    public Packet copy() {
        return this;
    }

    @Override
    public Packet refusal(Endpoint router, Unreachable why) {
        return this;
    }

    @Override
    public void arrive(JvmKernel kernel) {
        kernel.stack.receive(this);
    }
}
