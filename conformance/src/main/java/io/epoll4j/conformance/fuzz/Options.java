package io.epoll4j.conformance.fuzz;

import static io.epoll4j.sys.SocketFlags.*;

/// The socket options a program may read and set; each is known by its place in the table.
final class Options {
    private static final String[] NAMES = {
        "SO_ERROR", "SO_TYPE", "SO_ACCEPTCONN", "SO_DOMAIN", "SO_REUSEADDR", "SO_KEEPALIVE",
        "SO_SNDBUF", "SO_RCVBUF", "SO_RCVLOWAT", "SO_OOBINLINE", "TCP_NODELAY", "UNKNOWN",
        "IPV6_V6ONLY", "IPV6_UNICAST_HOPS", "IP_TTL", "IP_TOS", "TCP_KEEPIDLE", "TCP_USER_TIMEOUT",
        "SO_REUSEPORT", "SO_LINGER", "SO_PROTOCOL", "SO_BROADCAST", "SO_SNDLOWAT", "SO_RCVTIMEO"
    };
    private static final int[] LEVELS = {
        SOL_SOCKET, SOL_SOCKET, SOL_SOCKET, SOL_SOCKET, SOL_SOCKET, SOL_SOCKET,
        SOL_SOCKET, SOL_SOCKET, SOL_SOCKET, SOL_SOCKET, IPPROTO_TCP, SOL_SOCKET,
        IPPROTO_IPV6, IPPROTO_IPV6, IPPROTO_IP, IPPROTO_IP, IPPROTO_TCP, IPPROTO_TCP,
        SOL_SOCKET, SOL_SOCKET, SOL_SOCKET, SOL_SOCKET, SOL_SOCKET, SOL_SOCKET
    };
    private static final int[] OPTIONS = {
        SO_ERROR,
        SO_TYPE,
        SO_ACCEPTCONN,
        SO_DOMAIN,
        SO_REUSEADDR,
        SO_KEEPALIVE,
        SO_SNDBUF,
        SO_RCVBUF,
        SO_RCVLOWAT,
        SO_OOBINLINE,
        TCP_NODELAY,
        9999,
        IPV6_V6ONLY,
        IPV6_UNICAST_HOPS,
        IP_TTL,
        IP_TOS,
        TCP_KEEPIDLE,
        TCP_USER_TIMEOUT,
        SO_REUSEPORT,
        SO_LINGER,
        SO_PROTOCOL,
        SO_BROADCAST,
        SO_SNDLOWAT,
        20
    };

    private Options() {}

    static Object[] names() {
        Object[] pairs = new Object[2 * NAMES.length];
        for (int i = 0; i < NAMES.length; i++) {
            pairs[2 * i] = NAMES[i];
            pairs[2 * i + 1] = i;
        }
        return pairs;
    }

    static int count() {
        return NAMES.length;
    }

    static boolean isBufferSize(int option) {
        return name(option) == SO_SNDBUF || name(option) == SO_RCVBUF;
    }

    static int level(int option) {
        return LEVELS[Math.floorMod(option, LEVELS.length)];
    }

    static int name(int option) {
        return OPTIONS[Math.floorMod(option, OPTIONS.length)];
    }
}
