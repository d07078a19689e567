package io.epoll4j.jvm.net;

import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENODEV;
import static io.epoll4j.sys.Errno.ENOPROTOOPT;
import static io.epoll4j.sys.SocketFlags.IPV6_FREEBIND;
import static io.epoll4j.sys.SocketFlags.IPV6_MTU_DISCOVER;
import static io.epoll4j.sys.SocketFlags.IPV6_MULTICAST_HOPS;
import static io.epoll4j.sys.SocketFlags.IPV6_MULTICAST_IF;
import static io.epoll4j.sys.SocketFlags.IPV6_MULTICAST_LOOP;
import static io.epoll4j.sys.SocketFlags.IPV6_TCLASS;
import static io.epoll4j.sys.SocketFlags.IPV6_UNICAST_HOPS;
import static io.epoll4j.sys.SocketFlags.IPV6_V6ONLY;
import static io.epoll4j.sys.SocketFlags.IP_FREEBIND;

import java.lang.foreign.MemorySegment;

/// setsockopt(2) and getsockopt(2) of level IPPROTO_IPV6 (`do_ipv6_setsockopt`,
/// `do_ipv6_getsockopt`, net/ipv6/ipv6_sockglue.c).
final class Ip6Level {
    private static final int DEFAULT_HOPS = 64;
    private static final int MOST = 255;

    /// `IPV6_PMTUDISC_OMIT`, `IPV6_PMTUDISC_WANT`
    private static final int LAST_DISCOVERY = 5;

    private static final int DEFAULT_DISCOVERY = 1;

    private Ip6Level() {}

    /// Sets an option; 0 or `-errno`.
    static int set(InetSocket socket, int option, MemorySegment value) {
        if (!isKnown(socket, option)) {
            return -ENOPROTOOPT;
        }
        if (!OptionValues.holdsInt(value)) {
            return -EINVAL;
        }
        int number = OptionValues.intAt(value, 0);
        OptionStore kept = socket.inetOptions.v6;
        return switch (option) {
            case IPV6_V6ONLY -> setV6Only(socket, number != 0);
            case IPV6_UNICAST_HOPS -> keepByte(kept, option, number, DEFAULT_HOPS);
            case IPV6_MULTICAST_HOPS -> keepByte(kept, option, number, 1);
            case IPV6_TCLASS -> setTrafficClass(socket, number);
            case IPV6_MULTICAST_LOOP ->
                    number == 0 || number == 1 ? kept.keep(option, number) : -EINVAL;
            case IPV6_MULTICAST_IF ->
                    number == 0 || number == Stack.LOOPBACK_INDEX
                            ? kept.keep(option, number)
                            : -ENODEV;
            case IPV6_MTU_DISCOVER ->
                    number >= 0 && number <= LAST_DISCOVERY ? kept.keep(option, number) : -EINVAL;
            case IPV6_FREEBIND -> socket.inetOptions.v4.keep(IP_FREEBIND, number == 0 ? 0 : 1);
            default -> -ENOPROTOOPT;
        };
    }

    private static boolean isKnown(InetSocket socket, int option) {
        return switch (option) {
            case IPV6_MULTICAST_HOPS, IPV6_MULTICAST_IF -> !socket.isStream();
            default -> defaultOf(option) >= 0;
        };
    }

    /// `bound` sockets keep what they have.
    private static int setV6Only(InetSocket socket, boolean on) {
        if (socket.bound) {
            return -EINVAL;
        }
        socket.inetOptions.v6Only = on;
        return 0;
    }

    /// A value of 0 to 255, or -1 for the default.
    private static int keepByte(OptionStore kept, int option, int value, int otherwise) {
        boolean fits = value >= -1 && value <= MOST;
        return fits ? kept.keep(option, value == -1 ? otherwise : value) : -EINVAL;
    }

    /// The bits of congestion are TCP's own.
    private static int setTrafficClass(InetSocket socket, int value) {
        OptionStore kept = socket.inetOptions.v6;
        if (value < -1 || value > MOST) {
            return -EINVAL;
        }
        int own = socket.isStream() ? IpLevel.CONGESTION_BITS : 0;
        int wanted = value == -1 ? 0 : value;
        return kept.keep(IPV6_TCLASS, (wanted & ~own) | (kept.get(IPV6_TCLASS, 0) & own));
    }

    /// Fills `into` with an option; answers how many bytes, or `-errno`.
    static int get(InetSocket socket, int option, MemorySegment into) {
        if (option == IPV6_V6ONLY) {
            return OptionValues.store(socket.isV6Only() ? 1 : 0, into);
        }
        if (option == IPV6_FREEBIND) { // the same as IPv4's
            return OptionValues.store(socket.inetOptions.v4.get(IP_FREEBIND, 0), into);
        }
        int otherwise =
                switch (option) {
                    case IPV6_MULTICAST_HOPS -> socket.inetOptions.multicastHops();
                    case IPV6_MULTICAST_IF -> socket.inetOptions.multicastInterface();
                    default -> defaultOf(option);
                };
        return otherwise < 0
                ? -ENOPROTOOPT
                : OptionValues.store(socket.inetOptions.v6.get(option, otherwise), into);
    }

    /// What an option is before it was set; -1 if there is no such option.
    private static int defaultOf(int option) {
        return switch (option) {
            case IPV6_UNICAST_HOPS -> DEFAULT_HOPS;
            case IPV6_MULTICAST_HOPS, IPV6_MULTICAST_LOOP -> 1;
            case IPV6_MTU_DISCOVER -> DEFAULT_DISCOVERY;
            case IPV6_V6ONLY, IPV6_MULTICAST_IF, IPV6_TCLASS, IPV6_FREEBIND -> 0;
            default -> -1;
        };
    }
}
