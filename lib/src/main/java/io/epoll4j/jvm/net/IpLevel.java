package io.epoll4j.jvm.net;

import static io.epoll4j.sys.Errno.EADDRNOTAVAIL;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOPROTOOPT;
import static io.epoll4j.sys.Errno.ENOTCONN;
import static io.epoll4j.sys.SocketFlags.IP_BIND_ADDRESS_NO_PORT;
import static io.epoll4j.sys.SocketFlags.IP_FREEBIND;
import static io.epoll4j.sys.SocketFlags.IP_MTU;
import static io.epoll4j.sys.SocketFlags.IP_MTU_DISCOVER;
import static io.epoll4j.sys.SocketFlags.IP_MULTICAST_IF;
import static io.epoll4j.sys.SocketFlags.IP_MULTICAST_LOOP;
import static io.epoll4j.sys.SocketFlags.IP_MULTICAST_TTL;
import static io.epoll4j.sys.SocketFlags.IP_TOS;
import static io.epoll4j.sys.SocketFlags.IP_TTL;

import io.epoll4j.jvm.spi.Endpoint;
import java.lang.foreign.MemorySegment;

/// setsockopt(2) and getsockopt(2) of level IPPROTO_IP (`do_ip_setsockopt`, `do_ip_getsockopt`,
/// net/ipv4/ip_sockglue.c). Most of them take an int or a single char.
final class IpLevel {
    private static final int DEFAULT_TTL = 64;
    private static final int MOST_TTL = 255;
    private static final int DEFAULT_MULTICAST_TTL = 1;

    /// `IP_PMTUDISC_OMIT`
    private static final int LAST_DISCOVERY = 5;

    /// `IP_PMTUDISC_WANT`
    private static final int DEFAULT_DISCOVERY = 1;

    /// `INET_ECN_MASK`
    static final int CONGESTION_BITS = 3;

    /// The most that the loopback takes (`IP_MAX_MTU`).
    private static final int LOOPBACK_MTU = 65_535;

    private IpLevel() {}

    /// Sets an option; 0 or `-errno`.
    static int set(InetSocket socket, int option, MemorySegment value) {
        int number = OptionValues.intOrChar(value);
        boolean none = value.byteSize() == 0;
        OptionStore kept = socket.inetOptions.v4;
        return switch (option) {
            case IP_TOS -> setTos(socket, number & 0xFF);
            case IP_BIND_ADDRESS_NO_PORT -> kept.keep(option, number == 0 ? 0 : 1);
            case IP_FREEBIND, IP_MULTICAST_LOOP ->
                    none ? -EINVAL : kept.keep(option, number == 0 ? 0 : 1);
            case IP_MTU_DISCOVER -> {
                boolean known = number >= 0 && number <= LAST_DISCOVERY;
                yield known ? kept.keep(option, number) : -EINVAL;
            }
            case IP_TTL -> {
                boolean fits = !none && (number == -1 || (number >= 1 && number <= MOST_TTL));
                yield fits ? kept.keep(option, number == -1 ? DEFAULT_TTL : number) : -EINVAL;
            }
            case IP_MULTICAST_TTL -> {
                boolean fits = !socket.isStream() && !none && number >= -1 && number <= MOST_TTL;
                yield fits
                        ? kept.keep(option, number == -1 ? DEFAULT_MULTICAST_TTL : number)
                        : -EINVAL;
            }
            case IP_MULTICAST_IF -> setMulticastInterface(socket, value);
            default -> -ENOPROTOOPT;
        };
    }

    /// `__ip_sock_set_tos`: the bits of congestion are TCP's own.
    private static int setTos(InetSocket socket, int value) {
        OptionStore kept = socket.inetOptions.v4;
        int own = socket.isStream() ? CONGESTION_BITS : 0;
        return kept.keep(IP_TOS, (value & ~own) | (kept.get(IP_TOS, 0) & own));
    }

    /// An address, or `struct ip_mreq`, where it comes second, or `struct ip_mreqn`, which names
    /// the interface by its number too: there is one, the loopback.
    private static int setMulticastInterface(InetSocket socket, MemorySegment value) {
        if (socket.isStream() || !OptionValues.holdsInt(value)) {
            return -EINVAL;
        }
        int at = value.byteSize() >= 2 * Integer.BYTES ? Integer.BYTES : 0;
        int address = OptionValues.intAt(value, at);
        int index = value.byteSize() >= 3 * Integer.BYTES ? OptionValues.intAt(value, 8) : 0;
        boolean there =
                index != 0
                        ? index == Stack.LOOPBACK_INDEX
                        : address == 0
                                || socket.stack.isLocal(
                                        Endpoint.ofV4(Integer.reverseBytes(address), 0));
        return there ? socket.inetOptions.v4.keep(IP_MULTICAST_IF, address) : -EADDRNOTAVAIL;
    }

    /// Fills `into` with an option; answers how many bytes, or `-errno`.
    static int get(InetSocket socket, int option, MemorySegment into) {
        OptionStore kept = socket.inetOptions.v4;
        return switch (option) {
            case IP_TOS, IP_BIND_ADDRESS_NO_PORT, IP_FREEBIND ->
                    OptionValues.storeIntOrChar(kept.get(option, 0), into);
            case IP_MULTICAST_LOOP -> OptionValues.storeIntOrChar(kept.get(option, 1), into);
            case IP_MTU_DISCOVER ->
                    OptionValues.storeIntOrChar(kept.get(option, DEFAULT_DISCOVERY), into);
            case IP_TTL -> OptionValues.storeIntOrChar(kept.get(option, DEFAULT_TTL), into);
            case IP_MULTICAST_TTL ->
                    OptionValues.storeIntOrChar(
                            kept.get(option, socket.inetOptions.multicastTtl()), into);
            case IP_MULTICAST_IF -> OptionValues.store(kept.get(option, 0), into);
            case IP_MTU ->
                    socket.remote == null
                            ? -ENOTCONN
                            : OptionValues.storeIntOrChar(LOOPBACK_MTU, into);
            default -> -ENOPROTOOPT;
        };
    }
}
