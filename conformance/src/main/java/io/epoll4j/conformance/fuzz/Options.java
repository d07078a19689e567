package io.epoll4j.conformance.fuzz;

import static io.epoll4j.sys.SocketFlags.*;

import java.util.List;

/// The socket options a program may read and set; each is known by its place in the table.
final class Options {
    /// What of an option can be compared.
    enum Use {
        /// All of it.
        PLAIN,
        /// That it is there: its value depends on the host or on time.
        OPAQUE,
        /// All of it, but setting it does to a connection what only Linux does, or needs rights.
        READ,
        /// That it is there, and it is not to be set.
        OPAQUE_READ
    }

    private record Option(String name, int level, int number, Use use) {}

    private static final List<Option> TABLE =
            List.of(
                    plain("SO_ERROR", SOL_SOCKET, SO_ERROR),
                    plain("SO_TYPE", SOL_SOCKET, SO_TYPE),
                    plain("SO_ACCEPTCONN", SOL_SOCKET, SO_ACCEPTCONN),
                    plain("SO_DOMAIN", SOL_SOCKET, SO_DOMAIN),
                    plain("SO_REUSEADDR", SOL_SOCKET, SO_REUSEADDR),
                    plain("SO_KEEPALIVE", SOL_SOCKET, SO_KEEPALIVE),
                    opaque("SO_SNDBUF", SOL_SOCKET, SO_SNDBUF),
                    opaque("SO_RCVBUF", SOL_SOCKET, SO_RCVBUF),
                    plain("SO_RCVLOWAT", SOL_SOCKET, SO_RCVLOWAT),
                    plain("SO_OOBINLINE", SOL_SOCKET, SO_OOBINLINE),
                    plain("TCP_NODELAY", IPPROTO_TCP, TCP_NODELAY),
                    plain("UNKNOWN", SOL_SOCKET, 9999),
                    plain("IPV6_V6ONLY", IPPROTO_IPV6, IPV6_V6ONLY),
                    plain("IPV6_UNICAST_HOPS", IPPROTO_IPV6, IPV6_UNICAST_HOPS),
                    plain("IP_TTL", IPPROTO_IP, IP_TTL),
                    plain("IP_TOS", IPPROTO_IP, IP_TOS),
                    plain("TCP_KEEPIDLE", IPPROTO_TCP, TCP_KEEPIDLE),
                    plain("TCP_USER_TIMEOUT", IPPROTO_TCP, TCP_USER_TIMEOUT),
                    plain("SO_REUSEPORT", SOL_SOCKET, SO_REUSEPORT),
                    read("SO_LINGER", SOL_SOCKET, SO_LINGER),
                    plain("SO_PROTOCOL", SOL_SOCKET, SO_PROTOCOL),
                    plain("SO_BROADCAST", SOL_SOCKET, SO_BROADCAST),
                    plain("SO_SNDLOWAT", SOL_SOCKET, SO_SNDLOWAT),
                    plain("SO_RCVTIMEO", SOL_SOCKET, SO_RCVTIMEO),
                    plain("SO_SNDTIMEO", SOL_SOCKET, SO_SNDTIMEO),
                    plain("SO_PRIORITY", SOL_SOCKET, SO_PRIORITY),
                    plain("SO_PEERCRED", SOL_SOCKET, SO_PEERCRED),
                    read("SO_PASSCRED", SOL_SOCKET, SO_PASSCRED),
                    read("SO_MARK", SOL_SOCKET, SO_MARK),
                    opaque("SO_INCOMING_CPU", SOL_SOCKET, SO_INCOMING_CPU),
                    read("SO_BUSY_POLL", SOL_SOCKET, SO_BUSY_POLL),
                    read("TCP_CORK", IPPROTO_TCP, TCP_CORK),
                    plain("TCP_KEEPINTVL", IPPROTO_TCP, TCP_KEEPINTVL),
                    plain("TCP_KEEPCNT", IPPROTO_TCP, TCP_KEEPCNT),
                    plain("TCP_SYNCNT", IPPROTO_TCP, TCP_SYNCNT),
                    read("TCP_LINGER2", IPPROTO_TCP, TCP_LINGER2),
                    read("TCP_DEFER_ACCEPT", IPPROTO_TCP, TCP_DEFER_ACCEPT),
                    read("TCP_NOTSENT_LOWAT", IPPROTO_TCP, TCP_NOTSENT_LOWAT),
                    opaque("TCP_MAXSEG", IPPROTO_TCP, TCP_MAXSEG),
                    plain("TCP_FASTOPEN", IPPROTO_TCP, TCP_FASTOPEN),
                    opaqueRead("TCP_QUICKACK", IPPROTO_TCP, TCP_QUICKACK),
                    opaqueRead("TCP_WINDOW_CLAMP", IPPROTO_TCP, TCP_WINDOW_CLAMP),
                    opaqueRead("TCP_INFO", IPPROTO_TCP, TCP_INFO),
                    opaqueRead("TCP_CONGESTION", IPPROTO_TCP, TCP_CONGESTION),
                    plain("IP_MTU_DISCOVER", IPPROTO_IP, IP_MTU_DISCOVER),
                    plain("IP_FREEBIND", IPPROTO_IP, IP_FREEBIND),
                    plain("IP_BIND_ADDRESS_NO_PORT", IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT),
                    plain("IP_MULTICAST_IF", IPPROTO_IP, IP_MULTICAST_IF),
                    plain("IP_MULTICAST_TTL", IPPROTO_IP, IP_MULTICAST_TTL),
                    plain("IP_MULTICAST_LOOP", IPPROTO_IP, IP_MULTICAST_LOOP),
                    plain("IPV6_MULTICAST_HOPS", IPPROTO_IPV6, IPV6_MULTICAST_HOPS),
                    plain("IPV6_MULTICAST_LOOP", IPPROTO_IPV6, IPV6_MULTICAST_LOOP),
                    plain("IPV6_MULTICAST_IF", IPPROTO_IPV6, IPV6_MULTICAST_IF),
                    plain("IPV6_MTU_DISCOVER", IPPROTO_IPV6, IPV6_MTU_DISCOVER),
                    plain("IPV6_TCLASS", IPPROTO_IPV6, IPV6_TCLASS),
                    plain("IPV6_FREEBIND", IPPROTO_IPV6, IPV6_FREEBIND),
                    plain("UDP_UNKNOWN", IPPROTO_UDP, 9999),
                    plain("UNKNOWN_LEVEL", 999, 1));

    private Options() {}

    private static Option plain(String name, int level, int number) {
        return new Option(name, level, number, Use.PLAIN);
    }

    private static Option opaque(String name, int level, int number) {
        return new Option(name, level, number, Use.OPAQUE);
    }

    private static Option read(String name, int level, int number) {
        return new Option(name, level, number, Use.READ);
    }

    private static Option opaqueRead(String name, int level, int number) {
        return new Option(name, level, number, Use.OPAQUE_READ);
    }

    static Object[] names() {
        Object[] pairs = new Object[2 * TABLE.size()];
        for (int i = 0; i < TABLE.size(); i++) {
            pairs[2 * i] = TABLE.get(i).name;
            pairs[2 * i + 1] = i;
        }
        return pairs;
    }

    static int count() {
        return TABLE.size();
    }

    private static Option at(int option) {
        return TABLE.get(Math.floorMod(option, TABLE.size()));
    }

    static boolean isBufferSize(int option) {
        return is(option, SOL_SOCKET, SO_SNDBUF) || is(option, SOL_SOCKET, SO_RCVBUF);
    }

    static boolean is(int option, int level, int number) {
        return at(option).level == level && at(option).number == number;
    }

    static Use use(int option) {
        return at(option).use;
    }

    static int level(int option) {
        return at(option).level;
    }

    static int name(int option) {
        return at(option).number;
    }
}
