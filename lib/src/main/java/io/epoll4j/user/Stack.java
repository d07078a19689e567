package io.epoll4j.user;

import static io.epoll4j.sys.Errno.EAFNOSUPPORT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EPROTONOSUPPORT;
import static io.epoll4j.sys.Errno.ESOCKTNOSUPPORT;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_SEQPACKET;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;

/// What all sockets of one kernel share. Any thread may use it.
final class Stack {
    /// `NPROTO` and `SOCK_MAX` (include/linux/net.h)
    private static final int FAMILIES = 46;

    private static final int TYPES = 11;
    private static final int SOCK_RAW = 3;

    final Core core;
    final SkbPool skbs = new SkbPool();
    final UnixNames unixNames = new UnixNames();

    Stack(Core core) {
        this.core = core;
    }

    /// `sock_create`: whether there are sockets of this kind, 0 or `-errno`.
    int check(int family, int type, int protocol) {
        if (family < 0 || family >= FAMILIES) {
            return -EAFNOSUPPORT;
        }
        if (type < 0 || type >= TYPES) {
            return -EINVAL;
        }
        if (family != AF_UNIX) {
            return -EAFNOSUPPORT;
        }
        if (protocol != 0 && protocol != AF_UNIX) {
            return -EPROTONOSUPPORT;
        }
        return switch (type) {
            case SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_RAW -> 0;
            default -> -ESOCKTNOSUPPORT;
        };
    }

    /// A socket of a kind that was checked.
    Socket create(int family, int type, int protocol) {
        return UnixSocket.create(this, type);
    }
}
