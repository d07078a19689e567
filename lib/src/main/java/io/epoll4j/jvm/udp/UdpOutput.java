package io.epoll4j.jvm.udp;

import static io.epoll4j.jvm.net.InetSocket.INET_BYTES;
import static io.epoll4j.jvm.net.Socket.SEND_SHUTDOWN;
import static io.epoll4j.sys.Errno.EAFNOSUPPORT;
import static io.epoll4j.sys.Errno.EDESTADDRREQ;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EMSGSIZE;
import static io.epoll4j.sys.Errno.ENETUNREACH;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.Errno.EPIPE;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_INET6;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;

import io.epoll4j.jvm.net.Address;
import io.epoll4j.jvm.net.Msg;
import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.Truesize;
import io.epoll4j.jvm.spi.Endpoint;
import org.jspecify.annotations.Nullable;

/// What a UDP socket sends, and where to (net/ipv4/udp.c, net/ipv6/udp.c): an IPv6 socket sends to
/// IPv4 addresses too, unless it is IPV6_V6ONLY. Any thread may use it.
final class UdpOutput {
    private static final int LONGEST = 65_535;
    private static final int LONGEST_PAYLOAD = LONGEST - 28;
    private static final int LONGEST_PAYLOAD6 = LONGEST - 8;

    private record Target(Address address, boolean fromV4, Endpoint endpoint) {}

    private record Route(Endpoint to, Endpoint source) {}

    private final UdpSocket socket;
    private volatile @Nullable Target lastTarget;
    private volatile @Nullable Route lastRoute;

    UdpOutput(UdpSocket socket) {
        this.socket = socket;
    }

    long send(Msg msg) {
        return socket.family == AF_INET6 ? send6(msg) : send4(msg);
    }

    /// `udp_sendmsg`
    private long send4(Msg msg) {
        int failure = check4(msg);
        if (failure != 0) {
            return failure;
        }
        Address target = msg.target;
        if (target == null) {
            Endpoint to = socket.remote;
            return to == null ? -EDESTADDRREQ : transmit(msg, to, LONGEST_PAYLOAD);
        }
        if (target.length() < INET_BYTES) {
            return -EINVAL;
        }
        // An address without a socket.family is an IPv4 one here.
        if (target.family() != AF_INET && !target.isUnspecified()) {
            return -EAFNOSUPPORT;
        }
        return sendNamed(msg, endpointOf(target), LONGEST_PAYLOAD);
    }

    private static int check4(Msg msg) {
        if (msg.iov.remaining() > LONGEST) {
            return -EMSGSIZE;
        }
        return msg.has(MSG_OOB) ? -EOPNOTSUPP : 0;
    }

    /// `udpv6_sendmsg`
    private long send6(Msg msg) {
        Address target = msg.target;
        if (target == null || target.isUnspecified()) {
            Endpoint to = socket.remote;
            if (to == null) {
                return -EDESTADDRREQ;
            }
            return to.isV4() ? sendMapped(msg, to) : transmit(msg, to, LONGEST_PAYLOAD6);
        }
        if (target.family() == AF_INET) {
            return socket.isV6Only() ? -ENETUNREACH : send4(msg);
        }
        if (socket.check(target) != 0) {
            return -EINVAL;
        }
        Endpoint to = endpointOf(target);
        return to.isV4() ? sendMapped(msg, to) : sendNamed(msg, to, LONGEST_PAYLOAD6);
    }

    /// To an IPv6 address that stands for an IPv4 one.
    private long sendMapped(Msg msg, Endpoint to) {
        int failure = socket.isV6Only() ? -ENETUNREACH : check4(msg);
        return failure != 0 ? failure : sendNamed(msg, to, LONGEST_PAYLOAD);
    }

    private long sendNamed(Msg msg, Endpoint to, int longest) {
        return to.port() == 0 ? -EINVAL : transmit(msg, to, longest);
    }

    /// Made once while programs send to the same address.
    private Endpoint endpointOf(Address target) {
        Target last = lastTarget;
        boolean fromV4 = socket.local.isV4();
        if (last == null || !last.address.equals(target) || last.fromV4 != fromV4) {
            last = new Target(target, fromV4, socket.target(target.endpoint()));
            lastTarget = last;
        }
        return last.endpoint;
    }

    /// Made once while the socket sends to the same endpoint. An IPv6 socket that was connected to
    /// an IPv6 address has no IPv4 one yet: to IPv4 it sends as if it had none, and hears no
    /// answer.
    private Endpoint sourceFor(Endpoint to) {
        Endpoint bound = socket.local;
        if (!bound.isAny() && bound.isV4() == to.isV4()) {
            return bound;
        }
        Route last = lastRoute;
        if (last == null || !last.to.equals(to) || last.source.port() != bound.port()) {
            last = new Route(to, socket.stack.sourceFor(to).withPort(bound.port()));
            lastRoute = last;
        }
        return last.source;
    }

    private long transmit(Msg msg, Endpoint to, int longest) {
        int failure = socket.route(to);
        if (failure != 0) {
            return failure;
        }
        if (msg.iov.remaining() > longest) {
            return -EMSGSIZE;
        }
        int length = (int) msg.iov.remaining();
        int truesize = Truesize.ofUdp(length);
        failure = socket.takeError();
        if (failure == 0 && (socket.shutdown & SEND_SHUTDOWN) != 0) {
            failure = -EPIPE;
        }
        if (failure != 0) {
            return failure;
        }
        Skb skb = socket.stack.skbs.take(length);
        skb.fill(msg.iov, length);
        Endpoint from = sourceFor(to);
        skb.truesize = truesize;
        skb.from = from;
        skb.kind = Skb.Kind.DATAGRAM;
        socket.writeSpace();
        socket.udp.send(skb, from, to);
        return length;
    }
}
