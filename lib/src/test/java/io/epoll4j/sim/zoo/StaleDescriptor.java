package io.epoll4j.sim.zoo;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import io.epoll4j.sys.SysException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// A server that allows each user one session, and knows sessions by the numbers of their
/// descriptors. The second login closes the first session, a new connection gets its number, and an
/// event of the old one, later in the same batch, closes the new.
final class StaleDescriptor {
    private static final int CLIENTS = 4;
    private static final int ROUNDS = 20;

    private final Map<Integer, Session> sessions = new HashMap<>();
    private final Set<String> kicked;
    private final boolean sound;
    private long generation;

    private record Session(Connection connection, long data, String[] user) {}

    private StaleDescriptor(Set<String> kicked, boolean sound) {
        this.kicked = kicked;
        this.sound = sound;
    }

    static void live(World world, boolean sound) {
        Set<String> kicked = new HashSet<>();
        world.machine("server").run(on -> new StaleDescriptor(kicked, sound).serve(on));
        Machine[] clients = new Machine[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            String user = "user" + i % 2;
            clients[i] = world.machine("client" + i).run(on -> comeAndGo(on, user, kicked));
        }
        world.chaos(Chaos.of(Chaos.Kind.PAUSE).sparing(clients).until(ofMillis(200)));
        world.run(ofMinutes(1));
    }

    private void serve(Here on) {
        try (var epoll = Epoll.open(on.kernel());
                var listener = Listener.bind(on.kernel(), SockAddr.any(Talk.PORT))) {
            epoll.add(listener, Interest.READ, listener.fd());
            var events = new Events(16);
            for (; ; ) {
                int ready = epoll.await(events, Epoll.FOREVER);
                for (int i = 0; i < ready; i++) {
                    long data = events.data(i);
                    if (data == listener.fd()) accept(epoll, listener);
                    else happened(data, events.isPeerClosed(i));
                }
            }
        }
    }

    private void accept(Epoll epoll, Listener listener) {
        Connection made = listener.accept();
        if (made == null) return;
        long data = (sound ? ++generation << 32 : 0) | made.fd();
        epoll.add(made, Interest.READ.or(Interest.PEER_CLOSED), data);
        sessions.put(made.fd(), new Session(made, data, new String[] {""}));
    }

    private void happened(long data, boolean isOver) {
        Session session = sessions.get((int) data);
        if (session == null || session.data != data) return;
        if (isOver) drop(session);
        else login(session);
    }

    private void login(Session session) {
        var user = ByteBuffer.allocate(6); // "user0\n"
        if (session.connection.read(user) != user.capacity()) return;
        String name = new String(user.array());
        for (Session other : Set.copyOf(sessions.values())) {
            if (!other.user[0].equals(name)) continue;
            kicked.add(peer(other.connection));
            drop(other);
        }
        session.user[0] = name;
        session.connection.write(user.flip());
    }

    private static String peer(Connection connection) {
        try {
            return connection.peer().toString();
        } catch (SysException gone) {
            return "";
        }
    }

    private void drop(Session session) {
        sessions.remove(session.connection.fd());
        session.connection.close();
    }

    private static void comeAndGo(Here on, String user, Set<String> kicked) {
        for (int i = 0; i < ROUNDS; i++) {
            try (var talk = Talk.to(on, "server")) {
                String me = talk.connection.local().toString();
                on.sleep(ofMillis(on.random().nextInt(10)));
                if (!login(talk, user))
                    assertTrue(kicked.contains(me), me + " was closed, and nobody logged in");
                on.sleep(ofMillis(on.random().nextInt(10)));
            }
        }
    }

    private static boolean login(Talk talk, String user) {
        try {
            talk.say(user);
            return talk.hear() != null;
        } catch (SysException reset) {
            return false;
        }
    }
}
