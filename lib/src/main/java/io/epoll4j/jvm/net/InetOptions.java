package io.epoll4j.jvm.net;

import static io.epoll4j.sys.SocketFlags.IPV6_UNICAST_HOPS;
import static io.epoll4j.sys.SocketFlags.IP_TTL;

import io.epoll4j.jvm.spi.Endpoint;

/// What the options of levels IPPROTO_IP and IPPROTO_IPV6 of one socket have come to: `struct
/// inet_sock`, `struct ipv6_pinfo`. An IPv6 socket has both. [IpLevel] and [Ip6Level] set and tell
/// them. Any thread may use it.
public final class InetOptions {
    /// `net.ipv4.ip_default_ttl`
    public static final int DEFAULT_HOPS = 64;

    private static final int DEFAULT_MULTICAST_HOPS = 1;

    /// `sk_ipv6only`
    volatile boolean v6Only;

    /// `mc_ttl`, `mcast_hops` of a connection that was accepted: with how many hops to go the last
    /// packet of the handshake came; 0 in all others.
    private volatile byte arrivedHops;

    private volatile boolean arrivedByV4;

    final OptionStore v4 = new OptionStore();
    final OptionStore v6 = new OptionStore();

    /// Takes down how the handshake came (`tcp_v4_syn_recv_sock`, `tcp_v6_syn_recv_sock`).
    public void arrivedWith(int hops, boolean v4) {
        arrivedByV4 = v4;
        arrivedHops = (byte) hops;
    }

    /// The same for IPv4, which a connection by IPv6 says nothing of.
    int multicastTtl() {
        return arrivedByV4 ? multicastHops() : DEFAULT_MULTICAST_HOPS;
    }

    /// How far multicast goes unless that was set: Linux takes what a handshake came with.
    int multicastHops() {
        return arrivedHops == 0 ? DEFAULT_MULTICAST_HOPS : Byte.toUnsignedInt(arrivedHops);
    }

    /// `mcast_oif`, unless that was set.
    int multicastInterface() {
        return arrivedHops == 0 ? 0 : Stack.LOOPBACK_INDEX;
    }

    /// How far what is sent to `to` goes.
    public int unicastHops(Endpoint to) {
        return to.isV4() ? v4.get(IP_TTL, DEFAULT_HOPS) : v6.get(IPV6_UNICAST_HOPS, DEFAULT_HOPS);
    }

    /// What an accepted socket has of its listener.
    void inherit(InetOptions listener) {
        v6Only = listener.v6Only;
        v4.inherit(listener.v4);
        v6.inherit(listener.v6);
    }
}
