package io.epoll4j.sim.zoo;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.Datagram;
import io.epoll4j.Epoll;
import io.epoll4j.Events;
import io.epoll4j.Interest;
import io.epoll4j.sim.Chaos;
import io.epoll4j.sim.Here;
import io.epoll4j.sim.World;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.SockAddr;
import java.nio.ByteBuffer;

/// A watcher that measures the time since the last heartbeat by the clock on the wall.
final class TrustsWallClock {
    private static final long DEAD_AFTER = ofSeconds(10).toNanos();

    private TrustsWallClock() {}

    static void live(World world, boolean sound) {
        int[] beats = new int[1];
        var watcher = world.machine("watcher").serve(on -> watch(on, beats, sound));
        world.machine("heart").run(TrustsWallClock::beat);
        world.chaos(Chaos.of(Chaos.Kind.CLOCK).until(ofSeconds(20)));
        world.run(ofSeconds(30));
        assertTrue(beats[0] >= 25 && watcher.isUp());
    }

    private static void watch(Here on, int[] beats, boolean sound) {
        int clock = sound ? FileFlags.CLOCK_MONOTONIC : FileFlags.CLOCK_REALTIME;
        try (var socket = Datagram.bind(on.kernel(), SockAddr.any(Talk.PORT));
                var epoll = Epoll.open(on.kernel())) {
            epoll.add(socket, Interest.READ);
            var events = new Events(1);
            var beat = ByteBuffer.allocate(10);
            var source = new SockAddr();
            long last = on.kernel().clockGettime(clock);
            while (beats[0] < 28) {
                epoll.await(events, ofMillis(500));
                long now = on.kernel().clockGettime(clock);
                while (socket.receive(beat.clear(), source) >= 0) {
                    last = now;
                    beats[0]++;
                }
                assertEquals(0, (now - last) / DEAD_AFTER, "it beats, and is declared dead");
            }
        }
    }

    private static void beat(Here on) {
        try (var socket = Datagram.bind(on.kernel(), SockAddr.any(0))) {
            for (int i = 0; i < 30; i++) {
                socket.send(ByteBuffer.allocate(1), on.resolve("watcher", Talk.PORT));
                on.sleep(ofSeconds(1));
            }
        }
    }
}
