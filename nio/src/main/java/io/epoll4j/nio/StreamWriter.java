package io.epoll4j.nio;

import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.FileFlags.POLLOUT;
import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;
import static io.epoll4j.sys.SocketFlags.MSG_NOSIGNAL;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The end of a stream that bytes go into. For any thread; one writes at a time.
final class StreamWriter {
    /// Held while writing. Who needs that of the reader too takes that one first.
    final ReentrantLock lock = new ReentrantLock();

    private final KernelChannel channel;
    private final Fd fd;
    private final Watchers watchers;

    /// Nothing more is to be written, since this side said so.
    private volatile boolean shut;

    StreamWriter(KernelChannel channel) {
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

    /// Writes all if the channel blocks, otherwise what there is room for. If some was written
    /// before a failure, the next call tells of the failure.
    ///
    /// @return how many bytes
    int write(ByteBuffer from) throws IOException {
        Objects.requireNonNull(from);
        return (int) write(from, null, 0, 0);
    }

    /// As [#write(ByteBuffer)], from several buffers.
    long write(ByteBuffer[] from, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, from.length);
        return write(null, from, offset, length);
    }

    private long write(
            @Nullable ByteBuffer one, ByteBuffer @Nullable [] several, int offset, int length)
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
                    if (shut) throw new ClosedChannelException();
                    if (one != null) count = write(one, wait);
                    else if (several != null) count = write(several, offset, length, wait);
                } finally {
                    fd.exit();
                }
            } finally {
                channel.endCall(wait, count > 0);
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    /// Sends a byte of urgent data.
    void sendUrgent(byte data) throws IOException {
        lock.lock();
        try {
            channel.ensureConnected();
            fd.use();
            try (var memory = Memory.borrow()) {
                var copy = memory.copyOf(ByteBuffer.wrap(new byte[] {data}), 1);
                int flags = MSG_OOB | MSG_NOSIGNAL | MSG_DONTWAIT;
                long answer = fd.kernel.send(fd.number, copy, 0, 1, flags);
                if (answer == -EAGAIN) throw new IOException("Socket buffer full");
                if (answer < 0) throw Errors.ofWrite(answer);
            } finally {
                fd.exit();
            }
        } finally {
            lock.unlock();
        }
    }

    private long write(ByteBuffer from, boolean wait) throws IOException {
        long written = 0;
        while (from.hasRemaining()) {
            long stamp = watchers.stamp();
            int asked = asked(from);
            long answer = send(from, asked);
            if (answer >= 0) {
                written += answer;
                if (isFull(answer, asked, stamp, wait)) break;
            } else if (!mayTryAgain(answer, stamp, wait, written)) {
                break;
            }
        }
        return written;
    }

    private long write(ByteBuffer[] from, int offset, int length, boolean wait) throws IOException {
        long written = 0;
        for (; ; ) {
            long stamp = watchers.stamp();
            long asked;
            long answer;
            try (var memory = Memory.borrow()) {
                var pieces = Pieces.toSend(memory, from, offset, length);
                asked = pieces.bytes();
                if (asked == 0) return written;
                answer = fd.kernel.writev(fd.number, memory.vector, pieces.count());
                memory.clearVector(pieces.count());
            }
            if (answer >= 0) {
                written += answer;
                Pieces.sent(from, offset, answer);
                if (isFull(answer, asked, stamp, wait)) return written;
            } else if (!mayTryAgain(answer, stamp, wait, written)) {
                return written;
            }
        }
    }

    private static int asked(ByteBuffer from) {
        int size = from.remaining();
        return from.isDirect() ? size : Math.min(size, Memory.COPY_MAX);
    }

    private long send(ByteBuffer from, int size) {
        try (var memory = Memory.borrow()) {
            long answer;
            int flags = MSG_NOSIGNAL | MSG_DONTWAIT;
            if (from.isDirect()) {
                var segment = memory.of(from);
                answer = fd.kernel.send(fd.number, segment, from.position(), size, flags);
            } else {
                var copy = memory.copyOf(from, size);
                answer = fd.kernel.send(fd.number, copy, 0, size, flags);
            }
            if (answer > 0) from.position(from.position() + (int) answer);
            return answer;
        }
    }

    /// After bytes were taken: whether there is no room for more, which a short write proves, and
    /// nobody wants to wait.
    private boolean isFull(long answer, long asked, long stamp, boolean wait) {
        if (answer == asked) {
            watchers.used(EPOLLOUT);
            return false;
        }
        watchers.usedUp(EPOLLOUT, stamp);
        return !wait;
    }

    private boolean mayTryAgain(long answer, long stamp, boolean wait, long written)
            throws IOException {
        if (!Errors.again(answer)) {
            watchers.forget();
            if (written > 0) return false;
            throw Errors.ofWrite(answer);
        }
        if (fd.isClosed()) return false;
        if (answer != -EAGAIN) return true;
        watchers.usedUp(EPOLLOUT, stamp);
        if (!wait) return false;
        fd.await(POLLOUT, -1);
        return !fd.isClosed();
    }
}
