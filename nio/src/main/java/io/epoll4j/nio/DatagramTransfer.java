package io.epoll4j.nio;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.FileFlags.POLLIN;
import static io.epoll4j.sys.FileFlags.POLLOUT;
import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;
import static io.epoll4j.sys.SocketFlags.MSG_NOSIGNAL;

import io.epoll4j.sys.SockAddr;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Sends and receives the datagrams of a channel. For any thread; one of each at a time.
final class DatagramTransfer {
    /// What [#receive] answers if there is none.
    static final int NONE = -1;

    /// Held while receiving; taken before [#sendLock].
    final ReentrantLock receiveLock = new ReentrantLock();

    /// Held while sending.
    final ReentrantLock sendLock = new ReentrantLock();

    private final KernelDatagramChannel channel;
    private final Fd fd;

    /// Whom the latest datagram came from, in both forms; guarded by the lock, as those below are.
    private final SockAddr source = new SockAddr();

    private final SockAddr knownSource = new SockAddr();
    private @Nullable InetSocketAddress sender;
    private final SockAddr target = new SockAddr();
    private @Nullable InetSocketAddress receiver;

    DatagramTransfer(KernelDatagramChannel channel) {
        this.channel = channel;
        fd = channel.fd();
    }

    /// Receives a datagram; what does not fit is lost. The lock must be held.
    ///
    /// @param timeout how long it waits if the channel blocks, in milliseconds; 0 for ever
    /// @return its length, or [#NONE]
    int receive(ByteBuffer into, int timeout) throws IOException {
        boolean wait = channel.isBlocking();
        int count = NONE;
        if (wait) channel.beginWait();
        try {
            fd.use();
            try {
                count = receive(into, wait, fd.deadline(timeout));
            } finally {
                fd.exit();
            }
        } finally {
            channel.endCall(wait, count >= 0);
        }
        return count;
    }

    private int receive(ByteBuffer into, boolean wait, long deadline) throws IOException {
        while (!fd.isClosed()) {
            long answer = receiveNow(into);
            if (answer >= 0 && !fd.isClosed()) return (int) answer; // a close answers 0
            if (fd.isClosed()) break;
            if (!Errors.again(answer)) throw Errors.ofDatagram(answer);
            if (!wait && answer == -EAGAIN) break;
            if (!wait) continue;
            int millis = fd.millisUntil(deadline);
            if (fd.await(POLLIN, millis) == 0 && fd.millisUntil(deadline) == 0)
                throw new SocketTimeoutException("Receive timed out");
        }
        return NONE;
    }

    private long receiveNow(ByteBuffer into) {
        try (var memory = Memory.borrow()) {
            int room = into.remaining();
            long answer;
            if (into.isDirect()) {
                var all = memory.of(into);
                answer =
                        fd.kernel.recvfrom(
                                fd.number, all, into.position(), room, MSG_DONTWAIT, source);
                if (answer > 0) into.position(into.position() + (int) answer);
            } else {
                room = Math.min(room, Memory.COPY_MAX); // no datagram is longer
                var copy = memory.copy(room);
                answer = fd.kernel.recvfrom(fd.number, copy, 0, room, MSG_DONTWAIT, source);
                if (answer > 0) memory.moveTo(into, (int) answer);
            }
            return answer;
        }
    }

    /// Whom the datagram came from that was received last.
    InetSocketAddress sender() {
        var known = sender;
        if (known != null && source.equals(knownSource)) return known;
        var address = Addresses.inet(source);
        if (address == null) throw new IllegalStateException("a datagram from nobody: " + source);
        knownSource.copyFrom(source);
        sender = address;
        return address;
    }

    /// Throws away what has come so far. The lock must be held, and the descriptor be in use.
    void discard() {
        var nothing = ByteBuffer.allocate(0);
        for (; ; ) if (receiveNow(nothing) < 0) return;
    }

    /// Sends a datagram to `to`, or to whom the channel is connected. The lock must be held.
    ///
    /// @return its length; 0 if there was no room for it
    int send(ByteBuffer from, @Nullable InetSocketAddress to) throws IOException {
        boolean wait = channel.isBlocking();
        int size = from.remaining();
        boolean done = false;
        if (wait) channel.beginWait();
        try {
            fd.use();
            try {
                if (to != null && !to.equals(receiver)) {
                    Addresses.fill(target, to, fd.family);
                    receiver = to;
                }
                done = send(from, to == null ? null : target, wait);
            } finally {
                fd.exit();
            }
        } finally {
            channel.endCall(wait, done);
        }
        return done ? size : 0;
    }

    private boolean send(ByteBuffer from, @Nullable SockAddr to, boolean wait) throws IOException {
        while (!fd.isClosed()) {
            long answer = sendNow(from, to);
            if (answer >= 0) {
                from.position(from.limit());
                return true;
            }
            if (fd.isClosed()) break;
            if (!Errors.again(answer)) throw Errors.ofDatagram(answer);
            if (!wait && answer == -EAGAIN) break;
            if (wait) fd.await(POLLOUT, -1);
        }
        return false;
    }

    private long sendNow(ByteBuffer from, @Nullable SockAddr to) {
        try (var memory = Memory.borrow()) {
            boolean direct = from.isDirect();
            int size = from.remaining();
            var segment = direct ? memory.of(from) : memory.copyOf(from, size);
            int at = direct ? from.position() : 0;
            int flags = MSG_NOSIGNAL | MSG_DONTWAIT;
            return to == null
                    ? fd.kernel.send(fd.number, segment, at, size, flags)
                    : fd.kernel.sendto(fd.number, segment, at, size, flags, to);
        }
    }
}
