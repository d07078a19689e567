package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAFNOSUPPORT;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENETUNREACH;
import static io.epoll4j.sys.SocketFlags.*;

import io.epoll4j.sys.SockAddr;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;

/// Sockets of IPv6, which speak IPv4 too unless they are told not to (ipv6(7)).
final class DualStack extends Wire {
    private Fd socket6(int type) {
        int fd = k.socket(AF_INET6, type | SOCK_NONBLOCK, 0);
        skipIf(fd == -EAFNOSUPPORT, "the host has no IPv6");
        return own(fd, "s");
    }

    private static SockAddr at(String address, int port) {
        return SockAddr.of(InetAddress.ofLiteral(address), port);
    }

    /// The address itself, IPv4's where it stands for one.
    private static InetAddress host(SockAddr address) {
        return Objects.requireNonNull(address.address());
    }

    private Fd bound6(int type, String address) {
        var fd = socket6(type);
        expect("bind " + address, 0, k.bind(fd.n, at(address, 0)));
        return fd;
    }

    private int v6Only(Fd fd, int value) {
        return k.setsockopt(fd.n, IPPROTO_IPV6, IPV6_V6ONLY, value);
    }

    private int option(Fd fd, int option) {
        return k.getsockopt(fd.n, IPPROTO_IPV6, option);
    }

    @Row(
            id = "X-V6-06",
            says = "an accepted socket has hops and interface of multicast from the handshake")
    void multicastOfAccepted() {
        var l = bound6(SOCK_STREAM, "::");
        expect("listen", 0, k.listen(l.n, 4));
        for (var address : List.of("127.0.0.1", "::1")) {
            var six = address.equals("::1");
            var c = six ? socket6(SOCK_STREAM) : socket(SOCK_STREAM);
            int set =
                    six
                            ? k.setsockopt(c.n, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 9)
                            : k.setsockopt(c.n, IPPROTO_IP, IP_TTL, 9);
            expect("hops", 0, set);
            k.connect(c.n, at(address, addressOf(l).port()));
            epoll().add(l, IN).seesWithin(LONG, l.is(IN));
            var s = own(accept(l), "c");
            expect(address + ": hops", 9, option(s, IPV6_MULTICAST_HOPS));
            expect(address + ": interface", 1, option(s, IPV6_MULTICAST_IF));
            expect(
                    address + ": IPv4",
                    six ? 1 : 9,
                    k.getsockopt(s.n, IPPROTO_IP, IP_MULTICAST_TTL));
        }
    }

    @Row(
            id = "X-V6-01",
            says = "a listener on :: is IN for an IPv4 client, known as ::ffff:a.b.c.d")
    void listener6() {
        var l = bound6(SOCK_STREAM, "::");
        expect("listen", 0, k.listen(l.n, 4));
        var e = epoll().add(l, IN | ET);
        for (var address : List.of("127.0.0.1", "::1")) {
            var c = address.equals("::1") ? socket6(SOCK_STREAM) : socket(SOCK_STREAM);
            k.connect(c.n, at(address, addressOf(l).port()));
            e.seesWithin(LONG, l.is(IN));
            var peer = new SockAddr();
            var s = own(k.accept4(l.n, peer, SOCK_NONBLOCK), "c");
            expect("family", AF_INET6, peer.family());
            expect("peer", InetAddress.ofLiteral(address), host(peer));
            expect("its end", addressOf(s), peerOf(c, s));
        }
    }

    /// The peer's name of `c`, as a socket of the family of `s` would say it.
    private SockAddr peerOf(Fd c, Fd s) {
        var peer = new SockAddr();
        expect("getpeername", 0, k.getpeername(c.n, peer));
        var name = addressOf(s);
        expect("port", name.port(), peer.port());
        expect("address", host(name), host(peer));
        return name;
    }

    @Row(id = "X-V6-02", says = "V6ONLY: no IPv4 client, and fixed once there is a port: EINVAL")
    void only() {
        var l = socket6(SOCK_STREAM);
        expect("V6ONLY", 0, v6Only(l, 1));
        expect("bind", 0, k.bind(l.n, at("::", 0)));
        refused("V6ONLY when bound", EINVAL, v6Only(l, 0));
        expect("listen", 0, k.listen(l.n, 4));
        var c = socket(SOCK_STREAM);
        k.connect(c.n, at("127.0.0.1", addressOf(l).port()));
        epoll().add(c, HUP).seesWithin(LONG, c.is(ERR | HUP));
        expect("SO_ERROR", ECONNREFUSED, error(c));
        var c6 = socket6(SOCK_STREAM);
        k.connect(c6.n, at("::1", addressOf(l).port()));
        epoll().add(l, IN).seesWithin(LONG, l.is(IN));
        refused("V6ONLY of the accepted", EINVAL, v6Only(own(accept(l), "c"), 0));
        expect("IPv4 has the port to itself", 0, listen4(addressOf(l).port()));
    }

    private int accept(Fd l) {
        return k.accept4(l.n, null, SOCK_NONBLOCK);
    }

    private int listen4(int port) {
        var l = socket(SOCK_STREAM);
        int failure = k.bind(l.n, at("0.0.0.0", port));
        return failure != 0 ? failure : k.listen(l.n, 1);
    }

    @Row(
            id = "X-V6-03",
            says = "UDP connected to IPv4 has an IPv4 address: nothing goes to IPv6, EAFNOSUPPORT")
    void boundToV4() {
        var s = socket6(SOCK_DGRAM);
        var four = bound(socket(SOCK_DGRAM));
        var six = bound6(SOCK_DGRAM, "::1");
        expect("connect", 0, k.connect(s.n, addressOf(four)));
        refused("connect", EAFNOSUPPORT, k.connect(s.n, addressOf(six)));
        refused("sendto", EAFNOSUPPORT, k.sendto(s.n, scratch(), 0, 1, 0, addressOf(six)));
        s.write(5);
        epoll().add(four, IN).seesWithin(LONG, four.is(IN));
        refused("V6ONLY", EINVAL, v6Only(s, 1));
    }

    @Row(
            id = "X-V6-04",
            says = "UDP connected to IPv6 and then to IPv4 is heard there, and hears no answer")
    void fromSixToFour() {
        var s = socket6(SOCK_DGRAM);
        var six = bound6(SOCK_DGRAM, "::1");
        var four = bound(socket(SOCK_DGRAM));
        expect("connect", 0, k.connect(s.n, addressOf(six)));
        expect("connect", 0, k.connect(s.n, addressOf(four)));
        s.write(5);
        epoll().add(four, IN).seesWithin(LONG, four.is(IN));
        var from = new SockAddr();
        expect("recvfrom", 5, k.recvfrom(four.n, scratch(), 0, 9, 0, from));
        expect("from", InetAddress.ofLiteral("127.0.0.1"), host(from));
        expect("an answer", 3, k.sendto(four.n, scratch(), 0, 3, 0, from));
        epoll().add(s, IN).seesWithin(20);
        refused("read", EAGAIN, s.tryRead(9));
        four.close();
        s.write(5);
        epoll().add(s, 0).seesWithin(20);
    }

    @Row(id = "X-V6-05", says = "V6ONLY and IPv4 addresses: UDP refuses them, each call in its way")
    void onlyUdp() {
        var s = socket6(SOCK_DGRAM);
        expect("V6ONLY", 0, v6Only(s, 1));
        var four = bound(socket(SOCK_DGRAM));
        refused("connect", EAFNOSUPPORT, k.connect(s.n, addressOf(four)));
        refused("sendto", ENETUNREACH, k.sendto(s.n, scratch(), 0, 1, 0, addressOf(four)));
    }
}
