package io.epoll4j.sim.zoo;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.Connection;
import io.epoll4j.Epoll;
import io.epoll4j.Events;
import io.epoll4j.Interest;
import io.epoll4j.Listener;
import io.epoll4j.sim.Here;
import io.epoll4j.sim.World;
import io.epoll4j.sys.SockAddr;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/// An edge-triggered echo that reads once for each event. What did not fit the buffer stays where
/// it is, and nothing tells of it again.
final class ReadsOnce {
    private static final int WORDS = 20;

    private ReadsOnce() {}

    static void live(World world, boolean sound) {
        world.machine("server").run(on -> serve(on, sound));
        world.machine("client").run(ReadsOnce::talk);
        world.network().loss(0.02);
        world.run(ofMinutes(2));
    }

    private static void serve(Here on, boolean sound) {
        try (var epoll = Epoll.open(on.kernel());
                var listener = Listener.bind(on.kernel(), SockAddr.any(Talk.PORT))) {
            epoll.add(listener, Interest.READ);
            Map<Integer, Connection> connections = new HashMap<>();
            var events = new Events(16);
            for (; ; ) {
                int ready = epoll.await(events, Epoll.FOREVER);
                for (int i = 0; i < ready; i++) {
                    Connection known = connections.get(events.fd(i));
                    if (known == null) {
                        Connection made = listener.accept();
                        if (made == null) continue;
                        epoll.add(made, Interest.READ.edge());
                        connections.put(made.fd(), made);
                    } else if (echo(known, sound) == Connection.END) {
                        connections.remove(known.fd());
                        known.close();
                    }
                }
            }
        }
    }

    private static int echo(Connection connection, boolean sound) {
        var buffer = ByteBuffer.allocate(100);
        int count;
        do {
            count = connection.read(buffer.clear());
            if (count > 0) connection.write(buffer.flip());
        } while (sound && count >= 0);
        return count;
    }

    private static void talk(Here on) {
        try (var talk = Talk.to(on, "server")) {
            for (int i = 0; i < WORDS; i++) {
                talk.say("The quick brown fox number " + i);
                on.sleep(ofMillis(on.random().nextInt(50)));
            }
            for (int i = 0; i < WORDS; i++)
                assertEquals("The quick brown fox number " + i, talk.hear());
            talk.connection.shutdownWrite();
            assertEquals(null, talk.hear());
        }
    }
}
