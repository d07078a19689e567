package io.epoll4j.tools;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.Connection;
import io.epoll4j.sim.Here;
import io.epoll4j.sim.World;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// The servers of the command line on the machines of a world, with latency and loss, until they
/// are told to stop.
class WorldTest {
    private static final String ECHO_MAN = "it's echo man\n";
    private static final int PORT = 7;
    private static final int WORDS = 20;

    @Test
    void echoGivesBackEveryWord() {
        World.forSeeds(20, world -> live(world, Echo::new, word -> word));
    }

    @Test
    void echoDoesSoOnThreeThreads() {
        World.forSeeds(20, world -> live(world, Echo::new, word -> word, "--threads", "3"));
    }

    @Test
    void echoManIsEchoMan() {
        World.forSeeds(20, world -> live(world, EchoMan::new, word -> ECHO_MAN));
    }

    private static void live(
            World world,
            Function<Ground, Callable<Integer>> server,
            UnaryOperator<String> answer,
            String... options) {
        List<Integer> exits = new ArrayList<>();
        List<String> heard = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        world.machine("server").run(on -> exits.add(serve(on, server, options)));
        for (String name : List.of("one", "two")) {
            world.machine(name).run(on -> ask(on, answer, heard));
            for (int i = 0; i < WORDS; i++) expected.add(answer.apply(name + i));
        }
        world.network().latency(ofMillis(1), ofMillis(50)).loss(0.02);
        world.run(ofMinutes(5));
        Collections.sort(expected);
        Collections.sort(heard);
        assertEquals(expected, heard);
        assertEquals(List.of(0), exits);
    }

    /// Runs the command as its main method would, and stops it after two minutes.
    private static int serve(
            Here on, Function<Ground, Callable<Integer>> server, String... options) {
        var ground =
                new Ground(
                        on.kernel(),
                        on.threads(),
                        stop -> {
                            on.run(
                                    "signal",
                                    () -> {
                                        on.sleep(ofMinutes(2));
                                        stop.run();
                                    });
                            return () -> {};
                        });
        var line = new CommandLine(server.apply(ground));
        line.setOut(new PrintWriter(Writer.nullWriter()));
        List<String> words = new ArrayList<>(List.of("--host", "0.0.0.0", "7"));
        words.addAll(List.of(options));
        words.add("--quiet");
        return line.execute(words.toArray(new String[0]));
    }

    private static void ask(Here on, UnaryOperator<String> expected, List<String> heard) {
        on.sleep(ofSeconds(1)); // it is up by then
        try (var connection = Connection.connect(on.kernel(), on.resolve("server", PORT))) {
            connection.setNonBlocking(false);
            for (int i = 0; i < WORDS; i++) {
                String word = on.name() + i;
                connection.write(US_ASCII.encode(word));
                var answer = ByteBuffer.allocate(expected.apply(word).length());
                while (answer.hasRemaining() && connection.read(answer) >= 0) {}
                heard.add(US_ASCII.decode(answer.flip()).toString());
            }
        }
    }
}
