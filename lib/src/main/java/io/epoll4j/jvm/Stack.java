package io.epoll4j.jvm;

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

import java.util.concurrent.locks.ReentrantLock;

/// What all sockets of one kernel share. Any thread may use it.
final class Stack {
    /// `NPROTO` and `SOCK_MAX` (include/linux/net.h)
    private static final int FAMILIES = 46;

    private static final int TYPES = 11;
    private static final int UDP_START = 14_000;
    private static final int PROTOCOLS = 263;
    private static final int SOCK_RAW = 3;

    /// The number of the one interface, `lo`.
    static final int LOOPBACK_INDEX = 1;

    final Core core;
    final Network network;
    final Ports tcpPorts = new Ports(0);
    final Ports udpPorts = new Ports(UDP_START);
    private JvmKernel kernel;
    final SkbPool skbs = new SkbPool();
    final UnixNames unixNames = new UnixNames();

    @SuppressWarnings("NullAway.Init") // the kernel is told by itself
    Stack(Core core, Network network) {
        this.core = core;
        this.network = network;
    }

    /// Says whose sockets these are, once, before there are any.
    void serve(JvmKernel kernel) {
        this.kernel = kernel;
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
            return UnixSocket.create(this, type);
        }
        return type == SOCK_STREAM
                ? new TcpSocket(this, family, new ReentrantLock())
                : new UdpSocket(this, family);
    }

    /// Hands a packet to the network.
    void transmit(Skb skb) {
        if (!core.hasCrashed()) {
            network.transmit(kernel, skb);
        }
    }

    /// A packet comes in: to the far end of its connection, or to whoever holds its port.
    void receive(Skb skb) {
        if (core.hasCrashed()) {
            return;
        }
        TcpSocket receiver = skb.receiver;
        if (receiver != null) {
            TcpInput.arrived(receiver, skb);
        } else if (skb.kind == Skb.Kind.DATAGRAM) {
            receiveDatagram(skb);
        } else if (skb.kind == Skb.Kind.SYN) {
            receiveRequest(skb);
        } else {
            skbs.give(skb);
        }
    }

    private void receiveDatagram(Skb skb) {
        if (udpPorts.find(skb.target(), skb.source()) instanceof UdpSocket socket) {
            socket.arrived(skb);
            return;
        }
        InetSocket sender = skb.sender;
        InetSocket told = sender == null ? null : sender.ports.find(skb.source(), skb.target());
        skbs.give(skb);
        if (told instanceof UdpSocket socket) {
            socket.refused();
        }
    }

    private void receiveRequest(Skb syn) {
        boolean taken =
                tcpPorts.find(syn.target(), syn.source()) instanceof TcpSocket listener
                        && TcpInput.request(listener, syn);
        if (!taken && syn.sender instanceof TcpSocket asker) {
            Skb refusal = skbs.take(0);
            refusal.kind = Skb.Kind.RESET;
            refusal.from = syn.to;
            refusal.to = syn.from;
            refusal.sender = asker;
            refusal.receiver = asker;
            transmit(refusal);
        }
        skbs.give(syn);
    }
}
