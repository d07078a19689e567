package io.epoll4j;

import static io.epoll4j.sys.Errno.*;
import static io.epoll4j.sys.SocketFlags.*;

import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import org.jspecify.annotations.Nullable;

/// A socket that accepts connections: TCP over IPv4 or IPv6, or a Unix-domain stream.
public final class Listener extends SocketFd {
    // To load a class takes a descriptor, and connections can come in such a rush that none is left
    // to read from them, or to say so: what that needs is loaded before the first one.
    static {
        if (!new SysException("accept4", "", EMFILE).is(EMFILE)) throw new AssertionError();
        Buffers.load();
    }

    private Listener(Kernel kernel, int fd) {
        super(kernel, fd);
    }

    /// Listens on `port` of 127.0.0.1; 0 picks a free one, which [#local()] tells.
    ///
    /// @throws SysException EADDRINUSE, EACCES (a port below 1024), EMFILE, ...
    public static Listener bind(int port) {
        return bind(SockAddr.loopback(port));
    }

    /// Listens on `address`.
    public static Listener bind(SockAddr address) {
        return bind(Kernel.linux(), address);
    }

    /// Listens on `address` of `kernel`. A TCP address may be one that a server used just before.
    public static Listener bind(Kernel kernel, SockAddr address) {
        return bind(kernel, address, SocketSettings.DEFAULT);
    }

    /// As [#bind(Kernel, SockAddr)], set up as `settings` say.
    ///
    /// @throws SysException also if an option is refused
    public static Listener bind(Kernel kernel, SockAddr address, SocketSettings settings) {
        var listener = new Listener(kernel, open(kernel, address.family(), SOCK_STREAM));
        try {
            if (address.family() != AF_UNIX) listener.setOption(SOL_SOCKET, SO_REUSEADDR, 1);
            settings.apply(listener);
            listener.bindTo(address);
            int answer = kernel.listen(listener.fd(), settings.backlog());
            if (answer < 0) throw new SysException("listen", address.toString(), answer);
            return listener;
        } catch (SysException refused) {
            listener.close();
            throw refused;
        }
    }

    /// Takes over a socket of Linux that listens already, such as one of systemd's; see
    /// [#of(Kernel, int)].
    public static Listener of(int fd) {
        return of(Kernel.linux(), fd);
    }

    /// Takes over a socket that listens already. It stays as blocking as it is ([#setNonBlocking]),
    /// and is closed with this.
    public static Listener of(Kernel kernel, int fd) {
        return new Listener(kernel, fd);
    }

    /// As [#bind(Kernel, SockAddr)], sharing the address with other listeners that do the same: the
    /// kernel spreads connections over them (`SO_REUSEPORT`).
    public static Listener bindShared(Kernel kernel, SockAddr address) {
        return bind(kernel, address, SocketSettings.DEFAULT.reusePort(true));
    }

    /// Takes the next connection that waits; null if none does.
    ///
    /// @throws SysException EMFILE, ENFILE, ENOBUFS, ENOMEM: the connection stays waiting
    public @Nullable Connection accept() {
        return accept(null);
    }

    /// As [#accept()], putting the peer's address into `peer`. Connections that failed before they
    /// were accepted are passed over, as accept(2) advises.
    public @Nullable Connection accept(@Nullable SockAddr peer) {
        for (; ; ) {
            int fd = kernel().accept4(fd(), peer, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd >= 0) return new Connection(kernel(), fd);
            switch (-fd) {
                case EAGAIN -> {
                    return null;
                }
                case EINTR,
                        ECONNABORTED,
                        EPROTO,
                        ENOPROTOOPT,
                        ENETDOWN,
                        ENETUNREACH,
                        EHOSTDOWN,
                        EHOSTUNREACH,
                        ENONET -> {}
                default -> refused("accept4", "", fd);
            }
        }
    }
}
