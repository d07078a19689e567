package io.epoll4j.jvm.net;

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

import io.epoll4j.jvm.Endpoint;
import io.epoll4j.jvm.IcmpError;
import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.jvm.Network;
import io.epoll4j.jvm.Packet;
import io.epoll4j.jvm.task.Core;
import io.epoll4j.jvm.tcp.TcpFlows;
import io.epoll4j.jvm.tcp.TcpFlows.End;
import io.epoll4j.jvm.tcp.TcpFlows.Flow;
import io.epoll4j.jvm.tcp.TcpRequests;
import io.epoll4j.jvm.tcp.TcpSegment;
import io.epoll4j.jvm.tcp.TcpSocket;
import io.epoll4j.jvm.udp.UdpDatagram;
import io.epoll4j.jvm.udp.UdpSocket;
import io.epoll4j.jvm.unix.UnixNames;
import io.epoll4j.jvm.unix.UnixSocket;

/// What all sockets of one kernel share. Any thread may use it.
public final class Stack {
    /// `NPROTO` and `SOCK_MAX` (include/linux/net.h)
    private static final int FAMILIES = 46;

    private static final int TYPES = 11;
    private static final int UDP_START = 14_000;
    private static final int PROTOCOLS = 263;
    private static final int SOCK_RAW = 3;

    /// The number of the one interface, `lo`.
    static final int LOOPBACK_INDEX = 1;

    public final Core core;
    public final Network network;
    public final Ports tcpPorts = new Ports(0);
    public final TcpFlows flows = new TcpFlows();
    public final Ports udpPorts = new Ports(UDP_START);
    private JvmKernel kernel;
    public final SkbPool skbs = new SkbPool();
    public final UnixNames unixNames = new UnixNames();

    @SuppressWarnings("NullAway.Init") // the kernel is told by itself
    public Stack(Core core, Network network) {
        this.core = core;
        this.network = network;
    }

    /// Says whose sockets these are, once, before there are any.
    public void serve(JvmKernel kernel) {
        this.kernel = kernel;
    }

    /// `sock_create`: whether there are sockets of this kind, 0 or `-errno`.
    public int check(int family, int type, int protocol) {
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
    public Socket create(int family, int type) {
        if (family == AF_UNIX) {
            return UnixSocket.create(this, type);
        }
        return type == SOCK_STREAM
                ? new TcpSocket(this, family, new SocketLock())
                : new UdpSocket(this, family);
    }

    /// Whether `address` is this kernel's: what goes there goes over the loopback.
    public boolean isLocal(Endpoint address) {
        return address.isLoopback() || network.isLocal(address);
    }

    /// Whether there is a way to `address`.
    boolean reaches(Endpoint address) {
        return isLocal(address) || network.reaches(address);
    }

    /// `ip_route_output_key`: the address, with port 0, from which `address` is reached.
    public Endpoint sourceFor(Endpoint address) {
        if (address.isLoopback()) {
            return address.withPort(0).toLoopback();
        }
        return isLocal(address) ? address.withPort(0) : network.sourceFor(address);
    }

    /// `secure_tcp_seq`: where the numbers of a connection begin. They go on with the time, a
    /// number each 64 ns, so that what is left of an older connection is not taken for this one's.
    public int initialSequence(Flow flow) {
        long ends = Ports.flow(flow.local(), flow.remote());
        return (int) (ends + (core.host.monotonicNanos() >> 6));
    }

    /// Hands a packet to the network. A kernel that crashed has none.
    public void transmit(Packet packet) {
        if (!core.hasCrashed()) {
            network.transmit(kernel, packet);
        }
    }

    /// Sends a datagram, which is taken over.
    public void send(Skb datagram, Endpoint from, Endpoint to) {
        if (isLocal(to)) {
            receiveDatagram(datagram, from, to);
            return;
        }
        UdpDatagram packet = new UdpDatagram(from, to, datagram.copy());
        skbs.give(datagram);
        transmit(packet);
    }

    private void receiveDatagram(Skb skb, Endpoint from, Endpoint to) {
        if (udpPorts.find(to, from) instanceof UdpSocket socket) {
            socket.arrived(skb);
            return;
        }
        skbs.give(skb);
        if (udpPorts.find(from, to) instanceof UdpSocket sender) {
            sender.refused();
        }
    }

    /// A datagram comes from another kernel.
    public void receive(UdpDatagram packet) {
        if (!takes(packet)) {
            return;
        }
        if (udpPorts.find(packet.target(), packet.source()) instanceof UdpSocket socket) {
            Skb skb = skbs.take(packet.length());
            skb.fill(packet.payload());
            skb.truesize = Truesize.ofUdp(packet.length());
            skb.from = packet.source();
            skb.kind = Skb.Kind.DATAGRAM;
            socket.arrived(skb);
        } else {
            transmit(packet.refusal(packet.target(), Packet.Unreachable.PORT)); // icmp_send
        }
    }

    /// `tcp_v4_rcv`
    public void receive(TcpSegment segment) {
        if (!takes(segment)) {
            return;
        }
        End end = flows.find(segment.target(), segment.source());
        if (end != null) {
            end.arrived(segment);
        } else if (!segment.isRequest() || !request(segment)) {
            refuse(segment);
        }
    }

    private boolean request(TcpSegment syn) {
        return tcpPorts.find(syn.target(), syn.source()) instanceof TcpSocket listener
                && TcpRequests.take(listener, syn);
    }

    /// `tcp_v4_send_reset`: there is no connection for this.
    public void refuse(TcpSegment segment) {
        if (!segment.has(Packet.RST)) {
            transmit(segment.reset());
        }
    }

    /// `icmp_unreach`: the socket that sent what was refused hears of it.
    public void receive(IcmpError error) {
        if (!takes(error)) {
            return;
        }
        Packet cause = error.cause();
        if (cause.protocol() == Packet.Protocol.TCP) {
            End end = flows.find(cause.source(), cause.target());
            if (end != null) {
                end.arrived(error);
            }
        } else if (error.unreachable() == Packet.Unreachable.PORT
                && udpPorts.find(cause.source(), cause.target()) instanceof UdpSocket sender) {
            sender.refused();
        }
    }

    /// Whether a packet is for this kernel, and anybody is there.
    private boolean takes(Packet packet) {
        return !core.hasCrashed() && isLocal(packet.target());
    }

    /// A request for a connection that goes over the loopback: to whoever listens at `syn.to`.
    /// False if nobody does.
    public boolean requestLocally(Skb syn, TcpSocket asker) {
        Endpoint to = syn.to;
        Endpoint from = syn.from;
        return to != null
                && from != null
                && tcpPorts.find(to, from) instanceof TcpSocket listener
                && TcpRequests.take(listener, syn, asker);
    }
}
