package io.epoll4j.jvm.tcp;

import static io.epoll4j.jvm.tcp.TcpRig.STREAM;
import static io.epoll4j.jvm.tcp.TcpRig.client;
import static io.epoll4j.jvm.tcp.TcpRig.listener;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_INET6;
import static io.epoll4j.sys.SocketFlags.IPPROTO_TCP;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_RCVBUF;
import static io.epoll4j.sys.SocketFlags.SO_REUSEADDR;
import static io.epoll4j.sys.SocketFlags.SO_REUSEPORT;
import static io.epoll4j.sys.SocketFlags.SO_SNDBUF;
import static io.epoll4j.sys.SocketFlags.TCP_KEEPCNT;
import static io.epoll4j.sys.SocketFlags.TCP_NODELAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.Machine;
import io.epoll4j.sys.SockAddr;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which ports TCP sockets get and share, and the options they keep, on both kernels.
class TcpPortsTest {
    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void portsAreTakenOnceUnlessShared(Machine at) {
        try (at) {
            int first = at.socket(AF_INET, STREAM);
            int second = at.socket(AF_INET, STREAM);
            Machine.ok(at.kernel.bind(first, SockAddr.loopback(0)));
            SockAddr name = at.nameOf(first);
            assertEquals("EINVAL", Machine.say(at.kernel.bind(first, SockAddr.loopback(0))));
            assertEquals("EADDRINUSE", Machine.say(at.kernel.bind(second, name)));
            assertEquals(
                    "EADDRINUSE", Machine.say(at.kernel.bind(second, SockAddr.any(name.port()))));
            assertEquals(
                    "EADDRNOTAVAIL",
                    Machine.say(at.kernel.bind(second, SockAddr.parse("192.0.2.1:0"))));
            assertEquals(
                    "EAFNOSUPPORT", Machine.say(at.kernel.bind(second, SockAddr.parse("[::1]:0"))));
            at.close(first);
            Machine.ok(at.kernel.setsockopt(second, SOL_SOCKET, SO_REUSEADDR, 1));
            Machine.ok(at.kernel.bind(second, name));
            int third = at.socket(AF_INET, STREAM);
            Machine.ok(at.kernel.setsockopt(third, SOL_SOCKET, SO_REUSEADDR, 1));
            Machine.ok(at.kernel.bind(third, name));
            Machine.ok(at.kernel.listen(second, 1));
            assertEquals("EADDRINUSE", Machine.say(at.kernel.listen(third, 1)));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void aConnectionHoldsItsPortWhenTheListenerIsGone(Machine at) {
        try (at) {
            int listener = at.socket(AF_INET, STREAM);
            Machine.ok(at.kernel.bind(listener, SockAddr.loopback(0)));
            Machine.ok(at.kernel.listen(listener, 1));
            SockAddr name = at.nameOf(listener);
            client(at, listener);
            int server = at.own(at.kernel.accept4(listener, null, 0));
            assertEquals("EINVAL", Machine.say(at.kernel.bind(server, SockAddr.loopback(0))));
            at.close(listener);
            int next = at.socket(AF_INET, STREAM);
            assertEquals("EADDRINUSE", Machine.say(at.kernel.bind(next, name)));
            Machine.ok(at.kernel.connect(server, unspecified()));
            Machine.ok(at.kernel.bind(next, name));
        }
    }

    private static SockAddr unspecified() {
        SockAddr address = SockAddr.loopback(0);
        address.memory().set(ValueLayout.JAVA_SHORT, 0, (short) 0);
        return address;
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void listenersOfOnePortShareItsConnections(Machine at) {
        try (at) {
            int[] listeners = new int[4];
            SockAddr name = SockAddr.loopback(0);
            for (int i = 0; i < listeners.length; i++) {
                listeners[i] = at.socket(AF_INET, STREAM);
                Machine.ok(at.kernel.setsockopt(listeners[i], SOL_SOCKET, SO_REUSEPORT, 1));
                Machine.ok(at.kernel.bind(listeners[i], name));
                Machine.ok(at.kernel.listen(listeners[i], 100));
                name = at.nameOf(listeners[i]);
            }
            for (int i = 0; i < 80; i++) {
                client(at, listeners[0]);
            }
            int total = 0;
            for (int listener : listeners) {
                int got = 0;
                for (int fd; (fd = at.kernel.accept4(listener, null, 0)) >= 0; got++) {
                    at.own(fd);
                }
                assertTrue(got > 0, "one listener got nothing");
                total += got;
            }
            assertEquals(80, total);
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void onePortServesBothFamilies(Machine at) {
        try (at) {
            int listener = at.socket(AF_INET6, STREAM);
            Machine.ok(at.kernel.bind(listener, SockAddr.parse("[::]:0")));
            Machine.ok(at.kernel.listen(listener, 4));
            int port = at.nameOf(listener).port();
            int v4 = at.socket(AF_INET, STREAM);
            at.kernel.connect(v4, SockAddr.loopback(port));
            SockAddr peer = new SockAddr();
            at.own(at.kernel.accept4(listener, peer, 0));
            assertEquals("[::ffff:7f00:1]:" + at.nameOf(v4).port(), peer.toString());
            int v6 = at.socket(AF_INET6, STREAM);
            at.kernel.connect(v6, SockAddr.parse("[::1]:" + port));
            at.own(at.kernel.accept4(listener, peer, 0));
            assertEquals("[::1]:" + at.nameOf(v6).port(), peer.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void optionsAreKept(Machine at) {
        try (at) {
            int fd = at.socket(AF_INET, STREAM);
            assertEquals(0, at.kernel.getsockopt(fd, IPPROTO_TCP, TCP_NODELAY));
            Machine.ok(at.kernel.setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, 7));
            assertEquals(1, at.kernel.getsockopt(fd, IPPROTO_TCP, TCP_NODELAY));
            assertEquals(9, at.kernel.getsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT));
            assertEquals(
                    "EINVAL", Machine.say(at.kernel.setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, 0)));
            assertEquals("ENOPROTOOPT", Machine.say(at.kernel.getsockopt(fd, IPPROTO_TCP, 999)));
            Machine.ok(at.kernel.setsockopt(fd, SOL_SOCKET, SO_SNDBUF, 1));
            assertEquals(4608, at.kernel.getsockopt(fd, SOL_SOCKET, SO_SNDBUF));
            Machine.ok(at.kernel.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, 5000));
            assertEquals(10_000, at.kernel.getsockopt(fd, SOL_SOCKET, SO_RCVBUF));
        }
    }

    /// Everything written is read, in order, through a connection that is full again and again.
}
