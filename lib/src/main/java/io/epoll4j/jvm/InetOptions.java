package io.epoll4j.jvm;

import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOPROTOOPT;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_INET6;
import static io.epoll4j.sys.SocketFlags.IPPROTO_IP;
import static io.epoll4j.sys.SocketFlags.IPPROTO_IPV6;
import static io.epoll4j.sys.SocketFlags.IPV6_UNICAST_HOPS;
import static io.epoll4j.sys.SocketFlags.IPV6_V6ONLY;
import static io.epoll4j.sys.SocketFlags.IP_TOS;
import static io.epoll4j.sys.SocketFlags.IP_TTL;

/// The options of levels IPPROTO_IP and IPPROTO_IPV6 of one socket (net/ipv4/ip_sockglue.c,
/// net/ipv6/ipv6_sockglue.c). An IPv6 socket has both. Any thread may use it.
final class InetOptions {
    private static final int DEFAULT_TTL = 64;
    private static final int MOST_TTL = 255;

    /// `INET_ECN_MASK`
    private static final int CONGESTION_BITS = 3;

    private final int family;
    private final boolean stream;

    /// `sk_ipv6only`
    volatile boolean v6Only;

    private volatile int ttl = DEFAULT_TTL;
    private volatile int tos;
    private volatile int hops = DEFAULT_TTL;

    InetOptions(int family, boolean stream) {
        this.family = family;
        this.stream = stream;
    }

    /// What an accepted socket has of its listener.
    void inherit(InetOptions listener) {
        v6Only = listener.v6Only;
        ttl = listener.ttl;
        tos = listener.tos;
        hops = listener.hops;
    }

    /// `bound` tells whether the socket holds a port.
    int set(int level, int option, int value, boolean bound) {
        if (level == IPPROTO_IPV6 && family == AF_INET6) {
            return set6(option, value, bound);
        }
        return level == IPPROTO_IP ? set4(option, value) : -ENOPROTOOPT;
    }

    /// `do_ipv6_setsockopt`
    private int set6(int option, int value, boolean bound) {
        switch (option) {
            case IPV6_V6ONLY -> {
                if (bound) {
                    return -EINVAL;
                }
                v6Only = value != 0;
            }
            case IPV6_UNICAST_HOPS -> {
                if (value < -1 || value > MOST_TTL) {
                    return -EINVAL;
                }
                hops = value == -1 ? DEFAULT_TTL : value;
            }
            default -> {
                return -ENOPROTOOPT;
            }
        }
        return 0;
    }

    /// `do_ip_setsockopt`
    private int set4(int option, int value) {
        switch (option) {
            case IP_TTL -> {
                if (value != -1 && (value < 1 || value > MOST_TTL)) {
                    return -EINVAL;
                }
                ttl = value == -1 ? DEFAULT_TTL : value;
            }
            case IP_TOS -> setTos(value & 0xFF);
            default -> {
                return -ENOPROTOOPT;
            }
        }
        return 0;
    }

    /// `__ip_sock_set_tos`: the bits of congestion are TCP's own.
    private void setTos(int value) {
        int kept = stream ? CONGESTION_BITS : 0;
        tos = (value & ~kept) | (tos & kept);
    }

    /// `do_ip_getsockopt`, `do_ipv6_getsockopt`: they differ in what they say to a foreign level.
    long get(int level, int option) {
        if (level == IPPROTO_IPV6 && family == AF_INET6) {
            return switch (option) {
                case IPV6_V6ONLY -> v6Only ? 1 : 0;
                case IPV6_UNICAST_HOPS -> hops;
                default -> -ENOPROTOOPT;
            };
        }
        if (level != IPPROTO_IP) {
            return family == AF_INET ? -EOPNOTSUPP : -ENOPROTOOPT;
        }
        return switch (option) {
            case IP_TTL -> ttl;
            case IP_TOS -> tos;
            default -> -ENOPROTOOPT;
        };
    }
}
