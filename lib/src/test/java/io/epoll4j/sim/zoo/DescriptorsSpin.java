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
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/// A server that has no descriptor left for the connection that waits, logs it, and asks epoll what
/// there is to do: the connection that waits.
final class DescriptorsSpin {
    private static final int CLIENTS = 5;
    private static final int VISITS = 3;

    private final Map<Integer, Connection> connections = new HashMap<>();
    private final boolean sound;
    private boolean full;

    private DescriptorsSpin(boolean sound) {
        this.sound = sound;
    }

    static void live(World world, boolean sound) {
        world.machine("server")
                .descriptors(CLIENTS + 1) // one too few: it needs two for itself
                .run(on -> new DescriptorsSpin(sound).serve(on));
        for (int i = 0; i < CLIENTS; i++) world.machine("client" + i).run(DescriptorsSpin::visit);
        world.run(ofMinutes(1));
    }

    private void serve(Here on) {
        try (var epoll = Epoll.open(on.kernel());
                var listener = Listener.bind(on.kernel(), SockAddr.any(Talk.PORT))) {
            epoll.add(listener, Interest.READ);
            var events = new Events(16);
            for (; ; ) {
                int ready = epoll.await(events, Epoll.FOREVER);
                for (int i = 0; i < ready; i++) {
                    Connection known = connections.get(events.fd(i));
                    if (known == null) accept(epoll, listener);
                    else if (!echo(known)) leave(epoll, listener, known);
                }
            }
        }
    }

    private void accept(Epoll epoll, Listener listener) {
        try {
            Connection made = listener.accept();
            if (made == null) return;
            connections.put(made.fd(), made);
            epoll.add(made, Interest.READ);
        } catch (SysException refused) {
            assertEquals(Errno.EMFILE, refused.errno());
            if (!sound) return;
            epoll.remove(listener); // until somebody leaves
            full = true;
        }
    }

    private static boolean echo(Connection connection) {
        var buffer = ByteBuffer.allocate(100);
        int count = connection.read(buffer);
        if (count > 0) connection.write(buffer.flip());
        return count != Connection.END;
    }

    private void leave(Epoll epoll, Listener listener, Connection who) {
        connections.remove(who.fd());
        who.close();
        if (full) epoll.add(listener, Interest.READ);
        full = false;
    }

    private static void visit(Here on) {
        for (int i = 0; i < VISITS; i++) {
            on.sleep(ofMillis(on.random().nextInt(2_000)));
            try (var talk = Talk.to(on, "server")) {
                talk.say("hello");
                assertEquals("hello", talk.hear());
                on.sleep(ofMillis(on.random().nextInt(1_000)));
            }
        }
    }
}
