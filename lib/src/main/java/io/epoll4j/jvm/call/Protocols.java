package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.EAFNOSUPPORT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EPROTONOSUPPORT;
import static io.epoll4j.sys.Errno.ESOCKTNOSUPPORT;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_INET6;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.IPPROTO_TCP;
import static io.epoll4j.sys.SocketFlags.IPPROTO_UDP;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_SEQPACKET;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;

import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.Stack;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.jvm.spi.Packet.Unreachable;
import io.epoll4j.jvm.tcp.Tcp;
import io.epoll4j.jvm.udp.Udp;
import io.epoll4j.jvm.unix.Unix;

/// The kinds of sockets that one kernel has, and who takes what the network brings (`net_families`,
/// net/socket.c; `inet_protos`, net/ipv4/protocol.c). Any thread may use it.
public final class Protocols {
    /// `NPROTO` and `SOCK_MAX` (include/linux/net.h)
    private static final int FAMILIES = 46;

    private static final int TYPES = 11;
    private static final int PROTOCOLS = 263;
    private static final int SOCK_RAW = 3;

    private final Stack stack;
    private final Tcp tcp;
    private final Udp udp;
    private final Unix unix;

    /// All of them, over `stack`.
    public Protocols(Stack stack) {
        this.stack = stack;
        this.tcp = new Tcp(stack);
        this.udp = new Udp(stack);
        this.unix = new Unix(stack);
    }

    /// Unix sockets, and the names of files that they have.
    public Unix unix() {
        return unix;
    }

    /// `sock_create`: whether there are sockets of this kind, 0 or `-errno`.
    int check(int family, int type, int protocol) {
        if (family < 0 || family >= FAMILIES) {
            return -EAFNOSUPPORT;
        }
        if (type < 0 || type >= TYPES) {
            return -EINVAL;
        }
        return switch (family) {
            case AF_UNIX -> checkUnix(type, protocol);
            case AF_INET, AF_INET6 -> checkInet(type, protocol);
            default -> -EAFNOSUPPORT;
        };
    }

    private static int checkUnix(int type, int protocol) {
        if (protocol != 0 && protocol != AF_UNIX) {
            return -EPROTONOSUPPORT;
        }
        return switch (type) {
            case SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_RAW -> 0;
            default -> -ESOCKTNOSUPPORT;
        };
    }

    private static int checkInet(int type, int protocol) {
        if (protocol < 0 || protocol >= PROTOCOLS) {
            return -EINVAL;
        }
        return switch (type) {
            case SOCK_STREAM -> protocol == 0 || protocol == IPPROTO_TCP ? 0 : -EPROTONOSUPPORT;
            case SOCK_DGRAM -> protocol == 0 || protocol == IPPROTO_UDP ? 0 : -EPROTONOSUPPORT;
            case SOCK_RAW -> -EPROTONOSUPPORT;
            default -> -ESOCKTNOSUPPORT;
        };
    }

    /// A socket of a kind that was checked.
    Socket create(int family, int type) {
        if (family == AF_UNIX) {
            return unix.create(type);
        }
        return type == SOCK_STREAM ? tcp.create(family) : udp.create(family);
    }

    /// `ip_local_deliver`: a packet comes from another kernel, and is nobody's if it is not for
    /// this one.
    public void receive(Packet packet) {
        if (!stack.takes(packet)) {
            return;
        }
        switch (packet.protocol()) {
            case TCP -> tcp.receive(packet);
            case UDP -> udp.receive(packet);
            case ICMP -> unreachable(packet);
        }
    }

    /// `icmp_unreach`: the socket that sent what was refused hears of it.
    private void unreachable(Packet error) {
        Packet cause = error.cause();
        Unreachable why = error.unreachable();
        if (cause == null || why == null) {
            return;
        }
        switch (cause.protocol()) {
            case TCP -> tcp.unreachable(error, cause);
            case UDP -> udp.unreachable(cause, why);
            case ICMP -> {} // none is answered to those
        }
    }
}
