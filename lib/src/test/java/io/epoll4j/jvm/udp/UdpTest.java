package io.epoll4j.jvm.udp;

import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.MSG_PEEK;
import static io.epoll4j.sys.SocketFlags.MSG_TRUNC;
import static io.epoll4j.sys.SocketFlags.SHUT_RDWR;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.Machine;
import io.epoll4j.sys.MessageBatch;
import io.epoll4j.sys.SockAddr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// UDP over loopback, on both kernels.
class UdpTest {
    private static int bound(Machine at) {
        int fd = at.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK);
        Machine.ok(at.kernel.bind(fd, SockAddr.loopback(0)));
        return fd;
    }

    private static String sendto(Machine at, int fd, int length, SockAddr to) {
        return Machine.say(at.kernel.sendto(fd, at.memory, 0, length, 0, to));
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void datagramsArriveWholeWithTheirSource(Machine at) {
        try (at) {
            int sender = bound(at);
            int receiver = bound(at);
            var edges = at.edges(receiver);
            var own = at.edges(sender);
            assertEquals("5", sendto(at, sender, 5, at.nameOf(receiver)));
            assertTrue(edges.any());
            assertTrue(own.any(), "what was sent is paid for at once");
            assertEquals("0", sendto(at, sender, 0, at.nameOf(receiver)));
            assertEquals("IN|OUT", at.poll(receiver));
            SockAddr source = new SockAddr();
            long answer =
                    at.kernel.recvfrom(receiver, at.memory, 0, 2, MSG_PEEK | MSG_TRUNC, source);
            assertEquals(5, answer);
            assertEquals(at.nameOf(sender), source);
            assertEquals(2, at.kernel.recv(receiver, at.memory, 0, 2, 0));
            assertEquals(0, at.kernel.recv(receiver, at.memory, 0, 2, 0));
            assertEquals("EAGAIN", at.read(receiver, 9));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void aConnectedSenderHearsThatNobodyIsThere(Machine at) {
        try (at) {
            int gone = bound(at);
            SockAddr nobody = at.nameOf(gone);
            at.close(gone);
            int sender = at.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK);
            assertEquals("EDESTADDRREQ", at.write(sender, "x"));
            assertEquals("1", sendto(at, sender, 1, nobody));
            assertEquals("OUT", at.poll(sender));
            Machine.ok(at.kernel.connect(sender, nobody));
            assertEquals("1", at.write(sender, "x"));
            assertEquals("OUT|ERR", at.poll(sender));
            assertEquals("ECONNREFUSED", at.write(sender, "x"));
            assertEquals("1", at.write(sender, "x"));
            assertEquals("ECONNREFUSED", at.read(sender, 9));
            assertEquals("EAGAIN", at.read(sender, 9));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void aConnectedReceiverHearsItsPeerOnly(Machine at) {
        try (at) {
            int receiver = bound(at);
            int peer = bound(at);
            int stranger = bound(at);
            Machine.ok(at.kernel.connect(receiver, at.nameOf(peer)));
            assertEquals("1", sendto(at, stranger, 1, at.nameOf(receiver)));
            assertEquals("EAGAIN", at.read(receiver, 9));
            assertEquals("2", sendto(at, peer, 2, at.nameOf(receiver)));
            assertEquals(2, at.kernel.read(receiver, at.memory, 0, 9));
            SockAddr none = new SockAddr();
            none.length(16);
            Machine.ok(at.kernel.connect(receiver, none));
            assertEquals("ENOTCONN", Machine.say(at.kernel.getpeername(receiver, none)));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void whatIsWrongIsRefused(Machine at) {
        try (at) {
            int fd = bound(at);
            assertEquals("EMSGSIZE", sendto(at, fd, 65_508, at.nameOf(fd)));
            assertEquals("EINVAL", sendto(at, fd, 1, SockAddr.loopback(0)));
            assertEquals("EAFNOSUPPORT", sendto(at, fd, 1, SockAddr.parse("[::1]:9")));
            assertEquals("EDESTADDRREQ", at.write(fd, ""));
            assertEquals("EOPNOTSUPP", at.send(fd, "x", MSG_OOB));
            assertEquals("EOPNOTSUPP", Machine.say(at.kernel.listen(fd, 1)));
            assertEquals("EOPNOTSUPP", Machine.say(at.kernel.accept4(fd, null, 0)));
            assertEquals("ENOTCONN", Machine.say(at.kernel.shutdown(fd, SHUT_RDWR)));
            assertEquals("IN|OUT|HUP|RDHUP", at.poll(fd));
            assertEquals("EPIPE", sendto(at, fd, 1, at.nameOf(fd)));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void severalGoAtOnce(Machine at) {
        try (at) {
            int sender = bound(at);
            int receiver = bound(at);
            MessageBatch out = new MessageBatch(3, 1, true);
            for (int i = 0; i < 3; i++) {
                out.message(i).vector().set(0, at.memory, 0, 10 + i);
                out.message(i).address().copyFrom(at.nameOf(receiver));
            }
            assertEquals(3, at.kernel.sendmmsg(sender, out, 3, 0));
            MessageBatch in = new MessageBatch(5, 1, true);
            for (int i = 0; i < 5; i++) {
                in.message(i).vector().set(0, at.memory, 100L * i, 11);
            }
            assertEquals(3, at.kernel.recvmmsg(receiver, in, 5, 0));
            assertEquals(10, in.length(0));
            assertEquals(11, in.length(2));
            assertEquals(MSG_TRUNC, in.message(2).flags());
            assertEquals(at.nameOf(sender), in.message(1).address());
            assertEquals("EAGAIN", Machine.say(at.kernel.recvmmsg(receiver, in, 5, 0)));
        }
    }

    /// How many datagrams of a size fit into 208 KiB: as on Linux 6.18 over loopback.
    @Test
    void whatFindsNoRoomIsLost() {
        try (Machine at = Machine.ours()) {
            int sender = bound(at);
            int receiver = bound(at);
            int[][] expected = {{1, 256}, {500, 166}, {1000, 92}, {8000, 12}, {65_000, 3}};
            for (int[] row : expected) {
                for (int i = 0; i < 300; i++) {
                    sendto(at, sender, row[0], at.nameOf(receiver));
                }
                int kept = 0;
                while (at.kernel.recv(receiver, at.memory, 0, 70_000, 0) >= 0) {
                    kept++;
                }
                assertEquals(row[1], kept, "datagrams of " + row[0]);
            }
        }
    }
}
