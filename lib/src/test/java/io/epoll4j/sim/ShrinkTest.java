package io.epoll4j.sim;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.Connection;
import io.epoll4j.jvm.spi.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What it takes for a world to fail, found and told.
class ShrinkTest {
    private static WorldFailure failure(World.Body body) {
        return assertThrows(WorldFailure.class, () -> World.forSeeds(1, body));
    }

    private static Shrunk shrunk(World.Body body) {
        Shrunk shrunk = failure(body).shrunk();
        assertNotNull(shrunk);
        return shrunk;
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
        var least = failure.shrunk();
        assertNotNull(least);
        assertTrue(failure.schedule().strikes().size() > 20, failure.getMessage());
        assertEquals(List.of("at 7.5 s server is frozen for 1.6 s"), least.steps());
        assertEquals("{words=9, clients=2}", least.schedule().counts().toString());
        assertTrue(least.isLeast());
    }

    @Test
    void theMessageTellsIt() {
        String message = failure(ShrinkTest::impatience).getMessage();
        assertTrue(message.startsWith("seed 1, after 17."), message);
        assertTrue(
                message.contains(
                        "\nto see it again: World.forSeed(1L, ...), or -Depoll4j.seed=1\n"
                                + "it takes only this (33 tries), with words = 9, clients = 2:\n"
                                + "  1. at 7.5 s server is frozen for 1.6 s\n"
                                + "  and then, after 9.100101 s: uncaught: client1/program1 threw"),
                message);
        String recipe = "1; words=9; clients=2; pause server#1=1600000000";
        assertTrue(
                message.contains(
                        "\nto see only this: World.replay(\""
                                + recipe
                                + "\", ...), or -Depoll4j.replay=\""
                                + recipe
                                + "\"\n"),
                message);
    }

    @Test
    void theRecipeReplaysIt() {
        Shrunk least = shrunk(ShrinkTest::impatience);
        var again =
                assertThrows(
                        WorldFailure.class,
                        () -> World.replay(least.recipe(), ShrinkTest::impatience));
        assertEquals(least.failure().at(), again.at());
        assertEquals(least.failure().trace().hash(), again.trace().hash());
        assertEquals(least.schedule(), again.schedule());
        assertTrue(again.getMessage().contains("World.replay(\"" + least.recipe() + "\""));
    }

    @Test
    void aPropertyReplaysIt() {
        System.setProperty("epoll4j.replay", "1; words=9; clients=2; pause server#1");
        try {
            var failure = failure(ShrinkTest::impatience);
            assertEquals(ofMillis(9_876), pause(failure).length());
            assertNull(failure.shrunk());
        } finally {
            System.clearProperty("epoll4j.replay");
        }
    }

    private static Fault.Pause pause(WorldFailure failure) {
        return (Fault.Pause) failure.schedule().strikes().getFirst().fault();
    }

    @Test
    void aPropertySwitchesItOff() {
        System.setProperty("epoll4j.shrink", "0");
        try {
            var failure = failure(ShrinkTest::impatience);
            assertNull(failure.shrunk());
            assertTrue(failure.schedule().strikes().size() > 20);
        } finally {
            System.clearProperty("epoll4j.shrink");
        }
    }

    @Test
    void triesAreBounded() {
        System.setProperty("epoll4j.shrink", "5");
        try {
            var least = shrunk(ShrinkTest::impatience);
            assertFalse(least.isLeast());
            assertEquals(5, least.tries());
            assertTrue(least.text().startsWith("it takes only this, or less (5 tries)"));
        } finally {
            System.clearProperty("epoll4j.shrink");
        }
    }

    @Test
    void twiceIsTheSame() {
        assertEquals(
                failure(ShrinkTest::impatience).getMessage(),
                failure(ShrinkTest::impatience).getMessage());
    }

    @Test
    void twoFaultsThatOnlyTogetherDoHarm() {
        var least =
                shrunk(world -> {
                    world.machine("server").run(on -> Programs.echo(on.kernel()));
                    world.machine("client").run(on -> Programs.ask(on, 20, new ArrayList<>()));
                    world.network().latency(ofMillis(10));
                    world.network().when(ShrinkTest::isFin).first(1).drop();
                    world.network().when(ShrinkTest::isFin).skip(1).first(1).drop();
                    world.network().when(frame -> true).chance(0.2).drop();
                    world.run(ofMinutes(5));
                    long fins =
                            world.schedule().strikes().stream()
                                    .filter(strike -> !strike.site().equals("rule 3"))
                                    .count();
                    assertTrue(fins < 2, "both");
                });
        assertEquals(2, least.steps().size());
        for (String step : least.steps()) assertTrue(step.contains("FIN ACK)"), step);
    }

    private static boolean isFin(Frame frame) {
        return frame.packet().has(Packet.FIN);
    }

    /// The machine starts again, or it would be another failure.
    @Test
    void aCrashAndItsRestartAreOneFault() {
        var least =
                shrunk(world -> {
                    var server = world.machine("server").run(on -> Programs.echo(on.kernel()));
                    world.machine("client").run(on -> askInTime(on, 9));
                    world.at(ofSeconds(3), server::crash);
                    world.at(ofSeconds(4), server::restart);
                    world.at(ofSeconds(30), () -> server.pause(ofSeconds(1)));
                    world.run(ofMinutes(5));
                });
        assertEquals(
                List.of("at 3 s server crashes, and at 4 s server starts again"), least.steps());
    }

    @Test
    void whatFailsInAnotherWayDoesNotCount() {
        var least =
                shrunk(world -> {
                    var m = world.machine("m");
                    world.at(ofSeconds(1), () -> m.pause(ofSeconds(1)));
                    world.at(ofSeconds(2), () -> m.jump(ofSeconds(1)));
                    world.run(ofSeconds(5));
                    if (world.schedule().strikes().size() < 2)
                        throw new IllegalStateException("another");
                    assertEquals("a", "b");
                });
        assertEquals(2, least.steps().size());
    }

    @Test
    void withoutFaultsToo() {
        var least = shrunk(world -> assertEquals("a", "b"));
        assertEquals(List.of(), least.steps());
        assertTrue(
                least.text().startsWith("it takes no fault (1 tries)\n  and then"), least.text());
    }

    /// The failure itself is told, whatever becomes of the search.
    @Test
    void whatDoesNotFailAgainIsToldAllTheSame() {
        var runs = new AtomicInteger();
        var failure = failure(world -> assertEquals(1, runs.getAndIncrement()));
        assertNull(failure.shrunk());
        assertTrue(failure.getMessage().contains("expected: <1> but was: <0>"));
    }
}
