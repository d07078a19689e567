package io.epoll4j.jvm.tcp;

import static io.epoll4j.jvm.tcp.TcpRig.STREAM;
import static io.epoll4j.jvm.tcp.TcpRig.client;
import static io.epoll4j.jvm.tcp.TcpRig.connection;
import static io.epoll4j.jvm.tcp.TcpRig.listener;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.MSG_WAITALL;
import static io.epoll4j.sys.SocketFlags.SHUT_RD;
import static io.epoll4j.sys.SocketFlags.SHUT_RDWR;
import static io.epoll4j.sys.SocketFlags.SHUT_WR;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_ERROR;
import static io.epoll4j.sys.SocketFlags.SO_LINGER;
import static io.epoll4j.sys.SocketFlags.SO_OOBINLINE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.Machine;
import io.epoll4j.sys.SockAddr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// TCP over loopback, on both kernels.
class TcpTest {
    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void aConnectionComesAboutInSteps(Machine at) {
        try (at) {
            int listener = at.socket(AF_INET, STREAM);
            assertEquals("OUT|HUP", at.poll(listener));
            Machine.ok(at.kernel.listen(listener, 4));
            assertEquals("", at.poll(listener));
            int port = at.nameOf(listener).port();
            int client = at.socket(AF_INET, STREAM);
            var edges = at.edges(client);
            assertEquals("EINPROGRESS", Machine.say(at.kernel.connect(client, SockAddr.any(port))));
            assertTrue(edges.any());
            assertEquals("OUT", at.poll(client));
            assertEquals("IN", at.poll(listener));
            Machine.ok(at.kernel.connect(client, SockAddr.loopback(port)));
            assertEquals(
                    "EISCONN", Machine.say(at.kernel.connect(client, SockAddr.loopback(port))));
            SockAddr peer = new SockAddr();
            int server = at.own(at.kernel.accept4(listener, peer, SOCK_NONBLOCK));
            assertEquals(at.nameOf(client), peer);
            Machine.ok(at.kernel.getpeername(client, peer));
            assertEquals(SockAddr.loopback(port), peer);
            assertEquals("OUT", at.poll(server));
            assertEquals("EAGAIN", Machine.say(at.kernel.accept4(listener, null, 0)));
            assertEquals("ENOTCONN", at.read(listener, 1));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void aRefusedConnectionSaysSoOnce(Machine at) {
        try (at) {
            int holder = at.socket(AF_INET, STREAM);
            Machine.ok(at.kernel.bind(holder, SockAddr.loopback(0)));
            SockAddr nobody = at.nameOf(holder);
            int client = at.socket(AF_INET, STREAM);
            assertEquals("EINPROGRESS", Machine.say(at.kernel.connect(client, nobody)));
            assertEquals("IN|OUT|ERR|HUP|RDHUP", at.poll(client));
            assertEquals("ECONNREFUSED", Machine.say(at.kernel.connect(client, nobody)));
            assertEquals("OUT|HUP", at.poll(client));
            assertEquals("EINPROGRESS", Machine.say(at.kernel.connect(client, nobody)));
            assertEquals(111, at.kernel.getsockopt(client, SOL_SOCKET, SO_ERROR));
            assertEquals("ECONNABORTED", Machine.say(at.kernel.connect(client, nobody)));
            assertEquals("ENOTCONN", at.read(client, 1));
            assertEquals("EPIPE", at.write(client, "x"));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void aFullBacklogMakesClientsWait(Machine at) {
        try (at) {
            int listener = listener(at, 0);
            int first = client(at, listener);
            int second = client(at, listener);
            assertEquals("OUT", at.poll(first));
            assertEquals("", at.poll(second), "its request was not heard");
            assertEquals("EAGAIN", at.write(second, "x"));
            SockAddr name = at.nameOf(listener);
            assertEquals("EALREADY", Machine.say(at.kernel.connect(second, name)));
            at.close(listener);
            assertEquals("IN|OUT|ERR|HUP|RDHUP", at.poll(first), "nobody accepted it");
            assertEquals("ECONNRESET", at.read(first, 1));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void halfCloseLeavesTheOtherHalf(Machine at) {
        try (at) {
            int[] ends = connection(at);
            at.write(ends[0], "bye");
            var edges = at.edges(ends[0]);
            Machine.ok(at.kernel.shutdown(ends[0], SHUT_WR));
            assertTrue(edges.any());
            assertEquals("IN|OUT|RDHUP", at.poll(ends[1]));
            assertEquals("'bye'", at.read(ends[1], 9));
            assertEquals("''", at.read(ends[1], 9));
            assertEquals("EPIPE", at.write(ends[0], "x"));
            assertEquals("5", at.write(ends[1], "reply"));
            assertEquals("IN|OUT", at.poll(ends[0]));
            at.close(ends[1]);
            assertEquals("IN|OUT|HUP|RDHUP", at.poll(ends[0]));
            assertEquals("'reply'", at.read(ends[0], 9));
            assertEquals("''", at.read(ends[0], 9));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void shutDownReadingStillTakesWhatCame(Machine at) {
        try (at) {
            int[] ends = connection(at);
            Machine.ok(at.kernel.shutdown(ends[0], SHUT_RD));
            assertEquals("IN|OUT|RDHUP", at.poll(ends[0]));
            assertEquals("OUT", at.poll(ends[1]));
            at.write(ends[1], "still");
            assertEquals("'still'", at.read(ends[0], 9));
            assertEquals("''", at.read(ends[0], 9));
            Machine.ok(at.kernel.shutdown(ends[0], SHUT_RDWR));
            at.write(ends[1], "too late");
            assertEquals("ECONNRESET", at.read(ends[0], 9));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void closingWithUnreadDataResets(Machine at) {
        try (at) {
            int[] ends = connection(at);
            at.write(ends[0], "unread");
            at.close(ends[1]);
            assertEquals("IN|OUT|ERR|HUP|RDHUP", at.poll(ends[0]));
            assertEquals("ECONNRESET", at.read(ends[0], 9));
            assertEquals("''", at.read(ends[0], 9));
            assertEquals("EPIPE", at.write(ends[0], "x"));
            assertEquals("ECONNABORTED", Machine.say(at.kernel.connect(ends[0], SockAddr.any(1))));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void writingToAClosedEndIsAnsweredByAReset(Machine at) {
        try (at) {
            int[] ends = connection(at);
            at.close(ends[1]);
            assertEquals("IN|OUT|RDHUP", at.poll(ends[0]));
            assertEquals("1", at.write(ends[0], "x"));
            assertEquals("IN|OUT|ERR|HUP|RDHUP", at.poll(ends[0]));
            assertEquals("''", at.read(ends[0], 9), "the end of the stream comes first");
            assertEquals("EPIPE", at.write(ends[0], "x"));
            assertEquals(0, at.kernel.getsockopt(ends[0], SOL_SOCKET, SO_ERROR));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void lingeringForNoTimeResets(Machine at) {
        try (at) {
            int[] ends = connection(at);
            at.memory.set(JAVA_INT, 0, 1);
            at.memory.set(JAVA_INT, 4, 0);
            var linger = at.memory.asSlice(0, 8);
            Machine.ok(at.kernel.setsockopt(ends[1], SOL_SOCKET, SO_LINGER, linger));
            assertEquals(8, at.kernel.getsockopt(ends[1], SOL_SOCKET, SO_LINGER, linger));
            at.close(ends[1]);
            assertEquals("ECONNRESET", at.read(ends[0], 9));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void anUrgentByteStandsApart(Machine at) {
        try (at) {
            int[] ends = connection(at);
            assertEquals("EINVAL", at.recv(ends[1], 1, MSG_OOB));
            at.send(ends[0], "ab!", MSG_OOB);
            at.write(ends[0], "cd");
            assertEquals("IN|PRI|OUT", at.poll(ends[1]));
            assertEquals("'ab'", at.recv(ends[1], 9, MSG_WAITALL), "reading stops at the mark");
            assertEquals("'!'", at.recv(ends[1], 9, MSG_OOB));
            assertEquals("EINVAL", at.recv(ends[1], 9, MSG_OOB));
            assertEquals("IN|OUT", at.poll(ends[1]));
            assertEquals("'cd'", at.read(ends[1], 9));
            Machine.ok(at.kernel.setsockopt(ends[1], SOL_SOCKET, SO_OOBINLINE, 1));
            at.send(ends[0], "e!", MSG_OOB);
            assertEquals("'e'", at.read(ends[1], 9));
            assertEquals("IN|PRI|OUT", at.poll(ends[1]));
            assertEquals("'!'", at.read(ends[1], 9));
            assertEquals("OUT", at.poll(ends[1]));
        }
    }

    @Test
    void aFullConnectionLosesNothing() {
        try (Machine at = Machine.ours()) {
            int[] ends = connection(at);
            var room = at.edges(ends[0]);
            long written = 0;
            long read = 0;
            byte[] expected = new byte[1];
            for (int round = 0; round < 200; round++) {
                for (long sent = 1; sent > 0; written += Math.max(0, sent)) {
                    for (int i = 0; i < 100_000; i++) {
                        at.memory.set(JAVA_BYTE, i, (byte) ((written + i) * 31 >>> 3));
                    }
                    sent = at.kernel.write(ends[0], at.memory, 0, 100_000);
                }
                assertEquals("", at.poll(ends[0]));
                room.any();
                while (!room.any()) {
                    long got = at.kernel.read(ends[1], at.memory, 0, 70_001);
                    assertTrue(got > 0, "full, and nothing to read");
                    for (int i = 0; i < got; i += 997) {
                        expected[0] = (byte) ((read + i) * 31 >>> 3);
                        byte[] found = {at.memory.get(JAVA_BYTE, i)};
                        assertArrayEquals(expected, found);
                    }
                    read += got;
                }
                if (written > 30_000_000) {
                    break;
                }
            }
            assertTrue(written - read < 6_000_000, "bounded: " + (written - read));
        }
    }
}
