package io.epoll4j.jvm.unix;

import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.MSG_PEEK;
import static io.epoll4j.sys.SocketFlags.MSG_TRUNC;
import static io.epoll4j.sys.SocketFlags.SHUT_RD;
import static io.epoll4j.sys.SocketFlags.SHUT_WR;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_SEQPACKET;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_ERROR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.Machine;
import io.epoll4j.sys.IoVec;
import io.epoll4j.sys.Message;
import io.epoll4j.sys.SockAddr;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Unix sockets, on both kernels.
class UnixSocketsTest {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private static SockAddr freshName() {
        long process = ProcessHandle.current().pid();
        return SockAddr.ofAbstract("UnixSocketsTest " + process + "." + NAMES.incrementAndGet());
    }

    /// Size of a write, after how many the socket stops being writable, how many are taken: Linux
    /// 6.18 with 208 KiB of `net.scheduler.wmem_default` charges each what its buffer costs.
    @Test
    void streamsFillUpWhereLinuxDoesByDefault() {
        try (Machine at = Machine.ours()) {
            int[][] expected = {{1, 70, 278}, {1000, 24, 93}, {5000, 9, 34}, {40_000, 2, 5}};
            for (int[] row : expected) {
                int[] pair = at.pair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
                int writable = 0;
                int taken = 0;
                while (at.write(pair[0], row[0]).equals(Integer.toString(row[0]))) {
                    taken++;
                    if (writable == 0 && at.poll(pair[0]).isEmpty()) {
                        writable = taken;
                    }
                }
                assertEquals(row[1], writable, "writes of " + row[0] + " while writable");
                assertEquals(row[2], taken, "writes of " + row[0]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void halfCloseAndCloseAreSeenByTheOtherEnd(Machine at) {
        try (at) {
            int[] pair = at.pair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
            at.write(pair[0], "last");
            Machine.ok(at.kernel.shutdown(pair[0], SHUT_WR));
            assertEquals("IN|OUT|RDHUP", at.poll(pair[1]));
            assertEquals("'last'", at.read(pair[1], 9));
            assertEquals("''", at.read(pair[1], 9));
            assertEquals("EPIPE", at.write(pair[0], "x"));
            Machine.ok(at.kernel.shutdown(pair[1], SHUT_WR));
            assertEquals("IN|OUT|HUP|RDHUP", at.poll(pair[0]));
            int[] other = at.pair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
            at.write(other[1], "unread");
            at.close(other[0]);
            assertEquals("IN|OUT|ERR|HUP|RDHUP", at.poll(other[1]));
            assertEquals("ECONNRESET", at.read(other[1], 9));
            assertEquals("''", at.read(other[1], 9));
            int[] third = at.pair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
            Machine.ok(at.kernel.shutdown(third[0], SHUT_RD));
            assertEquals("IN|OUT|RDHUP", at.poll(third[0]));
            assertEquals("EPIPE", at.write(third[1], "x"));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void anOutOfBandByteStandsApart(Machine at) {
        try (at) {
            int[] pair = at.pair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
            assertEquals("3", at.send(pair[0], "ab!", MSG_OOB));
            assertEquals("IN|PRI|OUT", at.poll(pair[1]));
            at.write(pair[0], "cd");
            assertEquals("'ab'", at.recv(pair[1], 9, 0), "reading stops at the mark");
            assertEquals("'!'", at.recv(pair[1], 1, MSG_OOB));
            assertEquals("EINVAL", at.recv(pair[1], 1, MSG_OOB));
            assertEquals("'cd'", at.recv(pair[1], 9, 0));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void datagramsKeepTheirBounds(Machine at) {
        try (at) {
            for (int type : new int[] {SOCK_DGRAM, SOCK_SEQPACKET}) {
                int[] pair = at.pair(AF_UNIX, type | SOCK_NONBLOCK);
                at.write(pair[0], "one");
                at.write(pair[0], "");
                at.write(pair[0], "three");
                assertEquals("'one'", at.recv(pair[1], 9, MSG_PEEK));
                assertEquals("3", Machine.say(at.kernel.recv(pair[1], at.memory, 0, 1, MSG_TRUNC)));
                assertEquals("''", at.recv(pair[1], 9, 0));
                assertEquals("'th'", at.read(pair[1], 2));
                assertEquals("EAGAIN", at.read(pair[1], 2));
                assertEquals("EMSGSIZE", at.write(pair[0], 212_992 - 31));
                Machine.ok(at.kernel.shutdown(pair[0], SHUT_WR));
                boolean ends = type == SOCK_SEQPACKET;
                assertEquals(ends ? "''" : "EAGAIN", at.read(pair[1], 9));
                at.close(pair[0]);
                assertEquals(ends ? "IN|OUT|HUP|RDHUP" : "OUT", at.poll(pair[1]));
                assertEquals(ends ? "EPIPE" : "ECONNREFUSED", at.write(pair[1], "x"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void aQueueOfDatagramsIsShortForThoseWhoAreNotItsPeer(Machine at) {
        try (at) {
            SockAddr name = freshName();
            int receiver = at.socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK);
            Machine.ok(at.kernel.bind(receiver, name));
            int sender = at.socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK);
            assertEquals("ENOTCONN", at.write(sender, "x"));
            Machine.ok(at.kernel.connect(sender, name));
            for (int i = 0; i < 11; i++) {
                assertEquals("1", at.write(sender, "x"));
            }
            assertEquals("", at.poll(sender));
            var edges = at.edges(sender);
            assertEquals("EAGAIN", at.write(sender, "x"));
            edges.any();
            at.read(receiver, 1);
            assertTrue(edges.any(), "the sender hears of room at its peer");
            assertEquals("OUT", at.poll(sender));
            int other = at.socket(AF_UNIX, SOCK_DGRAM);
            Machine.ok(at.kernel.connect(receiver, at.nameOf(receiver)));
            assertEquals("EPERM", Machine.say(at.kernel.connect(other, name)));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void listenersQueueOneMoreThanTheirBacklog(Machine at) {
        try (at) {
            for (int type : new int[] {SOCK_STREAM, SOCK_SEQPACKET}) {
                SockAddr name = freshName();
                int listener = at.socket(AF_UNIX, type | SOCK_NONBLOCK);
                assertEquals("EINVAL", Machine.say(at.kernel.listen(listener, 1)));
                int client = at.socket(AF_UNIX, type | SOCK_NONBLOCK);
                assertEquals("ECONNREFUSED", Machine.say(at.kernel.connect(client, name)));
                Machine.ok(at.kernel.bind(listener, name));
                assertEquals("ECONNREFUSED", Machine.say(at.kernel.connect(client, name)));
                Machine.ok(at.kernel.listen(listener, 0));
                Machine.ok(at.kernel.connect(client, name));
                assertEquals("OUT", at.poll(client));
                int late = at.socket(AF_UNIX, type | SOCK_NONBLOCK);
                assertEquals("EAGAIN", Machine.say(at.kernel.connect(late, name)));
                at.write(client, "hello");
                SockAddr peer = new SockAddr();
                int served = at.own(at.kernel.accept4(listener, peer, SOCK_NONBLOCK));
                assertEquals(2, peer.length(), "the client has no name");
                assertEquals("'hello'", at.read(served, 9));
                assertEquals(name, at.nameOf(served));
                assertEquals("EAGAIN", Machine.say(at.kernel.accept4(listener, null, 0)));
                assertEquals("EISCONN", Machine.say(at.kernel.connect(client, name)));
                Machine.ok(at.kernel.connect(late, name));
                at.close(listener);
                assertEquals("IN|OUT|ERR|HUP|RDHUP", at.poll(late), "nobody accepted it");
                assertEquals(104, at.kernel.getsockopt(late, SOL_SOCKET, SO_ERROR));
                assertEquals("OUT", at.poll(client));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void descriptorsTravelInMessages(Machine at) {
        try (at) {
            int[] pair = at.pair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
            int[] pipe = at.pipe(O_NONBLOCK);
            IoVec vector = new IoVec(1);
            vector.set(0, at.memory, 0, 1);
            Message message = new Message(vector, null, 2);
            message.addDescriptor(pipe[1]);
            message.addDescriptor(pipe[1]);
            assertEquals(1, at.kernel.sendmsg(pair[0], message, 0));
            at.close(pipe[1]);
            assertEquals("EAGAIN", at.read(pipe[0], 1), "the writer lives on in the message");
            Message received = new Message(vector, null, 1);
            assertEquals(1, at.kernel.recvmsg(pair[1], received, 0));
            assertEquals(1, received.descriptorCount(), "as many as there is room for");
            int writer = at.own(received.descriptor(0));
            assertEquals("2", at.write(writer, "ok"));
            assertEquals("'ok'", at.read(pipe[0], 9));
            at.close(writer);
            assertEquals("HUP", at.poll(pipe[0]), "the other one was closed");
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void closingDropsTheFilesUnderWay(Machine at) {
        try (at) {
            int[] pair = at.pair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK);
            int[] pipe = at.pipe(O_NONBLOCK);
            IoVec vector = new IoVec(1);
            vector.set(0, at.memory, 0, 1);
            Message message = new Message(vector, null, 1);
            message.addDescriptor(pipe[1]);
            assertEquals(1, at.kernel.sendmsg(pair[0], message, 0));
            at.close(pipe[1]);
            assertEquals("", at.poll(pipe[0]));
            at.close(pair[1]);
            assertEquals("HUP", at.poll(pipe[0]));
            message.clearDescriptors();
            message.addDescriptor(pipe[1]);
            assertEquals("EBADF", Machine.say(at.kernel.sendmsg(pair[0], message, 0)));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void edgesComeWithMessagesAndWithRoom(Machine at) {
        try (at) {
            int[] pair = at.pair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
            var near = at.edges(pair[0]);
            var far = at.edges(pair[1]);
            at.write(pair[0], "ab");
            assertTrue(far.any());
            assertFalse(near.any());
            at.read(pair[1], 1);
            assertFalse(near.any(), "the piece is not read to its end");
            at.read(pair[1], 1);
            assertTrue(near.any());
            assertFalse(far.any());
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void onlyUnixSocketsComeInPairs(Machine at) {
        int[] fds = new int[2];
        assertEquals("EOPNOTSUPP", Machine.say(at.kernel.socketpair(AF_INET, SOCK_STREAM, 0, fds)));
        assertEquals("ESOCKTNOSUPPORT", Machine.say(at.kernel.socketpair(AF_UNIX, 4, 0, fds)));
        assertEquals("EAFNOSUPPORT", Machine.say(at.kernel.socket(99, SOCK_STREAM, 0)));
        assertEquals("EINVAL", Machine.say(at.kernel.socket(AF_UNIX, 15, 0)));
    }
}
