package io.epoll4j.jvm;

import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.sys.SockAddr;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Two kernels, 10.0.0.1 and 10.0.0.2, with a network between them that delivers when told to.
class NetworkTest {
    private final VirtualHost host = new VirtualHost();
    private final Deque<Packet> wire = new ArrayDeque<>();
    private final Machine left = machine(1);
    private final Machine right = machine(2);

    private Machine machine(int number) {
        Endpoint own = Endpoint.ofV4(10 << 24 | number, 0);
        Network network =
                new Network() {
                    @Override
                    public void transmit(JvmKernel kernel, Packet packet) {
                        wire.add(packet);
                    }

                    @Override
                    public boolean isLocal(Endpoint address) {
                        return address.withPort(0).equals(own);
                    }

                    @Override
                    public boolean reaches(Endpoint address) {
                        return address.isV4() && address.toString().startsWith("10.");
                    }

                    @Override
                    public Endpoint sourceFor(Endpoint address) {
                        return own;
                    }
                };
        return new Machine("10.0.0." + number, new JvmKernel(host, 1000, network));
    }

    private void deliver() {
        Packet packet = wire.remove();
        boolean toLeft = packet.target().withPort(0).equals(Endpoint.ofV4(10 << 24 | 1, 0));
        packet.arrive((JvmKernel) (toLeft ? left : right).kernel);
    }

    private void deliverAll() {
        while (!wire.isEmpty()) {
            deliver();
        }
    }

    private int listener() {
        int listener = right.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK);
        Machine.ok(right.kernel.bind(listener, SockAddr.any(80)));
        Machine.ok(right.kernel.listen(listener, 10));
        return listener;
    }

    private int client() {
        int client = left.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK);
        SockAddr server = SockAddr.parse("10.0.0.2:80");
        assertEquals("EINPROGRESS", Machine.say(left.kernel.connect(client, server)));
        return client;
    }

    @Test
    void aConnectionTakesThreePackets() {
        int listener = listener();
        int client = client();
        assertEquals(1, wire.size());
        deliver();
        assertEquals("", right.poll(listener));
        assertEquals("", left.poll(client));
        deliver();
        assertEquals("OUT", left.poll(client));
        assertEquals("", right.poll(listener), "half open");
        deliver();
        assertEquals("IN", right.poll(listener));
        SockAddr peer = new SockAddr();
        int server = right.own(right.kernel.accept4(listener, peer, SOCK_NONBLOCK));
        assertEquals("10.0.0.1", peer.host());
        left.write(client, "hello");
        assertEquals("EAGAIN", right.read(server, 9));
        deliverAll();
        assertEquals("'hello'", right.read(server, 9));
        left.close(client);
        assertEquals("EAGAIN", right.read(server, 9));
        deliverAll();
        assertEquals("''", right.read(server, 9));
    }

    @Test
    void aLostRequestIsSentAgainAfterASecond() {
        int listener = listener();
        int client = client();
        wire.remove();
        host.now += TimeUnit.MILLISECONDS.toNanos(999);
        assertEquals("", left.poll(client));
        assertEquals(0, wire.size());
        host.now += TimeUnit.MILLISECONDS.toNanos(1);
        assertEquals("", left.poll(client));
        assertEquals(1, wire.size());
        deliverAll();
        assertEquals("OUT", left.poll(client));
        assertEquals("IN", right.poll(listener));
    }

    @Test
    void whoeverIsNeverAnsweredGivesUp() {
        int client = client();
        for (int tries = 1; tries <= 7; tries++) {
            assertEquals(1, wire.size(), "try " + tries);
            wire.remove();
            host.now += TimeUnit.SECONDS.toNanos(1L << tries - 1);
            left.poll(client);
        }
        assertEquals(0, wire.size());
        assertEquals("ETIMEDOUT", left.read(client, 1));
    }

    @Test
    void nobodyListeningIsARefusal() {
        int client = client();
        deliverAll();
        assertEquals("ECONNREFUSED", left.read(client, 1));
        int far = left.socket(AF_INET, SOCK_STREAM);
        SockAddr elsewhere = SockAddr.parse("192.0.2.1:80");
        assertEquals("ENETUNREACH", Machine.say(left.kernel.connect(far, elsewhere)));
    }

    @Test
    void anAnswerToOneWhoHasGoneIsReset() {
        int listener = listener();
        int client = client();
        deliver();
        left.close(client);
        deliverAll();
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
        wire.remove();
        wire.add(wire.remove());
        deliverAll();
        assertEquals("'first'", right.read(receiver, 9));
        assertEquals("'second'", right.read(receiver, 9));
        right.close(receiver);
        left.write(sender, "late");
        deliverAll();
        assertEquals("ECONNREFUSED", left.write(sender, "x"));
    }
}
