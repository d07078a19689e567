package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EADDRNOTAVAIL;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOENT;
import static io.epoll4j.sys.Errno.ENOPROTOOPT;
import static io.epoll4j.sys.Errno.EPERM;
import static io.epoll4j.sys.SocketFlags.*;

import io.epoll4j.sys.SockAddr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;

/// What options say that were set to this or that (tcp(7), socket(7), ip(7)), and what sockets tell
/// about themselves and their peers.
final class OptionRules extends Wire {
    private static final int TCP_LISTEN = 10;
    private static final int TCP_ESTABLISHED = 1;
    private static final int BYTES_RECEIVED = 128;

    private int set(Fd fd, int option, int value) {
        return k.setsockopt(fd.n, IPPROTO_TCP, option, value);
    }

    /// Through memory, so that a negative value is no errno.
    private int get(Fd fd, int level, int option) {
        var value = scratch().asSlice(0, 4);
        expect("getsockopt " + option, 4, k.getsockopt(fd.n, level, option, value));
        return value.get(ValueLayout.JAVA_INT, 0);
    }

    private void becomes(Fd fd, int option, int value, int read) {
        expect(option + " set to " + value, 0, set(fd, option, value));
        expect(option + " read", read, get(fd, IPPROTO_TCP, option));
    }

    @Row(id = "X-OP-19", says = "a negative value is kept, read back as it is, and replaced")
    void negative() {
        var tcp = socket(SOCK_STREAM);
        becomes(tcp, TCP_NOTSENT_LOWAT, -1, -1);
        becomes(tcp, TCP_NOTSENT_LOWAT, 5, 5);
        becomes(tcp, TCP_LINGER2, -1, -1);
        becomes(tcp, TCP_LINGER2, Integer.MIN_VALUE, -1);
        becomes(tcp, TCP_LINGER2, 5, 5);
        int answer = k.setsockopt(tcp.n, SOL_SOCKET, SO_PRIORITY, -1);
        skipIf(answer == -EPERM, "such a priority needs rights");
        expect("SO_PRIORITY", -1, get(tcp, SOL_SOCKET, SO_PRIORITY));
    }

    @Row(id = "X-OP-20", says = "TCP's seconds, sizes and switches are read back as TCP uses them")
    void readBack() {
        var tcp = socket(SOCK_STREAM);
        becomes(tcp, TCP_LINGER2, 0, 60);
        becomes(tcp, TCP_LINGER2, 5000, 120);
        int[] defer = {0, 0, 1, 1, 2, 3, 3, 3, 5, 7, 88, 127, 255, 367, -1, 0};
        for (int i = 0; i < defer.length; i += 2) {
            becomes(tcp, TCP_DEFER_ACCEPT, defer[i], defer[i + 1]);
        }
        becomes(tcp, TCP_QUICKACK, 2, 1);
        becomes(tcp, TCP_QUICKACK, 0, 0);
        becomes(tcp, TCP_MAXSEG, 1000, 1000);
        becomes(tcp, TCP_MAXSEG, 0, 536);
        becomes(tcp, TCP_WINDOW_CLAMP, -5, 1152);
        becomes(tcp, TCP_WINDOW_CLAMP, 5000, 5000);
        becomes(tcp, TCP_WINDOW_CLAMP, 0, 0);
        refused("no window for a listener", EINVAL, set(listener(), TCP_WINDOW_CLAMP, 0));
    }

    @Row(
            id = "X-OP-21",
            says = "TCP_FASTOPEN: somaxconn at most, and not once there is a connection")
    void fastOpen() {
        var tcp = socket(SOCK_STREAM);
        expect("set", 0, set(tcp, TCP_FASTOPEN, Integer.MAX_VALUE));
        int most = get(tcp, IPPROTO_TCP, TCP_FASTOPEN);
        expectTrue("at most " + most, most < Integer.MAX_VALUE);
        becomes(tcp, TCP_FASTOPEN, 5, 5);
        refused("negative", EINVAL, set(tcp, TCP_FASTOPEN, -1));
        refused("connected", EINVAL, set(connected().a(), TCP_FASTOPEN, 5));
        refused("2", EINVAL, set(tcp, TCP_FASTOPEN_CONNECT, 2));
        refused("listening", EINVAL, set(listener(), TCP_FASTOPEN_CONNECT, 1));
    }

    @Row(id = "X-OP-22", says = "a buffer's size is unsigned: INT_MIN is the most there is")
    void unsigned() {
        var s = stream().a();
        for (int option : new int[] {SO_SNDBUF, SO_RCVBUF}) {
            expect("set", 0, k.setsockopt(s.n, SOL_SOCKET, option, Integer.MAX_VALUE));
            int most = get(s, SOL_SOCKET, option);
            for (int value : new int[] {Integer.MIN_VALUE, -1}) {
                expect("set", 0, k.setsockopt(s.n, SOL_SOCKET, option, 0));
                expect("set", 0, k.setsockopt(s.n, SOL_SOCKET, option, value));
                expect("from " + value, most, get(s, SOL_SOCKET, option));
            }
        }
    }

    @Row(
            id = "X-OP-23",
            says = "PEERCRED: this process at the other end of a unix socket, else nobody")
    void peer() {
        int self = (int) ProcessHandle.current().pid();
        expect("a pair's", self, process(stream().a()));
        expect("a pair's", self, process(datagram().b()));
        expect("fresh", 0, process(own(k.socket(AF_UNIX, SOCK_STREAM, 0), "s")));
        expect("TCP", 0, process(connected().a()));
        expect("user", -1, scratch().get(ValueLayout.JAVA_INT, 4));
        expect("group", -1, scratch().get(ValueLayout.JAVA_INT, 8));
        refused("set", ENOPROTOOPT, k.setsockopt(stream().a().n, SOL_SOCKET, SO_PEERCRED, 1));
    }

    private int process(Fd fd) {
        var value = scratch().asSlice(0, 12);
        expect("PEERCRED", 12, k.getsockopt(fd.n, SOL_SOCKET, SO_PEERCRED, value));
        return value.get(ValueLayout.JAVA_INT, 0);
    }

    @Row(id = "X-OP-24", says = "TCP_INFO: the state first, what came in further on, cut as asked")
    void info() {
        var c = connected();
        c.a().write(10);
        epoll().add(c.b(), IN).seesWithin(LONG, c.b().is(IN));
        var value = scratch().asSlice(0, BYTES_RECEIVED + 8);
        expect("state alone", 1, k.getsockopt(c.b().n, IPPROTO_TCP, TCP_INFO, value.asSlice(0, 1)));
        expect("established", TCP_ESTABLISHED, value.get(ValueLayout.JAVA_BYTE, 0));
        int length = (int) value.byteSize();
        expect("length", length, k.getsockopt(c.b().n, IPPROTO_TCP, TCP_INFO, value));
        expect("received", 10L, value.get(ValueLayout.JAVA_LONG, BYTES_RECEIVED));
        expect("length", length, k.getsockopt(listener().n, IPPROTO_TCP, TCP_INFO, value));
        expect("listening", TCP_LISTEN, value.get(ValueLayout.JAVA_BYTE, 0));
        refused("set", ENOPROTOOPT, set(c.a(), TCP_INFO, 1));
    }

    @Row(id = "X-OP-25", says = "TCP_CONGESTION is a name: of 16 bytes, up to its zero")
    void congestion() {
        var tcp = socket(SOCK_STREAM);
        expect("reno", 0, k.setsockopt(tcp.n, IPPROTO_TCP, TCP_CONGESTION, name("reno")));
        var value = scratch().asSlice(0, 32);
        value.fill((byte) 1);
        expect("length", 16, k.getsockopt(tcp.n, IPPROTO_TCP, TCP_CONGESTION, value));
        expect("name", "reno", value.getString(0));
        expect("behind it", 0, value.get(ValueLayout.JAVA_BYTE, 15));
        expect("cut", 3, k.getsockopt(tcp.n, IPPROTO_TCP, TCP_CONGESTION, value.asSlice(0, 3)));
        refused("ren", ENOENT, k.setsockopt(tcp.n, IPPROTO_TCP, TCP_CONGESTION, name("ren")));
        var none = value.asSlice(0, 0);
        refused("none", EINVAL, k.setsockopt(tcp.n, IPPROTO_TCP, TCP_CONGESTION, none));
    }

    private MemorySegment name(String text) {
        var value = scratch().asSlice(0, text.length());
        for (int i = 0; i < text.length(); i++) {
            value.set(ValueLayout.JAVA_BYTE, i, (byte) text.charAt(i));
        }
        return value;
    }

    @Row(
            id = "X-OP-26",
            says = "IP_FREEBIND binds to a foreign address, BIND_ADDRESS_NO_PORT to no port yet")
    void binding() {
        var foreign = SockAddr.of(InetAddress.ofLiteral("192.0.2.1"), 0);
        var udp = socket(SOCK_DGRAM);
        refused("bind", EADDRNOTAVAIL, k.bind(udp.n, foreign));
        expect("FREEBIND", 0, k.setsockopt(udp.n, IPPROTO_IP, IP_FREEBIND, 1));
        expect("bind", 0, k.bind(udp.n, foreign));
        var tcp = socket(SOCK_STREAM);
        expect("set", 0, k.setsockopt(tcp.n, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1));
        expect("port", 0, addressOf(bound(tcp)).port());
        int answer = k.connect(tcp.n, addressOf(listener()));
        expectTrue("connect: " + Names.answer(answer), answer == 0 || answer == -115);
        expectTrue("a port", addressOf(tcp).port() != 0);
    }

    @Row(
            id = "X-OP-27",
            says = "an accepted socket has the client's IP_TTL for its own IP_MULTICAST_TTL")
    void multicastOfAccepted() {
        var plain = connected();
        expect("the client's", 1, get(plain.a(), IPPROTO_IP, IP_MULTICAST_TTL));
        expect("accepted", 64, get(plain.b(), IPPROTO_IP, IP_MULTICAST_TTL));
        var listener = listener();
        var client = socket(SOCK_STREAM);
        expect("TTL", 0, k.setsockopt(client.n, IPPROTO_IP, IP_TTL, 7));
        k.connect(client.n, addressOf(listener));
        epoll().add(listener, IN).seesWithin(LONG, listener.is(IN));
        var accepted = own(k.accept4(listener.n, null, SOCK_NONBLOCK), "c");
        expect("accepted", 7, get(accepted, IPPROTO_IP, IP_MULTICAST_TTL));
        expect("its own way", 64, get(accepted, IPPROTO_IP, IP_TTL));
    }
}
