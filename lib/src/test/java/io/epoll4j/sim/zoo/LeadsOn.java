package io.epoll4j.sim.zoo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.Datagram;
import io.epoll4j.sim.Chaos;
import io.epoll4j.sim.Here;
import io.epoll4j.sim.World;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.SockAddr;
import java.nio.ByteBuffer;
import java.time.Duration;

/// A leader that leads until it is told that it does not. Behind a partition nobody tells it, and
/// its lease, which has ended, is given to another.
final class LeadsOn {
    private static final Duration LEASE = ofSeconds(3);
    private static final Duration MARGIN = ofMillis(500);

    /// The highest term in which anybody has acted.
    private int latest;

    private LeadsOn() {}

    static void live(World world, boolean sound) {
        var shared = new LeadsOn();
        world.machine("keeper").serve(LeadsOn::keep);
        for (String name : new String[] {"one", "two"})
            world.machine(name).serve(on -> shared.work(on, sound));
        world.chaos(Chaos.of(Chaos.Kind.PARTITION, Chaos.Kind.LOSS).until(ofSeconds(20)));
        world.run(ofSeconds(30));
        assertTrue(shared.latest > 0);
    }

    /// Gives the lease, for three seconds, to whoever asks when nobody has it.
    private static void keep(Here on) {
        try (var socket = Datagram.bind(on.kernel(), SockAddr.any(Talk.PORT))) {
            socket.setNonBlocking(false);
            var source = new SockAddr();
            var bytes = ByteBuffer.allocate(100);
            SockAddr holder = new SockAddr();
            long end = 0;
            int term = 0;
            for (; ; ) {
                socket.receive(bytes.clear(), source);
                String asked = US_ASCII.decode(bytes.flip()).toString();
                long now = now(on);
                if (!source.equals(holder) && now < end) continue;
                if (!source.equals(holder) || now >= end) {
                    holder = on.resolve(source.address().getHostAddress(), source.port());
                    term++;
                }
                end = now + LEASE.toNanos();
                socket.send(US_ASCII.encode(asked + " " + term), source);
            }
        }
    }

    /// Asks for the lease twice a second, saying when it asked, and leads while it has it.
    private void work(Here on, boolean sound) {
        try (var socket = Datagram.bind(on.kernel(), SockAddr.any(Talk.PORT))) {
            var bytes = ByteBuffer.allocate(100);
            long end = 0;
            int term = 0;
            for (; ; ) {
                socket.send(
                        US_ASCII.encode(Long.toString(now(on))), on.resolve("keeper", Talk.PORT));
                on.sleep(ofMillis(500));
                while (socket.receive(bytes.clear(), new SockAddr()) >= 0) {
                    String[] granted = US_ASCII.decode(bytes.flip()).toString().split(" ");
                    end = Long.parseLong(granted[0]) + LEASE.minus(MARGIN).toNanos();
                    term = Integer.parseInt(granted[1]);
                }
                boolean leads = term > 0 && (!sound || now(on) < end);
                if (leads) act(on, term);
            }
        }
    }

    private void act(Here on, int term) {
        assertTrue(
                term >= latest,
                on.name() + " leads in term " + term + ", and another has led in " + latest);
        latest = term;
    }

    private static long now(Here on) {
        return on.kernel().clockGettime(FileFlags.CLOCK_MONOTONIC);
    }
}
