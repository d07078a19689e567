package io.epoll4j.bench.load;

import static io.epoll4j.sys.EpollFlags.*;
import static io.epoll4j.sys.SocketFlags.*;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// One connection of the generator. Byte i of its stream is i % 251, so that an echo can be
/// compared wherever it is cut.
final class Conn {
    private static final int PERIOD = 251;
    private static final int CHUNK = 1 << 20;
    private static final Kernel KERNEL = Kernel.linux();
    private static final MemorySegment PAYLOAD = Arena.global().allocate(CHUNK + PERIOD);
    private static final MemorySegment HEARD = Arena.global().allocate(CHUNK);

    static {
        for (int i = 0; i < CHUNK + PERIOD; i++) {
            PAYLOAD.set(ValueLayout.JAVA_BYTE, i, (byte) (i % PERIOD));
        }
    }

    final int fd;

    /// When each message in flight was sent, a ring.
    final long[] started = new long[16];

    long begun;
    long ended;
    private final boolean verify;
    private long unsent;
    private long sent;
    private long got;

    private Conn(int fd, boolean verify) {
        this.fd = fd;
        this.verify = verify;
    }

    /// All connections of a load, watched by `epoll` unless that is negative; a connection's data
    /// is its index.
    static Conn[] connectAll(Options options, int epoll) {
        var conns = new Conn[options.connections()];
        for (int i = 0; i < conns.length; i++) {
            int fd =
                    SysException.check(
                            KERNEL.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket", "");
            SysException.check(
                    KERNEL.connect(fd, SockAddr.loopback(options.port())), "connect", "");
            KERNEL.setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, 1);
            conns[i] = new Conn(fd, options.verify());
            if (i % 64 == 63 || i + 1 == conns.length) {
                // The server keeps up with accepting: the backlog never fills.
                conns[i].exchange(1);
            }
            if (epoll >= 0) {
                int events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
                SysException.check(
                        KERNEL.epollCtl(epoll, EPOLL_CTL_ADD, fd, events, i), "epoll_ctl", "");
            }
        }
        return conns;
    }

    /// Sends some bytes and waits for as many, outside of the counted stream.
    void exchange(int size) {
        check(KERNEL.send(fd, HEARD, 0, size, MSG_NOSIGNAL), "send");
        for (long all = 0; all < size; ) {
            long n = check(KERNEL.recv(fd, HEARD, 0, size - all, 0), "recv");
            if (n == 0) {
                throw new IllegalStateException("the server closed a connection");
            }
            all += n;
        }
    }

    void sendMore(long bytes) {
        unsent += bytes;
        while (unsent > 0) {
            long part = Math.min(unsent, CHUNK);
            long n = KERNEL.send(fd, PAYLOAD, sent % PERIOD, part, MSG_DONTWAIT | MSG_NOSIGNAL);
            if (n == -Errno.EAGAIN) {
                return;
            }
            sent += check(n, "send");
            unsent -= n;
            if (n < part) {
                return;
            }
        }
    }

    /// Serves an event: sends what waited for room, takes what came. True if bytes came.
    boolean serve(int events) {
        if (unsent > 0) {
            sendMore(0);
        }
        return (events & ~EPOLLOUT) != 0
                && receive((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
    }

    /// Bytes are dropped inside the kernel (MSG_TRUNC), or compared with what was sent.
    private boolean receive(boolean last) {
        long before = got;
        for (; ; ) {
            long n = KERNEL.recv(fd, HEARD, 0, CHUNK, MSG_DONTWAIT | (verify ? 0 : MSG_TRUNC));
            if (n == -Errno.EAGAIN) {
                break;
            }
            if (check(n, "recv") == 0) {
                throw new IllegalStateException("the server closed a connection");
            }
            if (verify
                    && MemorySegment.mismatch(HEARD, 0, n, PAYLOAD, got % PERIOD, got % PERIOD + n)
                            >= 0) {
                throw new IllegalStateException("the echo differs near byte " + got);
            }
            got += n;
            if (n < CHUNK && !last) {
                break;
            }
        }
        return got > before;
    }

    /// Whether the next message is back whole.
    boolean answered(int size) {
        return (ended + 1) * size <= got;
    }

    /// Resets all connections, so that no port is left waiting.
    static void closeAll(Conn[] conns) {
        var linger = Arena.ofAuto().allocate(8, 4);
        linger.set(ValueLayout.JAVA_INT, 0, 1);
        for (var conn : conns) {
            KERNEL.setsockopt(conn.fd, SOL_SOCKET, SO_LINGER, linger);
            KERNEL.close(conn.fd);
        }
    }

    private static long check(long answer, String call) {
        if (answer < 0) {
            throw new SysException(call, "", (int) -answer);
        }
        return answer;
    }
}
