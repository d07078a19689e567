package io.epoll4j.sys;

/// The constants of sockets under their own names: `<sys/socket.h>`, `<netinet/in.h>`,
/// `<netinet/tcp.h>`. See [socket(7)](https://man7.org/linux/man-pages/man7/socket.7.html),
/// [tcp(7)](https://man7.org/linux/man-pages/man7/tcp.7.html),
/// [ip(7)](https://man7.org/linux/man-pages/man7/ip.7.html) and
/// [unix(7)](https://man7.org/linux/man-pages/man7/unix.7.html).
public final class SocketFlags {
    // address families
    public static final int AF_UNSPEC = 0;
    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;

    // socket types, and the flags that may be or-ed to them and to accept4
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_SEQPACKET = 5;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;

    // protocols, which are also the levels of their options
    public static final int IPPROTO_IP = 0;
    public static final int IPPROTO_TCP = 6;
    public static final int IPPROTO_UDP = 17;
    public static final int IPPROTO_IPV6 = 41;

    // options of SOL_SOCKET
    public static final int SOL_SOCKET = 1;
    public static final int SO_REUSEADDR = 2;
    public static final int SO_TYPE = 3;

    /// The pending error of a socket; reading it clears it.
    public static final int SO_ERROR = 4;

    public static final int SO_BROADCAST = 6;
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_KEEPALIVE = 9;
    public static final int SO_OOBINLINE = 10;
    public static final int SO_PRIORITY = 12;

    /// A `struct linger`: two ints, whether on, and for how many seconds. On with 0 seconds makes
    /// close(2) send a reset.
    public static final int SO_LINGER = 13;

    public static final int SO_REUSEPORT = 15;
    public static final int SO_PASSCRED = 16;

    /// Of a connected Unix socket: a `struct ucred`, three ints, the process, user and group at the
    /// other end. Only to be read.
    public static final int SO_PEERCRED = 17;

    public static final int SO_RCVLOWAT = 18;
    public static final int SO_SNDLOWAT = 19;

    /// How long a read waits, as a `struct timeval`: two longs, seconds and microseconds; zero for
    /// ever.
    public static final int SO_RCVTIMEO = 20;

    /// How long a write or connect waits, as [#SO_RCVTIMEO].
    public static final int SO_SNDTIMEO = 21;

    public static final int SO_ACCEPTCONN = 30;

    /// The firewall's mark of what the socket sends; needs CAP_NET_ADMIN or CAP_NET_RAW.
    public static final int SO_MARK = 36;

    public static final int SO_PROTOCOL = 38;
    public static final int SO_DOMAIN = 39;

    /// Where the next MSG_PEEK begins to look; negative for the first byte.
    public static final int SO_PEEK_OFF = 42;

    /// For how many microseconds a read polls the device before it sleeps.
    public static final int SO_BUSY_POLL = 46;

    public static final int SO_INCOMING_CPU = 49;
    public static final int SO_INCOMING_NAPI_ID = 56;

    /// Whether MSG_ZEROCOPY may be asked for.
    public static final int SO_ZEROCOPY = 60;

    public static final int SO_PREFER_BUSY_POLL = 69;
    public static final int SO_BUSY_POLL_BUDGET = 70;

    // options of IPPROTO_TCP
    public static final int TCP_NODELAY = 1;
    public static final int TCP_MAXSEG = 2;
    public static final int TCP_CORK = 3;
    public static final int TCP_KEEPIDLE = 4;
    public static final int TCP_KEEPINTVL = 5;
    public static final int TCP_KEEPCNT = 6;
    public static final int TCP_SYNCNT = 7;
    public static final int TCP_LINGER2 = 8;
    public static final int TCP_DEFER_ACCEPT = 9;

    /// The largest window that the receiver announces, in bytes.
    public static final int TCP_WINDOW_CLAMP = 10;

    /// A `struct tcp_info`; its first byte is the state. Only to be read.
    public static final int TCP_INFO = 11;

    public static final int TCP_QUICKACK = 12;

    /// The name of the algorithm against congestion, such as `cubic`.
    public static final int TCP_CONGESTION = 13;

    public static final int TCP_USER_TIMEOUT = 18;

    /// Of a listener: how many connections may wait that carry data in their first packet.
    public static final int TCP_FASTOPEN = 23;

    public static final int TCP_NOTSENT_LOWAT = 25;
    public static final int TCP_FASTOPEN_CONNECT = 30;

    // options of IPPROTO_IP and IPPROTO_IPV6
    public static final int IP_TOS = 1;
    public static final int IP_TTL = 2;

    /// Whether datagrams may be taken to pieces on their way: 0 to 5.
    public static final int IP_MTU_DISCOVER = 10;

    /// Whether errors of what was sent are kept, to be read with MSG_ERRQUEUE.
    public static final int IP_RECVERR = 11;

    /// Of a connected socket: the largest packet on its way, in bytes. Only to be read.
    public static final int IP_MTU = 14;

    /// Whether the socket may be bound to an address that this host does not have.
    public static final int IP_FREEBIND = 15;

    /// Whether a bind to port 0 leaves the choice of the port to connect.
    public static final int IP_BIND_ADDRESS_NO_PORT = 24;

    /// The address of the interface that multicast goes out by.
    public static final int IP_MULTICAST_IF = 32;

    /// How far multicast goes: 0 to 255, 1 unless set.
    public static final int IP_MULTICAST_TTL = 33;

    /// Whether multicast comes back to the host that sent it.
    public static final int IP_MULTICAST_LOOP = 34;

    /// Joins a group: `struct ip_mreq`, the group's address and that of an interface, or `struct
    /// ip_mreqn`, an interface's number behind them.
    public static final int IP_ADD_MEMBERSHIP = 35;

    /// Leaves a group.
    public static final int IP_DROP_MEMBERSHIP = 36;

    /// Whether a socket bound to "any" hears groups that others of the host have joined.
    public static final int IP_MULTICAST_ALL = 49;

    public static final int IPV6_UNICAST_HOPS = 16;
    public static final int IPV6_MULTICAST_IF = 17;
    public static final int IPV6_MULTICAST_HOPS = 18;
    public static final int IPV6_MULTICAST_LOOP = 19;

    /// Joins a group: `struct ipv6_mreq`, the group's address and the interface's number.
    public static final int IPV6_JOIN_GROUP = 20;

    /// Leaves a group.
    public static final int IPV6_LEAVE_GROUP = 21;

    public static final int IPV6_MTU_DISCOVER = 23;

    /// As [#IP_RECVERR].
    public static final int IPV6_RECVERR = 25;

    /// Whether an IPv6 socket refuses IPv4.
    public static final int IPV6_V6ONLY = 26;

    /// The traffic class, as [#IP_TOS] for IPv4.
    public static final int IPV6_TCLASS = 67;

    /// As [#IP_FREEBIND].
    public static final int IPV6_FREEBIND = 78;

    // flags of recv and send
    public static final int MSG_OOB = 0x1;
    public static final int MSG_PEEK = 0x2;
    public static final int MSG_DONTROUTE = 0x4;

    /// In a received message's flags: passed descriptors did not fit and were closed.
    public static final int MSG_CTRUNC = 0x8;

    /// Answer the real length of a datagram; in a received message's flags: it was cut off.
    public static final int MSG_TRUNC = 0x20;

    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_EOR = 0x80;
    public static final int MSG_WAITALL = 0x100;

    /// Take what waits in the queue of errors: `-EAGAIN` at once if there is nothing.
    public static final int MSG_ERRQUEUE = 0x2000;

    public static final int MSG_NOSIGNAL = 0x4000;
    public static final int MSG_MORE = 0x8000;

    /// For recvmmsg: do not wait once a message was received.
    public static final int MSG_WAITFORONE = 0x10000;

    public static final int MSG_FASTOPEN = 0x2000_0000;

    /// Received descriptors get FD_CLOEXEC.
    public static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

    /// The kind of control message, at level SOL_SOCKET, that passes descriptors.
    public static final int SCM_RIGHTS = 1;

    // shutdown(2)
    public static final int SHUT_RD = 0;
    public static final int SHUT_WR = 1;
    public static final int SHUT_RDWR = 2;

    /// The longest backlog listen(2) grants, unless the administrator says otherwise.
    public static final int SOMAXCONN = 4096;

    private SocketFlags() {}
}
