package io.epoll4j;

import static io.epoll4j.sys.SocketFlags.*;

import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;

/// A socket: something with an address and options. See
/// [socket(7)](https://man7.org/linux/man-pages/man7/socket.7.html).
public abstract sealed class SocketFd extends Descriptor permits Listener, Connection, Datagram {
    SocketFd(Kernel kernel, int fd) {
        super(kernel, fd);
    }

    /// A new socket that neither blocks nor is inherited.
    static int open(Kernel kernel, int family, int type) {
        int fd = kernel.socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd < 0) throw new SysException("socket", "family " + family + ", type " + type, fd);
        return fd;
    }

    final void bindTo(SockAddr address) {
        int answer = kernel().bind(fd(), address);
        if (answer < 0) throw new SysException("bind", address.toString(), answer);
    }

    /// Its own address. Allocates.
    public SockAddr local() {
        var address = new SockAddr();
        check(kernel().getsockname(fd(), address), "getsockname", "");
        return address;
    }

    /// The value of an option that is an int, such as [io.epoll4j.sys.SocketFlags#SO_RCVBUF] of
    /// [io.epoll4j.sys.SocketFlags#SOL_SOCKET].
    public int option(int level, int option) {
        return check(
                kernel().getsockopt(fd(), level, option),
                "getsockopt",
                "level " + level + ", option " + option);
    }

    /// Sets an option that is an int.
    public void setOption(int level, int option, int value) {
        int answer = kernel().setsockopt(fd(), level, option, value);
        if (answer < 0) {
            check(answer, "setsockopt", "level %d, option %d".formatted(level, option));
        }
    }

    /// The error that is pending, an [io.epoll4j.sys.Errno], and clears it; 0 if there is none.
    public int takeError() {
        return option(SOL_SOCKET, SO_ERROR);
    }
}
