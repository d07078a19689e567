package io.epoll4j.sim.zoo;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.Connection;
import io.epoll4j.Epoll;
import io.epoll4j.Events;
import io.epoll4j.Interest;
import io.epoll4j.Listener;
import io.epoll4j.sim.Chaos;
import io.epoll4j.sim.Here;
import io.epoll4j.sim.Machine;
import io.epoll4j.sim.World;
import io.epoll4j.sys.SockAddr;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A server whose listener is edge-triggered, and that accepts one connection for each event. Of
/// two that come while a collection goes on, one waits for a third.
final class AcceptsOnce {
    private static final int CLIENTS = 3;

    private AcceptsOnce() {}

    static void live(World world, boolean sound) {
        world.machine("server").run(on -> serve(on, sound));
        List<String> welcomed = new ArrayList<>();
        Machine[] clients = new Machine[CLIENTS];
        for (int i = 0; i < CLIENTS; i++)
            clients[i] = world.machine("client" + i).run(on -> visit(on, welcomed));
        world.chaos(Chaos.of(Chaos.Kind.PAUSE).sparing(clients).until(ofSeconds(1)));
        world.run(ofMinutes(1));
        assertEquals(CLIENTS, welcomed.size());
    }

    /// Greets each, and lets them go.
    private static void serve(Here on, boolean sound) {
        try (var epoll = Epoll.open(on.kernel());
                var listener = Listener.bind(on.kernel(), SockAddr.any(Talk.PORT))) {
            epoll.add(listener, Interest.READ.edge());
            var events = new Events(1);
            for (; ; ) {
                epoll.await(events, Epoll.FOREVER);
                Connection made;
                do {
                    made = listener.accept();
                    if (made == null) break;
                    made.write(ByteBuffer.wrap("welcome\n".getBytes()));
                    made.close();
                } while (sound);
            }
        }
    }

    private static void visit(Here on, List<String> welcomed) {
        on.sleep(ofMillis(10 + on.random().nextInt(1_000)));
        try (var talk = Talk.to(on, "server")) {
            assertEquals("welcome", talk.hear());
            welcomed.add(on.name());
        }
    }
}
