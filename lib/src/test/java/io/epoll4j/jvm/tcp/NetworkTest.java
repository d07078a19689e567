package io.epoll4j.jvm.tcp;

import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.jvm.Machine;
import io.epoll4j.sys.SockAddr;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What a network between two kernels sees, and what it can do.
class NetworkTest {
    private final TwoMachines two = new TwoMachines();
    private final Machine left = two.left;
    private final Machine right = two.right;

    @Test
    void aConnectionTakesThreePackets() {
        int listener = two.listener();
        int client = two.client();
        assertEquals(1, two.wire.size());
        two.deliver();
        assertEquals("", right.poll(listener));
        assertEquals("", left.poll(client));
        two.deliver();
        assertEquals("OUT", left.poll(client));
        assertEquals("", right.poll(listener), "half open");
        two.deliver();
        assertEquals("IN", right.poll(listener));
        SockAddr peer = new SockAddr();
        int server = right.own(right.kernel.accept4(listener, peer, SOCK_NONBLOCK));
        assertEquals("10.0.0.1", peer.host());
        left.write(client, "hello");
        assertEquals("EAGAIN", right.read(server, 9));
        two.deliverAll();
        assertEquals("'hello'", right.read(server, 9));
        left.close(client);
        assertEquals("EAGAIN", right.read(server, 9));
        two.deliverAll();
        assertEquals("''", right.read(server, 9));
    }

    @Test
    void aLostRequestIsSentAgainAfterASecond() {
        int listener = two.listener();
        int client = two.client();
        two.wire.remove();
        two.host.now += TimeUnit.MILLISECONDS.toNanos(999);
        assertEquals("", left.poll(client));
        assertEquals(0, two.wire.size());
        two.host.now += TimeUnit.MILLISECONDS.toNanos(1);
        assertEquals("", left.poll(client));
        assertEquals(1, two.wire.size());
        two.deliverAll();
        assertEquals("OUT", left.poll(client));
        assertEquals("IN", right.poll(listener));
    }

    @Test
    void whoeverIsNeverAnsweredGivesUp() {
        int client = two.client();
        for (int tries = 1; tries <= 7; tries++) {
            assertEquals(1, two.wire.size(), "try " + tries);
            two.wire.remove();
            two.host.now += TimeUnit.SECONDS.toNanos(1L << tries - 1);
            left.poll(client);
        }
        assertEquals(0, two.wire.size());
        assertEquals("ETIMEDOUT", left.read(client, 1));
    }

    @Test
    void nobodyListeningIsARefusal() {
        int client = two.client();
        two.deliverAll();
        assertEquals("ECONNREFUSED", left.read(client, 1));
        int far = left.socket(AF_INET, SOCK_STREAM);
        SockAddr elsewhere = SockAddr.parse("192.0.2.1:80");
        assertEquals("ENETUNREACH", Machine.say(left.kernel.connect(far, elsewhere)));
    }

    @Test
    void anAnswerToOneWhoHasGoneIsReset() {
        int listener = two.listener();
        int client = two.client();
        two.deliver();
        left.close(client);
        two.deliverAll();
        assertEquals("", right.poll(listener), "the connection never came about");
    }

    @Test
    void datagramsWaitOnTheWire() {
        int receiver = right.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK);
        Machine.ok(right.kernel.bind(receiver, SockAddr.any(53)));
        int sender = left.socket(AF_INET, SOCK_DGRAM);
        Machine.ok(left.kernel.connect(sender, SockAddr.parse("10.0.0.2:53")));
        left.write(sender, "lost");
        left.write(sender, "second");
        left.write(sender, "first");
        two.wire.remove();
        two.wire.add(two.wire.remove());
        two.deliverAll();
        assertEquals("'first'", right.read(receiver, 9));
        assertEquals("'second'", right.read(receiver, 9));
        right.close(receiver);
        left.write(sender, "late");
        two.deliverAll();
        assertEquals("ECONNREFUSED", left.write(sender, "x"));
    }
}
