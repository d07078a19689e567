package io.epoll4j.jvm.net;

import static io.epoll4j.sys.Errno.EADDRINUSE;
import static io.epoll4j.sys.Errno.EADDRNOTAVAIL;
import static io.epoll4j.sys.Errno.EAFNOSUPPORT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENETUNREACH;
import static io.epoll4j.sys.Errno.ENOPROTOOPT;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_INET6;
import static io.epoll4j.sys.SocketFlags.IPPROTO_IP;
import static io.epoll4j.sys.SocketFlags.IPPROTO_IPV6;
import static io.epoll4j.sys.SocketFlags.IP_BIND_ADDRESS_NO_PORT;
import static io.epoll4j.sys.SocketFlags.IP_FREEBIND;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;

import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.spi.Packet;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What TCP and UDP sockets have in common: `struct inet_sock` (net/ipv4/af_inet.c).
public abstract class InetSocket extends Socket {
    public static final int INET_BYTES = 16;
    private static final int INET6_BYTES = 24;

    /// `lock_sock`: guards the socket. Both ends of a connection over the loopback have the same.
    public final SocketLock lock;

    public final Ports ports;

    /// Where it is bound or sends from; the port is 0 while it has none. Written by [Ports].
    public volatile Endpoint local;

    /// Where it is connected to, or null.
    public volatile @Nullable Endpoint remote;

    /// `inet_num`: whether it holds a port. Written by [Ports].
    volatile boolean bound;

    /// `SOCK_BINDADDR_LOCK`, `SOCK_BINDPORT_LOCK`: what the program chose itself by bind.
    public boolean addressChosen;

    public boolean portChosen;
    public final InetOptions inetOptions;

    public InetSocket(
            Stack stack, int family, int type, int protocol, Ports ports, SocketLock lock) {
        super(stack, family, type, protocol);
        this.ports = ports;
        this.lock = lock;
        this.inetOptions = new InetOptions();
        this.local = anyAddress();
    }

    final boolean isStream() {
        return type == SOCK_STREAM;
    }

    public final boolean isV6Only() {
        return inetOptions.v6Only;
    }

    /// What an accepted socket has of its listener.
    public final void inherit(InetSocket listener) {
        options.inherit(listener.options);
        inetOptions.inherit(listener.inetOptions);
    }

    /// What a socket has before it has an address.
    public final Endpoint anyAddress() {
        return family == AF_INET ? Endpoint.ANY4 : Endpoint.ANY6;
    }

    /// `inet_bind`
    @Override
    public int bind(Address wanted) {
        if (wanted.length() < shortest()) {
            return -EINVAL;
        }
        if (wanted.family() != family && !isOldAny(wanted)) {
            return -EAFNOSUPPORT;
        }
        Endpoint at = wanted.endpoint();
        if (!at.isAny() && !stack.isLocal(at) && !inetOptions.v4.isOn(IP_FREEBIND)) {
            return -EADDRNOTAVAIL;
        }
        lock.lock();
        try {
            if (state != SocketState.CLOSE || bound) {
                return -EINVAL;
            }
            if (at.isV4() && isV6Only()) {
                return -EINVAL;
            }
            boolean before = isV6Only();
            if (!at.isV4() && !at.isAny()) {
                inetOptions.v6Only = true; // as Linux does, without a word
            }
            if (at.port() == 0 && inetOptions.v4.isOn(IP_BIND_ADDRESS_NO_PORT)) {
                local = at;
            } else if (!ports.take(this, at, 0)) {
                inetOptions.v6Only = before;
                return -EADDRINUSE;
            }
            addressChosen = !at.isAny();
            portChosen = at.port() != 0;
            return 0;
        } finally {
            lock.unlock();
        }
    }

    /// Old programs leave the family out of `0.0.0.0`, and are let.
    private boolean isOldAny(Address wanted) {
        return family == AF_INET && wanted.isUnspecified() && wanted.endpoint().isAny();
    }

    /// Whether an address of this family can be connected or sent to: 0, or `-errno`.
    public final int check(Address target) {
        if (target.length() < shortest()) {
            return -EINVAL;
        }
        return target.family() == family ? 0 : -EAFNOSUPPORT;
    }

    /// Where a connection to `to` goes: "any" stands for the loopback, IPv4's if that is the family
    /// of the socket's own address.
    public final Endpoint target(Endpoint to) {
        if (!to.isAny()) {
            return to;
        }
        return local.isV4() ? Endpoint.ANY4.withPort(to.port()).toLoopback() : to.toLoopback();
    }

    /// Whether there is a way to `to`: 0 or `-errno`. A socket whose address is an IPv4 one by now
    /// sends nothing to IPv6 (`ip6_dst_lookup_tail`), one that is IPV6_V6ONLY nothing to IPv4.
    public final int route(Endpoint to) {
        boolean foreign = to.isV4() && isV6Only();
        if (foreign || !stack.reaches(to)) {
            return -ENETUNREACH;
        }
        return local.isV4() && !to.isV4() ? -EAFNOSUPPORT : 0;
    }

    private int shortest() {
        return family == AF_INET ? INET_BYTES : INET6_BYTES;
    }

    /// `inet_autobind`: false if all ports are taken.
    public final boolean bindAutomatically() {
        return bindAutomatically(0);
    }

    /// The same for a connection to port `avoided`.
    public final boolean bindAutomatically(int avoided) {
        return bound || ports.take(this, local.withPort(0), avoided);
    }

    /// Whether an address bound as `mine`, which is "any", takes what comes to `address` too.
    public final boolean covers(Endpoint mine, Endpoint address) {
        return mine.isV4() ? address.isV4() : !isV6Only() || !address.isV4();
    }

    /// How well the socket fits a packet to `to` from `from`: 0 if not at all.
    int score(Endpoint to, Endpoint from) {
        if (!accepts()) {
            return 0;
        }
        Endpoint mine = local;
        int score = 1;
        if (!mine.isAny()) {
            if (!mine.sameAddress(to)) {
                return 0;
            }
            score += 2;
        } else if (!covers(mine, to)) {
            return 0;
        }
        Endpoint peer = remote;
        return peer == null ? score : hears(peer, from) ? score + 4 : 0;
    }

    /// A socket connected to port 0 hears all ports.
    private static boolean hears(Endpoint peer, Endpoint from) {
        return peer.sameAddress(from) && (peer.port() == 0 || peer.port() == from.port());
    }

    /// `sk_backlog_rcv`: takes a packet that [SocketLock#deliver] was given. Called with the lock
    /// held.
    protected void takeBacklog(Packet packet) {}

    /// Whether packets may be for this socket at all.
    public abstract boolean accepts();

    @Override
    public Address localAddress() {
        return Address.of(local, family);
    }

    /// `inet_getname`: a peer without a port is none.
    @Override
    public @Nullable Address peerAddress() {
        Endpoint peer = remote;
        return peer == null || peer.port() == 0 ? null : Address.of(peer, family);
    }

    @Override
    public int setOption(int level, int option, MemorySegment value) {
        return level == IPPROTO_IPV6 && family == AF_INET6
                ? Ip6Level.set(this, option, value)
                : level == IPPROTO_IP ? IpLevel.set(this, option, value) : -ENOPROTOOPT;
    }

    /// `ip_getsockopt`, `ipv6_getsockopt`: they differ in what they say to a foreign level.
    @Override
    public int getOption(int level, int option, MemorySegment into) {
        if (level == IPPROTO_IPV6 && family == AF_INET6) {
            return Ip6Level.get(this, option, into);
        }
        if (level != IPPROTO_IP) {
            return family == AF_INET ? -EOPNOTSUPP : -ENOPROTOOPT;
        }
        return IpLevel.get(this, option, into);
    }
}
