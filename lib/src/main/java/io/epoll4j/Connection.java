package io.epoll4j;

import static io.epoll4j.sys.FileFlags.*;
import static io.epoll4j.sys.SocketFlags.*;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.PollFds;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;

/// A stream of bytes in both directions: TCP, or a Unix-domain stream.
public final class Connection extends SocketFd {
    /// The last error taken from the socket, which forgets it by that; 0 if there was none.
    private volatile int lastError;

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
        return connect(kernel, target, SocketSettings.DEFAULT);
    }

    /// As [#connect(Kernel, SockAddr)], set up as `settings` say.
    ///
    /// @throws SysException also if an option or the local address is refused
    public static Connection connect(Kernel kernel, SockAddr target, SocketSettings settings) {
        var connection = unconnected(kernel, target.family(), settings);
        int answer = kernel.connect(connection.fd(), target);
        if (answer < 0 && answer != -Errno.EINPROGRESS && answer != -Errno.EINTR) {
            connection.close();
            throw new SysException("connect", target.toString(), answer);
        }
        return connection;
    }

    /// A stream socket of `family` (`AF_*`), set up as `settings` say, that somebody is yet to
    /// connect.
    ///
    /// @throws SysException EMFILE, or that an option or the local address is refused
    public static Connection unconnected(Kernel kernel, int family, SocketSettings settings) {
        var connection = new Connection(kernel, open(kernel, family, SOCK_STREAM));
        try {
            settings.apply(connection);
            var local = settings.local();
            if (local != null) connection.bindTo(local.sockAddr());
            return connection;
        } catch (SysException refused) {
            connection.close();
            throw refused;
        }
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
    /// @throws SysException if it failed, however often it is asked: ECONNREFUSED, ETIMEDOUT, ...;
    ///   ENOTCONN if nobody has begun one
    public boolean finishConnect() {
        int answer = kernel().getpeername(fd(), new SockAddr());
        if (answer >= 0) return true;
        if (answer != -Errno.ENOTCONN) check(answer, "getpeername", "");
        if (!isHungUp()) return false;
        int error = takeError();
        if (error == 0) error = lastError;
        throw new SysException("connect", toString(), error == 0 ? Errno.ENOTCONN : error);
    }

    /// As a socket is that is not connected and not about to be, see tcp_poll and unix_poll.
    private boolean isHungUp() {
        var poll = new PollFds(1);
        poll.set(0, fd(), POLLOUT);
        check(kernel().poll(poll, 1, 0), "poll", "");
        return (poll.revents(0) & (POLLHUP | POLLERR)) != 0;
    }

    @Override
    public int takeError() {
        int error = super.takeError();
        if (error != 0) lastError = error;
        return error;
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
