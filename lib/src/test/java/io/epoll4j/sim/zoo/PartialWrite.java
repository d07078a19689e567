package io.epoll4j.sim.zoo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.Connection;
import io.epoll4j.sim.Here;
import io.epoll4j.sim.World;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.PollFds;
import java.nio.ByteBuffer;

/// A server of pages that takes every write for whole.
final class PartialWrite {
    private static final String PAGE = "0123456789".repeat(200);
    private static final int PAGES = 20;

    private PartialWrite() {}

    static void live(World world, boolean sound) {
        var server = world.machine("server").run(on -> Talk.serve(on, talk -> serve(talk, sound)));
        world.machine("client").run(PartialWrite::ask);
        server.calls().shorten(0.01);
        world.run(ofMinutes(1));
    }

    private static void serve(Talk talk, boolean sound) {
        Connection connection = talk.connection;
        for (String asked = talk.hear(); asked != null; asked = talk.hear()) {
            connection.setNonBlocking(true);
            ByteBuffer page = US_ASCII.encode(PAGE);
            do {
                if (connection.write(page) == Connection.WOULD_BLOCK) awaitRoom(connection);
            } while (sound && page.hasRemaining());
            connection.setNonBlocking(false);
        }
    }

    private static void awaitRoom(Connection connection) {
        var wanted = new PollFds(1);
        wanted.set(0, connection.fd(), FileFlags.POLLOUT);
        connection.kernel().poll(wanted, 1, -1);
    }

    private static void ask(Here on) {
        try (var talk = Talk.to(on, "server").patient(ofSeconds(10))) {
            for (int i = 0; i < PAGES; i++) {
                talk.say("page " + i);
                assertEquals(PAGE.length(), talk.hear(PAGE.length()).length(), "page " + i);
            }
        }
    }
}
