package io.epoll4j.user;

import org.jspecify.annotations.Nullable;

/// A message or a piece of a stream on its way between sockets: `struct sk_buff`.
///
/// Belongs to one queue at a time and is guarded by that queue's lock. [SkbPool] reuses it.
final class Skb {
    byte[] data = NO_DATA;

    /// First byte not yet read.
    int start;

    /// Bytes not yet read: `skb->len`.
    int length;

    /// Bytes charged to the sender, as [Truesize] computes them.
    int truesize;

    /// Who sent it and is charged for it, until it is freed.
    @Nullable Socket owner;

    /// The sender's address, when the receiver can ask for it.
    @Nullable Address source;

    /// Open files passed along (SCM_RIGHTS).
    OpenFile @Nullable [] files;

    /// In a pipe: a packet, which one read takes whole (`PIPE_BUF_FLAG_PACKET`).
    boolean packet;

    @Nullable Skb next;
    @Nullable Skb previous;

    private static final byte[] NO_DATA = new byte[0];

    /// Copies the next `count` bytes of `from` in.
    void fill(Iov from, int count) {
        from.read(data, 0, count);
        start = 0;
        length = count;
    }

    /// Copies `count` unread bytes out, `skip` bytes after the first, and leaves them unread.
    void copyTo(Iov to, int skip, int count) {
        to.write(data, start + skip, count);
    }

    /// Marks `count` bytes as read.
    void consume(int count) {
        start += count;
        length -= count;
    }
}
