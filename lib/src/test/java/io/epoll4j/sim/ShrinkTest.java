package io.epoll4j.sim;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What it takes for a world to fail, found and told.
class ShrinkTest {
    private static WorldFailure failure(World.Body body) {
        return assertThrows(WorldFailure.class, () -> World.forSeeds(1, body));
    }

    private static Shrunk shrunk(World.Body body) {
        return assertNotNull(failure(body).shrunk());
    }

    private static <T> T assertNotNull(T value) {
        org.junit.jupiter.api.Assertions.assertNotNull(value);
        return value;
    }

    /// Asks a word a second; it must never take longer than a second to hear it.
    private static void askInTime(Here on, int words) {
        try (var connection =
                Connection.connect(on.kernel(), on.resolve("server", Programs.PORT))) {
            connection.setNonBlocking(false);
            for (int i = 0; i < words; i++) {
                Duration before = on.machine().world.now();
                Programs.ask(connection, "word");
                Duration took = on.machine().world.now().minus(before);
                assertTrue(took.compareTo(ofSeconds(1)) <= 0, "it took " + took);
                on.sleep(ofSeconds(1));
            }
        }
    }

    private static void impatience(World world) {
        var server = world.machine("server").serve(on -> Programs.echo(on.kernel()));
        var other = world.machine("other").serve(on -> Programs.echo(on.kernel()));
        int words = world.count("words", 20);
        int clients = world.count("clients", 2, 9);
        for (int i = 0; i < clients; i++)
            world.machine("client" + i).run(on -> askInTime(on, words));
        world.network().duplication(0.2).reordering(0.1);
        world.at(ofMillis(2_300), other::crash);
        world.at(ofMillis(3_300), other::restart);
        world.at(ofMillis(5_500), () -> server.pause(ofMillis(400)));
        world.at(ofMillis(7_500), () -> server.freeze(ofMillis(9_876)));
        world.at(ofMillis(7_600), () -> other.jump(ofSeconds(-5)));
        world.run(ofMinutes(2));
    }

    @Test
    void onlyWhatItTakesIsLeft() {
        var failure = failure(ShrinkTest::impatience);
        var least = assertNotNull(failure.shrunk());
        assertTrue(failure.schedule().strikes().size() > 20, failure.getMessage());
        assertEquals(List.of("at 7.5 s server is frozen for 1.6 s"), least.steps());
        assertEquals("{words=9, clients=2}", least.schedule().counts().toString());
        assertTrue(least.isLeast());
        System.out.println(failure.getMessage());
    }
}
