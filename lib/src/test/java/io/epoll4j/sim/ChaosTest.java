package io.epoll4j.sim;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.Connection;
import io.epoll4j.loop.Settings;
import io.epoll4j.loop.Timeouts;
import io.epoll4j.sim.Chaos.Kind;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SocketFlags;
import io.epoll4j.sys.SysException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Everything at once, and then calm.
class ChaosTest {
    private static final Timeouts IDLE = Timeouts.DEFAULT.idle(ofMinutes(1));
    private static final int WORDS = 20;
    private static final int SO_RCVTIMEO = 20; // asm-generic/socket.h

    /// Asks until each word was heard, however often it takes.
    private static void askPatiently(Here on, List<String> heard) {
        for (int word = 0; word < WORDS; ) {
            try (var connection =
                    Connection.connect(on.kernel(), on.resolve("server", Programs.PORT))) {
                connection.setNonBlocking(false);
                limit(on.kernel(), connection);
                while (word < WORDS) {
                    String text = on.name() + word;
                    if (!Programs.ask(connection, text).equals(text)) break;
                    heard.add(text);
                    word++;
                    on.sleep(ofMillis(500));
                }
            } catch (SysException refused) {
                on.sleep(ofMillis(100));
            }
        }
    }

    /// SO_RCVTIMEO of two seconds: no answer is a failure too.
    private static void limit(Kernel kernel, Connection connection) {
        try (var arena = Arena.ofConfined()) {
            var time = arena.allocate(16, 8);
            time.set(ValueLayout.JAVA_LONG, 0, 2);
            kernel.setsockopt(connection.fd(), SocketFlags.SOL_SOCKET, SO_RCVTIMEO, time);
        }
    }

    private static void serveStubbornly(Here on) {
        for (; ; ) {
            try {
                // It asks who connects, and so can learn that he is gone.
                Programs.echo(on.kernel(), new Settings().maxPerAddress(1_000).timeouts(IDLE));
            } catch (SysException refused) {
                on.sleep(ofMillis(10));
            }
        }
    }

    private static void live(World world, Chaos chaos) {
        List<String> heard = new ArrayList<>();
        var server = world.machine("server").serve(ChaosTest::serveStubbornly);
        var client = world.machine("client").run(on -> askPatiently(on, heard));
        world.chaos(chaos.sparing(client));
        world.run(ofMinutes(10));
        assertEquals(WORDS, heard.size());
        assertTrue(server.isUp());
    }

    @Test
    void whoTriesAgainGetsThroughEverything() {
        Set<String> kinds = new TreeSet<>();
        World.forSeeds(
                100,
                world -> {
                    live(world, Chaos.everything().until(ofSeconds(10)));
                    for (var strike : world.schedule().strikes()) {
                        kinds.add(strike.fault().getClass().getSimpleName());
                        assertTrue(strike.at() <= ofSeconds(10).toNanos(), strike.toString());
                    }
                });
        for (var kind : Fault.class.getPermittedSubclasses()) {
            if (kind == Fault.Hold.class) continue;
            assertTrue(kinds.contains(kind.getSimpleName()), kind + " is not among " + kinds);
        }
    }

    @Test
    void eachKindByItself() {
        for (var kind : EnumSet.allOf(Kind.class))
            World.forSeeds(10, world -> live(world, Chaos.of(kind).until(ofSeconds(10))));
    }

    @Test
    void aScheduleRepeatsARunAndCanBeMadeSmaller() {
        World.Body body =
                world -> {
                    List<String> heard = new ArrayList<>();
                    world.machine("server").serve(ChaosTest::serveStubbornly);
                    world.machine("client").run(on -> askPatiently(on, heard));
                    world.chaos(Chaos.everything().until(ofSeconds(10)));
                    world.run(ofMinutes(10));
                };
        for (long seed = 1; seed <= 10; seed++) {
            Schedule[] schedule = new Schedule[1];
            long[] hash = new long[1];
            World.forSeed(
                    seed,
                    world -> {
                        body.accept(world);
                        schedule[0] = world.schedule();
                        hash[0] = world.trace().hash();
                    });
            assertEquals(hash[0], World.replay(seed, schedule[0], body).hash());
            if (schedule[0].strikes().isEmpty()) continue;
            var first = schedule[0].strikes().getFirst();
            var fewer = schedule[0].without(first);
            World.replay(
                    seed,
                    fewer,
                    world -> {
                        body.accept(world);
                        assertTrue(
                                world.schedule().strikes().stream()
                                        .noneMatch(one ->
                                                one.site().equals(first.site())
                                                        && one.ordinal() == first.ordinal()));
                    });
        }
    }
}
