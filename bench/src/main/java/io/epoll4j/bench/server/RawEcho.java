package io.epoll4j.bench.server;

import static io.epoll4j.sys.EpollFlags.*;
import static io.epoll4j.sys.SocketFlags.*;

import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The server in C, word for word, on epoll4j's system calls: edge-triggered, registered once for
/// reading and writing, one buffer for all, bytes kept only while a socket does not take them.
final class RawEcho implements Runnable {
    private static final int BUFFER = 64 * 1024;
    private static final int EVENTS = 1024;

    /// Registered with -1, which no connection's index is.
    private static final long LISTENER = -1;

    private final Kernel kernel = Kernel.linux();
    private final int epoll =
            SysException.check(kernel.epollCreate1(EPOLL_CLOEXEC), "epoll_create1", "");
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER);
    private final int listener;

    /// What a connection owes, by descriptor.
    private @Nullable Owed[] owed = new Owed[1024];

    private RawEcho(int listener) {
        this.listener = listener;
        add(listener, EPOLLIN, LISTENER);
    }

    /// Bytes that wait for room in a socket.
    private static final class Owed {
        final MemorySegment bytes;
        long from;

        Owed(MemorySegment bytes) {
            this.bytes = Arena.ofAuto().allocate(bytes.byteSize()).copyFrom(bytes);
        }
    }

    static int start(int port, int threads) {
        int bound = port;
        for (int i = 0; i < threads; i++) {
            int listener = listen(bound);
            var address = new SockAddr();
            SysException.check(Kernel.linux().getsockname(listener, address), "getsockname", "");
            bound = address.port();
            Thread.ofPlatform().daemon().name("raw-" + i).start(new RawEcho(listener));
        }
        return bound;
    }

    private static int listen(int port) {
        var kernel = Kernel.linux();
        int fd = kernel.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        SysException.check(fd, "socket", "");
        SysException.check(kernel.setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, 1), "setsockopt", "");
        SysException.check(kernel.bind(fd, SockAddr.loopback(port)), "bind", "port " + port);
        SysException.check(kernel.listen(fd, 4096), "listen", "");
        return fd;
    }

    @Override
    public void run() {
        var events = new EpollEvents(EVENTS);
        for (; ; ) {
            int n = kernel.epollWait(epoll, events, EVENTS, -1);
            for (int i = 0; i < n; i++) {
                long data = events.data(i);
                if (data == LISTENER) {
                    accept();
                } else if (!serve((int) data, events.events(i))) {
                    owed[(int) data] = null;
                    kernel.close((int) data);
                }
            }
        }
    }

    private void accept() {
        for (; ; ) {
            int fd = kernel.accept4(listener, null, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd < 0) {
                return;
            }
            kernel.setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, 1);
            if (fd >= owed.length) {
                owed = java.util.Arrays.copyOf(owed, Math.max(fd + 1, 2 * owed.length));
            }
            add(fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, fd);
        }
    }

    private void add(int fd, int events, long data) {
        SysException.check(
                kernel.epollCtl(epoll, EPOLL_CTL_ADD, fd, events, data), "epoll_ctl", "fd " + fd);
    }

    /// Echoes until there is no more to read or no more room to write. False: close it.
    private boolean serve(int fd, int events) {
        if (owed[fd] != null) {
            long sent = flush(fd, owed[fd]);
            if (sent <= 0) {
                return sent == 0;
            }
        } else if ((events & ~EPOLLOUT) == 0) {
            return true;
        }
        boolean last = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
        for (; ; ) {
            long n = kernel.recv(fd, buffer, 0, BUFFER, MSG_DONTWAIT);
            if (n <= 0) {
                return n == -Errno.EAGAIN;
            }
            long sent = kernel.send(fd, buffer, 0, n, MSG_DONTWAIT | MSG_NOSIGNAL);
            if (sent < 0 && sent != -Errno.EAGAIN) {
                return false;
            }
            if (sent < n) {
                owed[fd] = new Owed(buffer.asSlice(Math.max(sent, 0), n - Math.max(sent, 0)));
                return true;
            }
            if (n < BUFFER && !last) {
                return true;
            }
        }
    }

    /// 1: all gone; 0: the socket is full; -1: the peer is.
    private int flush(int fd, Owed left) {
        while (left.from < left.bytes.byteSize()) {
            long n =
                    kernel.send(
                            fd,
                            left.bytes,
                            left.from,
                            left.bytes.byteSize() - left.from,
                            MSG_NOSIGNAL);
            if (n < 0) {
                return n == -Errno.EAGAIN ? 0 : -1;
            }
            left.from += n;
        }
        owed[fd] = null;
        return 1;
    }
}
