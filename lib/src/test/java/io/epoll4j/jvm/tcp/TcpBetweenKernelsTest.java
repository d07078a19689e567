package io.epoll4j.jvm.tcp;

import static io.epoll4j.jvm.tcp.TwoMachines.MILLI;
import static io.epoll4j.jvm.tcp.TwoMachines.SECOND;
import static io.epoll4j.sys.SocketFlags.IPPROTO_TCP;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_KEEPALIVE;
import static io.epoll4j.sys.SocketFlags.SO_RCVBUF;
import static io.epoll4j.sys.SocketFlags.TCP_KEEPCNT;
import static io.epoll4j.sys.SocketFlags.TCP_KEEPIDLE;
import static io.epoll4j.sys.SocketFlags.TCP_KEEPINTVL;
import static io.epoll4j.sys.SocketFlags.TCP_USER_TIMEOUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.Machine;
import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.spi.Packet;
import org.junit.jupiter.api.Test;

/// What TCP makes of a network that loses, repeats and reorders, rule by rule.
class TcpBetweenKernelsTest {
    private final TwoMachines two = new TwoMachines();
    private final Machine left = two.left;
    private final Machine right = two.right;

    private void set(int fd, int option, int value) {
        Machine.ok(left.kernel.setsockopt(fd, IPPROTO_TCP, option, value));
    }

    @Test
    void whatComesTooEarlyWaits() {
        int[] ends = two.connection();
        left.write(ends[0], "first ");
        left.write(ends[0], "second");
        two.wire.add(two.wire.remove());
        two.deliver();
        assertEquals("EAGAIN", right.read(ends[1], 20));
        two.deliverAll();
        assertEquals("'first second'", right.read(ends[1], 20));
    }

    @Test
    void whatIsLostIsSentAgainAfterTheTimeout() {
        int[] ends = two.connection();
        left.write(ends[0], "lost ");
        left.write(ends[0], "kept");
        two.wire.remove();
        two.deliverAll();
        two.run(199 * MILLI);
        assertEquals("EAGAIN", right.read(ends[1], 20));
        two.run(MILLI);
        assertEquals("'lost kept'", right.read(ends[1], 20));
    }

    @Test
    void whatComesTwiceCountsOnce() {
        int[] ends = two.connection();
        left.write(ends[0], "once");
        Packet data = two.wire.remove();
        two.deliver(data);
        two.deliver(data.copy());
        two.deliverAll();
        two.deliver(data);
        assertEquals("'once'", right.read(ends[1], 20));
        assertEquals("EAGAIN", right.read(ends[1], 20));
    }

    @Test
    void aMachineStartedAgainKnowsNothing() {
        int[] ends = two.connection();
        two.restartRight();
        left.write(ends[0], "hello?");
        two.deliverAll();
        assertEquals("ECONNRESET", left.read(ends[0], 1));
    }

    @Test
    void aBlackHoleEndsAfterFifteenTries() {
        int[] ends = two.connection();
        two.loses = packet -> true;
        long began = two.host.now;
        left.write(ends[0], "hello?");
        while (left.poll(ends[0]).equals("OUT")) {
            assertTrue(two.toNextTimer());
        }
        assertEquals("IN|OUT|ERR|HUP|RDHUP", left.poll(ends[0]));
        assertEquals("ETIMEDOUT", left.read(ends[0], 1));
        assertEquals(924.6, two.seconds(began), 0.001);
        assertEquals(16, two.sent.size(), "the first, and fifteen tries");
    }

    @Test
    void theUserMayWaitLessLong() {
        int[] ends = two.connection();
        set(ends[0], TCP_USER_TIMEOUT, 1000);
        two.loses = packet -> true;
        long began = two.host.now;
        left.write(ends[0], "hello?");
        while (left.poll(ends[0]).equals("OUT")) {
            assertTrue(two.toNextTimer());
        }
        assertEquals("ETIMEDOUT", left.read(ends[0], 1));
        assertEquals(1.0, two.seconds(began), 0.001);
    }

    @Test
    void aSilentEndIsAskedWhetherItIsThere() {
        int[] ends = two.connection();
        Machine.ok(left.kernel.setsockopt(ends[0], SOL_SOCKET, SO_KEEPALIVE, 1));
        set(ends[0], TCP_KEEPIDLE, 60);
        set(ends[0], TCP_KEEPINTVL, 10);
        set(ends[0], TCP_KEEPCNT, 3);
        two.run(600 * SECOND);
        assertEquals(20, two.sent.size(), "ten questions, ten answers");
        two.sent.clear();
        two.loses = packet -> true;
        long began = two.host.now;
        while (left.poll(ends[0]).equals("OUT")) {
            assertTrue(two.toNextTimer());
        }
        assertEquals("ETIMEDOUT", left.read(ends[0], 1));
        assertEquals(60 + 3 * 10, two.seconds(began), 0.001);
        assertEquals(4, two.sent.size(), "three questions and a reset");
        assertTrue(two.sent.getLast().has(Packet.RST));
    }

    @Test
    void dataCompletesAHandshakeWhoseLastAckWasLost() {
        int listener = two.listener();
        int client = two.client();
        two.deliver();
        two.deliver();
        two.wire.remove();
        assertEquals("", right.poll(listener));
        left.write(client, "hello");
        two.deliverAll();
        assertEquals("IN", right.poll(listener));
        assertEquals("'hello'", right.read(two.accept(listener), 9));
    }

    @Test
    void aLostSynAckMakesNoSecondConnection() {
        int listener = two.listener();
        int client = two.client();
        two.deliver();
        two.wire.remove();
        two.run(SECOND);
        assertEquals("OUT", left.poll(client));
        two.accept(listener);
        assertEquals("EAGAIN", Machine.say(right.kernel.accept4(listener, null, 0)));
    }

    @Test
    void aSynAckIsSentFiveTimesMore() {
        two.listener();
        two.client();
        two.deliver();
        two.loses = packet -> !two.isToLeft(packet);
        two.sent.clear();
        long began = two.host.now;
        while (two.right().nextTimer() != Host.NEVER) {
            two.wire.clear();
            assertTrue(two.toNextTimer());
        }
        assertEquals(63, two.seconds(began), 0.001);
        long answers = two.sent.stream().filter(two::isToLeft).count();
        // The SYN comes again too, and is answered too.
        assertEquals(5, answers);
    }

    @Test
    void segmentsFitTheMssAndTheWindow() {
        int listener = two.listener();
        Machine.ok(right.kernel.setsockopt(listener, SOL_SOCKET, SO_RCVBUF, 1));
        int client = two.client();
        two.deliverAll();
        int server = two.accept(listener);
        two.sent.clear();
        int written = Integer.parseInt(left.write(client, 1 << 20));
        two.deliverAll();
        int sent = two.sent.stream().mapToInt(Packet::length).sum();
        assertEquals(2304, sent, "SOCK_MIN_RCVBUF");
        int read = 0;
        while (read < written) {
            String answer = right.read(server, 1 << 20);
            read += answer.equals("EAGAIN") ? 0 : answer.length() - 2;
            two.run(SECOND);
        }
        assertTrue(two.sent.stream().allMatch(packet -> packet.length() <= 1460));
    }
}
