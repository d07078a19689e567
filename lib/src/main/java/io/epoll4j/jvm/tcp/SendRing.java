package io.epoll4j.jvm.tcp;

import io.epoll4j.jvm.file.Iov;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The bytes that a connection has written and the other end has not acknowledged, by their
/// position in the stream: what `sk_write_queue` and `tcp_rtx_queue` hold. It grows with what is in
/// it, and keeps nothing when empty. Guarded by the socket's lock.
final class SendRing {
    private static final int SMALLEST = 2048;
    private static final byte[] NONE = new byte[0];

    /// Its length is a power of two; position `p` is at `p` modulo that.
    private byte[] bytes = NONE;

    private long first;
    private int size;

    /// Puts the next `count` bytes of `from` behind the others.
    void append(Iov from, int count) {
        ensure(size + count);
        int at = index(first + size);
        int part = Math.min(count, bytes.length - at);
        from.read(bytes, at, part);
        from.read(bytes, 0, count - part);
        size += count;
    }

    /// A copy of `count` bytes from `position` on, read-only.
    ByteBuffer copy(long position, int count) {
        byte[] copy = new byte[count];
        copyOut(position, copy, count);
        return ByteBuffer.wrap(copy).asReadOnlyBuffer();
    }

    private void copyOut(long position, byte[] to, int count) {
        int at = index(position);
        int part = Math.min(count, bytes.length - at);
        System.arraycopy(bytes, at, to, 0, part);
        System.arraycopy(bytes, 0, to, part, count - part);
    }

    /// Forgets what lies before `position`.
    void dropTo(long position) {
        int count = (int) (position - first);
        first = position;
        size -= count;
        if (size == 0) {
            bytes = NONE;
        }
    }

    /// Forgets everything: the next byte is the one at `position`.
    void clear(long position) {
        first = position;
        size = 0;
        bytes = NONE;
    }

    private int index(long position) {
        return (int) position & (bytes.length - 1);
    }

    private void ensure(int wanted) {
        if (wanted <= bytes.length) {
            return;
        }
        byte[] larger = new byte[Math.max(SMALLEST, Integer.highestOneBit(wanted - 1) << 1)];
        byte[] all = Arrays.copyOf(NONE, size);
        if (size != 0) {
            copyOut(first, all, size);
        }
        bytes = larger;
        int at = index(first);
        int part = Math.min(size, larger.length - at);
        System.arraycopy(all, 0, larger, at, part);
        System.arraycopy(all, part, larger, 0, size - part);
    }
}
