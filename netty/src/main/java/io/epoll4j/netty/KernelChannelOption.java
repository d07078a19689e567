package io.epoll4j.netty;

import io.netty.channel.ChannelOption;
import io.netty.channel.unix.UnixChannelOption;

/// The options of Linux that Netty's [ChannelOption] lacks.
///
/// Where Netty's epoll transport has an option, this is the same object: `ChannelOption`s are one
/// for each name. A program that sets `EpollChannelOption.TCP_CORK` goes on as it is.
public final class KernelChannelOption {
    /// Hold back short segments; see [tcp(7)](https://man7.org/linux/man-pages/man7/tcp.7.html) for
    /// all those of TCP.
    public static final ChannelOption<Boolean> TCP_CORK = epoll("TCP_CORK");

    /// Tell of room to write only below so many unsent bytes, 0 to 4,294,967,295.
    public static final ChannelOption<Long> TCP_NOTSENT_LOWAT = epoll("TCP_NOTSENT_LOWAT");

    /// After how many idle seconds keep-alive probes begin.
    public static final ChannelOption<Integer> TCP_KEEPIDLE = epoll("TCP_KEEPIDLE");

    /// Seconds between keep-alive probes.
    public static final ChannelOption<Integer> TCP_KEEPINTVL = epoll("TCP_KEEPINTVL");

    /// How many keep-alive probes without an answer end the connection.
    public static final ChannelOption<Integer> TCP_KEEPCNT = epoll("TCP_KEEPCNT");

    /// After how many milliseconds without acknowledgement the connection ends; 0 for the system's.
    public static final ChannelOption<Integer> TCP_USER_TIMEOUT = epoll("TCP_USER_TIMEOUT");

    /// For how many seconds a listener may wait for the first bytes before it accepts.
    public static final ChannelOption<Integer> TCP_DEFER_ACCEPT = epoll("TCP_DEFER_ACCEPT");

    /// Acknowledge at once.
    public static final ChannelOption<Boolean> TCP_QUICKACK = epoll("TCP_QUICKACK");

    /// For how many microseconds a read polls the device before it sleeps.
    public static final ChannelOption<Integer> SO_BUSY_POLL = epoll("SO_BUSY_POLL");

    /// Several sockets share a port, and the kernel shares out what comes.
    public static final ChannelOption<Boolean> SO_REUSEPORT = UnixChannelOption.SO_REUSEPORT;

    /// Bind to an address that this host does not have.
    public static final ChannelOption<Boolean> IP_FREEBIND = ChannelOption.valueOf("IP_FREEBIND");

    /// Leave the choice of the port to connect, when bound to port 0.
    public static final ChannelOption<Boolean> IP_BIND_ADDRESS_NO_PORT =
            ChannelOption.valueOf("IP_BIND_ADDRESS_NO_PORT");

    /// Hear multicast that others on this host have asked for.
    public static final ChannelOption<Boolean> IP_MULTICAST_ALL =
            ChannelOption.valueOf("IP_MULTICAST_ALL");

    /// Bind to, and accept for, any address: a transparent proxy's. Needs CAP_NET_ADMIN.
    public static final ChannelOption<Boolean> IP_TRANSPARENT =
            ChannelOption.valueOf("IP_TRANSPARENT");

    /// Of a datagram channel: receive several datagrams with one recvmmsg, each of at most so many
    /// bytes, into one buffer of the receive allocator's. 0, as it is unless set: one by one.
    public static final ChannelOption<Integer> MAX_DATAGRAM_PAYLOAD_SIZE =
            ChannelOption.valueOf("MAX_DATAGRAM_PAYLOAD_SIZE");

    /// Of a listener whose socket several loops have registered, each through a duplicate of its
    /// descriptor: one of them is woken for a connection, not all (EPOLLEXCLUSIVE). Set it before
    /// the channel is registered.
    public static final ChannelOption<Boolean> EPOLL_EXCLUSIVE =
            ChannelOption.valueOf(KernelChannelOption.class, "EPOLL_EXCLUSIVE");

    private KernelChannelOption() {}

    private static <T> ChannelOption<T> epoll(String name) {
        return ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#" + name);
    }
}
