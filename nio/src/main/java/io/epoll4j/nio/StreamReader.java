package io.epoll4j.nio;

import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.ECONNRESET;
import static io.epoll4j.sys.FileFlags.POLLIN;
import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The end of a stream that bytes come out of. For any thread; one reads at a time.
final class StreamReader {
    /// Its answer when the stream has ended.
    static final int END = -1;

    /// Held while reading.
    final ReentrantLock lock = new ReentrantLock();

    private final KernelChannel channel;
    private final Fd fd;
    private final Watchers watchers;

    /// Nothing more is to be read, since this side said so.
    private volatile boolean shut;

    /// The peer has broken off; that is told again and again, while the kernel tells it once.
    private boolean reset;

    StreamReader(KernelChannel channel) {
        this.channel = channel;
        fd = channel.fd();
        watchers = channel.watchers();
    }

    boolean isShut() {
        return shut;
    }

    void shut() {
        shut = true;
    }

    /// Reads what is there, at least one byte: where there is none it waits if the channel blocks.
    ///
    /// @param timeout how long it waits, in milliseconds; 0 for ever
    /// @return how many bytes; 0 if there are none or no room, -1 at the end
    /// @throws SocketTimeoutException if the time is over
    int read(ByteBuffer into, int timeout) throws IOException {
        if (into.isReadOnly()) throw new IllegalArgumentException("Read-only buffer");
        return (int) read(into, null, 0, 0, timeout);
    }

    /// As [#read(ByteBuffer, int)], into several buffers and without a limit.
    long read(ByteBuffer[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        for (int i = offset; i < offset + length; i++) {
            if (into[i].isReadOnly()) throw new IllegalArgumentException("Read-only buffer");
        }
        return read(null, into, offset, length, 0);
    }

    private long read(
            @Nullable ByteBuffer one,
            ByteBuffer @Nullable [] several,
            int offset,
            int length,
            int timeout)
            throws IOException {
        lock.lock();
        try {
            channel.ensureConnected();
            boolean wait = channel.isBlocking();
            long count = 0;
            if (wait) channel.beginWait();
            try {
                fd.use();
                try {
                    long deadline = fd.deadline(timeout);
                    if (shut) count = END;
                    else if (one != null) count = read(one, wait, deadline);
                    else if (several != null) count = read(several, offset, length, wait);
                    if (count == 0 && shut) count = END;
                } finally {
                    fd.exit();
                }
            } finally {
                channel.endCall(wait, count != 0);
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    private long read(ByteBuffer into, boolean wait, long deadline) throws IOException {
        if (reset) throw Errors.reset();
        if (!into.hasRemaining()) return 0;
        for (; ; ) {
            long stamp = watchers.stamp();
            long answer = receive(into, stamp);
            if (answer > 0) return answer;
            if (answer == 0) return END;
            if (!mayTryAgain(answer, wait, deadline)) return 0;
        }
    }

    private long read(ByteBuffer[] into, int offset, int length, boolean wait) throws IOException {
        if (reset) throw Errors.reset();
        if (!Pieces.anyRemaining(into, offset, length)) return 0;
        for (; ; ) {
            long stamp = watchers.stamp();
            long answer = receive(into, offset, length, stamp);
            if (answer > 0) return answer;
            if (answer == 0) return END;
            if (!mayTryAgain(answer, wait, Long.MAX_VALUE)) return 0;
        }
    }

    private long receive(ByteBuffer into, long stamp) {
        try (var memory = Memory.borrow()) {
            int room = into.remaining();
            long answer;
            if (into.isDirect()) {
                var segment = memory.of(into);
                answer = receive(segment, into.position(), room);
                if (answer > 0) into.position(into.position() + (int) answer);
            } else {
                room = Math.min(room, Memory.COPY_MAX);
                answer = receive(memory.copy(room), 0, room);
                if (answer > 0) memory.moveTo(into, (int) answer);
            }
            note(answer, room, stamp);
            return answer;
        }
    }

    private long receive(MemorySegment segment, long offset, long length) {
        return fd.kernel.recv(fd.number, segment, offset, length, MSG_DONTWAIT);
    }

    private long receive(ByteBuffer[] into, int offset, int length, long stamp) {
        try (var memory = Memory.borrow()) {
            var pieces = Pieces.toFill(memory, into, offset, length);
            long answer = fd.kernel.readv(fd.number, memory.vector, pieces.count());
            if (answer > 0) pieces.filled(memory, into, offset, answer);
            memory.clearVector(pieces.count());
            note(answer, pieces.bytes(), stamp);
            return answer;
        }
    }

    private void note(long answer, long asked, long stamp) {
        if (answer == 0) return; // at the end it stays readable
        if (answer == asked) watchers.used(EPOLLIN);
        else if (answer > 0 || answer == -EAGAIN) watchers.usedUp(EPOLLIN, stamp);
    }

    private boolean mayTryAgain(long answer, boolean wait, long deadline) throws IOException {
        if (!Errors.again(answer)) {
            watchers.forget();
            reset = answer == -ECONNRESET;
            throw Errors.ofRead(answer);
        }
        if (fd.isClosed()) return false;
        if (answer != -EAGAIN) return true;
        if (!wait) return false;
        int millis = fd.millisUntil(deadline);
        if (fd.await(POLLIN, millis) == 0 && fd.millisUntil(deadline) == 0)
            throw new SocketTimeoutException("Read timed out");
        return !fd.isClosed();
    }
}
