package io.epoll4j;

import static io.epoll4j.sys.SocketFlags.*;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;

/// A stream of bytes in both directions: TCP, or a Unix-domain stream.
public final class Connection extends SocketFd {
    Connection(Kernel kernel, int fd) {
        super(kernel, fd);
    }

    /// Takes over a connected socket, such as one that another process has passed.
    public static Connection of(Kernel kernel, int fd) {
        return new Connection(kernel, fd);
    }

    /// Begins to connect to `target`; see [#connect(Kernel, SockAddr)].
    public static Connection connect(SockAddr target) {
        return connect(Kernel.linux(), target);
    }

    /// Begins to connect to `target`. It is done, one way or the other, when it becomes writable;
    /// then [#finishConnect()] tells which.
    ///
    /// @throws SysException if it fails at once: ECONNREFUSED, ENOENT, EAGAIN (the backlog of a
    ///   Unix-domain listener is full), EMFILE, ...
    public static Connection connect(Kernel kernel, SockAddr target) {
        var connection = new Connection(kernel, open(kernel, target.family(), SOCK_STREAM));
        int answer = kernel.connect(connection.fd(), target);
        if (answer < 0 && answer != -Errno.EINPROGRESS && answer != -Errno.EINTR) {
            connection.close();
            throw new SysException("connect", target.toString(), answer);
        }
        return connection;
    }

    /// Two connections, each the other's peer.
    ///
    /// @throws SysException EMFILE, ENFILE
    public static Connection[] pair(Kernel kernel) {
        int[] fds = new int[2];
        int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
        int answer = kernel.socketpair(AF_UNIX, type, 0, fds);
        if (answer < 0) throw new SysException("socketpair", "AF_UNIX", answer);
        return new Connection[] {new Connection(kernel, fds[0]), new Connection(kernel, fds[1])};
    }

    /// Whether a connect is done: true once connected, false as long as it takes.
    ///
    /// @throws SysException if it failed: ECONNREFUSED, ETIMEDOUT, ...
    public boolean finishConnect() {
        int error = takeError();
        if (error != 0) check(-error, "connect", "");
        int answer = kernel().getpeername(fd(), new SockAddr());
        if (answer == -Errno.ENOTCONN) return false;
        check(answer, "getpeername", "");
        return true;
    }

    /// The peer's address. Allocates.
    ///
    /// @throws SysException ENOTCONN before it is connected, or after a reset
    public SockAddr peer() {
        var address = new SockAddr();
        check(kernel().getpeername(fd(), address), "getpeername", "");
        return address;
    }

    /// Says that nothing more will be written: the peer reads to the end, and can still answer.
    ///
    /// @throws SysException ENOTCONN
    public void shutdownWrite() {
        check(kernel().shutdown(fd(), SHUT_WR), "shutdown", "SHUT_WR");
    }

    /// Whether small writes leave at once (`TCP_NODELAY`). TCP only.
    public void setNoDelay(boolean noDelay) {
        setOption(IPPROTO_TCP, TCP_NODELAY, noDelay ? 1 : 0);
    }

    /// Closes at once with a reset: the peer sees ECONNRESET, what was not yet sent is lost. TCP
    /// only; on other streams it is [#close()].
    public void reset() {
        int answer;
        try (var mine = Buffers.mine()) {
            var linger = mine.word;
            linger.set(JAVA_INT, 0, 1);
            linger.set(JAVA_INT, Integer.BYTES, 0);
            answer = kernel().setsockopt(fd(), SOL_SOCKET, SO_LINGER, linger);
        }
        close();
        if (answer < 0) throw new SysException("setsockopt", "SO_LINGER", answer);
    }
}
