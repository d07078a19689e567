package io.epoll4j.jvm.file;

import org.jspecify.annotations.Nullable;

/// A slot of a pipe: a page, and which of its bytes are there (`struct pipe_buffer`). Guarded by
/// the pipe's mutex.
final class Page {
    static final int SIZE = 4096;

    private final byte[] data = new byte[SIZE];
    private int start;
    private int length;

    /// `PIPE_BUF_FLAG_PACKET`: one read takes it whole.
    boolean packet;

    /// The next free one, in the [PagePool].
    @Nullable Page next;

    int length() {
        return length;
    }

    /// Where the unread bytes end.
    int end() {
        return start + length;
    }

    /// Takes the next `count` bytes of `from` in place of what was there.
    void fill(Iov from, int count) {
        from.read(data, 0, count);
        start = 0;
        length = count;
    }

    /// Takes the next `count` bytes of `from` behind what is there.
    void append(Iov from, int count) {
        from.read(data, end(), count);
        length += count;
    }

    /// Hands the first `count` unread bytes over.
    void read(Iov to, int count) {
        to.write(data, start, count);
        start += count;
        length -= count;
    }
}
