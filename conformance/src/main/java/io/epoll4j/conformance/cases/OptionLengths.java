package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EADDRNOTAVAIL;
import static io.epoll4j.sys.Errno.EAFNOSUPPORT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOPROTOOPT;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.SocketFlags.*;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Options by the length of what is given and of where they are to go: ints, single chars,
/// structures (net/core/sock.c, net/ipv4/ip_sockglue.c).
final class OptionLengths extends Wire {
    private MemorySegment number(int value, int length) {
        var memory = scratch().asSlice(0, 16);
        memory.fill((byte) 0);
        memory.set(ValueLayout.JAVA_INT, 0, value);
        return memory.asSlice(0, length);
    }

    private int set(Fd fd, int level, int option, int value, int length) {
        return k.setsockopt(fd.n, level, option, number(value, length));
    }

    private int get(Fd fd, int level, int option) {
        return k.getsockopt(fd.n, level, option);
    }

    /// How many bytes come where there is room for `length`.
    private int room(Fd fd, int level, int option, int length) {
        return k.getsockopt(fd.n, level, option, number(-1, length));
    }

    @Row(
            id = "X-OP-13",
            says = "options of IPPROTO_IP take a char for an int; some nothing at all, which is 0")
    void chars() {
        var udp = socket(SOCK_DGRAM);
        expect("IP_TOS of 2 bytes", 0, set(udp, IPPROTO_IP, IP_TOS, 0x1234, 2));
        expect("its char", 0x34, get(udp, IPPROTO_IP, IP_TOS));
        expect("of 1", 0, set(udp, IPPROTO_IP, IP_TOS, -1, 1));
        expect("unsigned", 255, get(udp, IPPROTO_IP, IP_TOS));
        expect("of none", 0, set(udp, IPPROTO_IP, IP_TOS, 7, 0));
        expect("zero", 0, get(udp, IPPROTO_IP, IP_TOS));
        for (int option : new int[] {IP_TTL, IP_MULTICAST_TTL, IP_MULTICAST_LOOP, IP_FREEBIND}) {
            refused("none of " + option, EINVAL, set(udp, IPPROTO_IP, option, 1, 0));
            expect("a char of " + option, 0, set(udp, IPPROTO_IP, option, 0x101, 3));
            expect("its value", 1, get(udp, IPPROTO_IP, option));
        }
        refused("IP_TTL, a char of 0", EINVAL, set(udp, IPPROTO_IP, IP_TTL, 0x100, 1));
        refused("no discovery 6", EINVAL, set(udp, IPPROTO_IP, IP_MTU_DISCOVER, 6, 1));
        refused("an address is no char", EINVAL, set(udp, IPPROTO_IP, IP_MULTICAST_IF, 0, 3));
    }

    @Row(
            id = "X-OP-14",
            says = "with room for 1 to 3 bytes IPPROTO_IP answers a char, others a part of the int")
    void shortRooms() {
        var udp = socket(SOCK_DGRAM);
        for (int length = 0; length <= 5; length++) {
            int whole = Math.min(length, 4);
            int asChar = length == 0 ? 0 : length < 4 ? 1 : 4;
            expect("IP_TTL into " + length, asChar, room(udp, IPPROTO_IP, IP_TTL, length));
            expect("SO_TYPE into " + length, whole, room(udp, SOL_SOCKET, SO_TYPE, length));
            int there = room(socket(SOCK_STREAM), IPPROTO_TCP, TCP_KEEPIDLE, length);
            expect("TCP_KEEPIDLE into " + length, whole, there);
        }
    }

    @Row(id = "X-OP-15", says = "structures are cut where there is no room for all of them")
    void structures() {
        var s = socket(SOCK_STREAM);
        for (int length = 0; length <= 16; length++) {
            expect("into " + length, Math.min(length, 8), room(s, SOL_SOCKET, SO_LINGER, length));
            expect("into " + length, length, room(s, SOL_SOCKET, SO_RCVTIMEO, length));
            expect(
                    "into " + length,
                    Math.min(length, 12),
                    room(s, SOL_SOCKET, SO_PEERCRED, length));
        }
    }

    @Row(
            id = "X-OP-16",
            says =
                    "too short: EINVAL at SOL_SOCKET and TCP, ENOPROTOOPT where there is no such"
                            + " level")
    void tooShort() {
        var tcp = socket(SOCK_STREAM);
        var udp = socket(SOCK_DGRAM);
        var unix = stream().a();
        for (int length = 0; length < 4; length++) {
            refused("SOL_SOCKET", EINVAL, set(tcp, SOL_SOCKET, 9999, 1, length));
            refused("IPPROTO_TCP", EINVAL, set(tcp, IPPROTO_TCP, 9999, 1, length));
            refused("IPPROTO_UDP", EINVAL, set(udp, IPPROTO_UDP, 9999, 1, length));
            refused("IPPROTO_IP", ENOPROTOOPT, set(tcp, IPPROTO_IP, 9999, 1, length));
            refused("level 999", ENOPROTOOPT, set(tcp, 999, 1, 1, length));
            refused("of unix", EOPNOTSUPP, set(unix, IPPROTO_TCP, TCP_NODELAY, 1, length));
        }
    }

    @Row(id = "X-OP-17", says = "IPPROTO_IPV6 wants whole ints; -1 is the default; 256 is too much")
    void ipv6() {
        int made = k.socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        skipIf(made == -EAFNOSUPPORT, "the host has no IPv6");
        var udp = own(made, "s");
        int[] defaults = {
            IPV6_UNICAST_HOPS, get(udp, IPPROTO_IPV6, IPV6_UNICAST_HOPS),
            IPV6_MULTICAST_HOPS, 1,
            IPV6_TCLASS, 0
        };
        for (int i = 0; i < defaults.length; i += 2) {
            int option = defaults[i];
            refused("3 bytes", EINVAL, set(udp, IPPROTO_IPV6, option, 1, 3));
            refused("256", EINVAL, set(udp, IPPROTO_IPV6, option, 256, 4));
            refused("-2", EINVAL, set(udp, IPPROTO_IPV6, option, -2, 4));
            expect("255", 0, set(udp, IPPROTO_IPV6, option, 255, 8));
            expect("is", 255, get(udp, IPPROTO_IPV6, option));
            expect("-1", 0, set(udp, IPPROTO_IPV6, option, -1, 4));
            expect("default", defaults[i + 1], get(udp, IPPROTO_IPV6, option));
        }
        refused("loop 2", EINVAL, set(udp, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 2, 4));
        expect("class of TCP", 0, tcpClass(5));
    }

    /// The two bits of congestion are TCP's own.
    private int tcpClass(int wanted) {
        var tcp = own(k.socket(AF_INET6, SOCK_STREAM, 0), "s");
        int answer = set(tcp, IPPROTO_IPV6, IPV6_TCLASS, wanted, 4);
        expect("IPV6_TCLASS of TCP", wanted & ~3, get(tcp, IPPROTO_IPV6, IPV6_TCLASS));
        return answer;
    }

    @Row(
            id = "X-OP-18",
            says = "multicast: by which address, how far, and back; no TCP socket has a distance")
    void multicast() {
        var udp = socket(SOCK_DGRAM);
        var tcp = socket(SOCK_STREAM);
        expect("TTL", 1, get(udp, IPPROTO_IP, IP_MULTICAST_TTL));
        expect("LOOP", 1, get(udp, IPPROTO_IP, IP_MULTICAST_LOOP));
        refused("TTL of TCP", EINVAL, set(tcp, IPPROTO_IP, IP_MULTICAST_TTL, 1, 4));
        refused("256", EINVAL, set(udp, IPPROTO_IP, IP_MULTICAST_TTL, 256, 4));
        expect("9", 0, set(udp, IPPROTO_IP, IP_MULTICAST_TTL, 9, 4));
        expect("-1", 0, set(udp, IPPROTO_IP, IP_MULTICAST_TTL, -1, 4));
        expect("is", 1, get(udp, IPPROTO_IP, IP_MULTICAST_TTL));
        int loopback = Integer.reverseBytes(0x7f00_0001);
        expect("IF", 0, set(udp, IPPROTO_IP, IP_MULTICAST_IF, loopback, 4));
        expect("is", loopback, get(udp, IPPROTO_IP, IP_MULTICAST_IF));
        int nobody = Integer.reverseBytes(0xc000_0201);
        refused("192.0.2.1", EADDRNOTAVAIL, set(udp, IPPROTO_IP, IP_MULTICAST_IF, nobody, 4));
    }
}
