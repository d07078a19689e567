package io.epoll4j.jvm.tcp;

import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.jvm.Machine;
import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.spi.Network;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.jvm.task.VirtualHost;
import io.epoll4j.sys.SockAddr;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Two kernels, 10.0.0.1 and 10.0.0.2, on one virtual clock, with a network between them that
/// delivers when told to.
final class TwoMachines {
    static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int NET = 10 << 24;

    final VirtualHost host = new VirtualHost();
    final Deque<Packet> wire = new ArrayDeque<>();

    /// Everything that was ever sent.
    final List<Packet> sent = new ArrayList<>();

    /// What is lost as soon as it is sent.
    Predicate<Packet> loses = packet -> false;

    int mtu = 1500;
    Machine left = machine(1);
    Machine right = machine(2);

    private Machine machine(int number) {
        Endpoint own = Endpoint.ofV4(NET | number, 0);
        Network network =
                new Network() {
                    @Override
                    public void transmit(Packet packet) {
                        sent.add(packet);
                        if (!loses.test(packet)) {
                            wire.add(packet);
                        }
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

                    @Override
                    public int mtu(Endpoint address) {
                        return mtu;
                    }
                };
        return new Machine("10.0.0." + number, new JvmKernel(host, 1000, network));
    }

    JvmKernel left() {
        return (JvmKernel) left.kernel;
    }

    JvmKernel right() {
        return (JvmKernel) right.kernel;
    }

    /// A new kernel at the right one's address, as after a power cut.
    void restartRight() {
        right().crash();
        right = machine(2);
    }

    boolean isToLeft(Packet packet) {
        return packet.target().withPort(0).equals(Endpoint.ofV4(NET | 1, 0));
    }

    void deliver(Packet packet) {
        (isToLeft(packet) ? left() : right()).receive(packet);
    }

    void deliver() {
        deliver(wire.remove());
    }

    void deliverAll() {
        while (!wire.isEmpty()) {
            deliver();
        }
    }

    long nextTimer() {
        return Math.min(left().nextTimer(), right().nextTimer());
    }

    /// Lets time go on to the next timer and have it happen; false if there is none.
    boolean toNextTimer() {
        long next = nextTimer();
        if (next == Host.NEVER) {
            return false;
        }
        host.now = Math.max(host.now, next);
        left().runTimers();
        right().runTimers();
        return true;
    }

    /// Delivers what is sent, at once, for so long.
    void run(long nanos) {
        long limit = host.now + nanos;
        deliverAll();
        while (nextTimer() <= limit && toNextTimer()) {
            deliverAll();
        }
        host.now = limit;
    }

    int listener() {
        int listener = right.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK);
        Machine.ok(right.kernel.bind(listener, SockAddr.any(80)));
        Machine.ok(right.kernel.listen(listener, 10));
        return listener;
    }

    int client() {
        int client = left.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK);
        connect(client);
        return client;
    }

    void connect(int client) {
        SockAddr server = SockAddr.parse("10.0.0.2:80");
        assertEquals("EINPROGRESS", Machine.say(left.kernel.connect(client, server)));
    }

    int accept(int listener) {
        return right.own(right.kernel.accept4(listener, null, SOCK_NONBLOCK));
    }

    /// Both ends of a connection, the left one first.
    int[] connection() {
        int listener = listener();
        int client = client();
        deliverAll();
        int server = accept(listener);
        sent.clear();
        return new int[] {client, server};
    }

    double seconds(long since) {
        return (double) (host.now - since) / SECOND;
    }
}
