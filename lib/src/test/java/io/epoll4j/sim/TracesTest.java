package io.epoll4j.sim;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is written of a world as a text and as JSON, and what a failure leaves.
class TracesTest {
    @TempDir private Path folder;

    static void talk(World world) {
        List<String> heard = new ArrayList<>();
        world.machine("server").run(on -> Programs.echo(on.kernel()));
        world.machine("client").run(on -> Programs.ask(on, 1, heard));
        world.network().latency(ofMillis(20));
        world.network().when(frame -> frame.packet().length() > 0).first(1).drop();
        world.run(ofMinutes(1));
    }

    /// A world in which a word is said and heard, and once lost on the way.
    static Trace talk() {
        Trace[] trace = new Trace[1];
        World.forSeed(
                7,
                world -> {
                    talk(world);
                    trace[0] = world.trace();
                });
        return trace[0];
    }

    @Test
    void aTextForPeople() throws IOException {
        Path file = folder.resolve("it.txt");
        talk().writeText(file);
        List<String> lines = Files.readAllLines(file);
        assertEquals(
                List.of("seed 7", "server: 10.0.0.1, fd00::1", "client: 10.0.0.2, fd00::2"),
                lines.subList(0, 3));
        assertTrue(lines.contains("         40 ms  FAULT client>server loses a packet"));
        assertTrue(lines.stream().noneMatch(line -> line.contains("drawn")));
    }

    @Test
    void jsonForPictures() throws IOException {
        Path file = folder.resolve("it.json");
        talk().writeJson(file);
        List<String> lines = Files.readAllLines(file);
        assertEquals(
                "{\"format\":\"epoll4j-trace\",\"version\":1,\"seed\":\"7\",\"machines\":[",
                lines.getFirst());
        assertEquals(
                "{\"name\":\"server\",\"ipv4\":\"10.0.0.1\",\"ipv6\":\"fd00::1\"},", lines.get(1));
        assertTrue(
                lines.contains(
                        "{\"at\":40000000,\"kind\":\"fault\",\"fault\":\"Lose\","
                                + "\"text\":\"client>server loses a packet\",\"site\":\"rule 1\","
                                + "\"ordinal\":0},"));
        assertTrue(
                lines.contains(
                        "{\"at\":60000000,\"kind\":\"call\",\"program\":\"server/program1\","
                                + "\"call\":\"epoll_wait\",\"fd\":0,\"answer\":1},"),
                lines.toString());
        assertEquals("}]}", lines.getLast().substring(lines.getLast().length() - 3));
    }

    @Test
    void textInJsonIsEscaped() throws IOException {
        var text = new StringBuilder();
        World.Body body =
                world -> {
                    world.machine("m").run(on -> on.log("a \"word\"\\\n\u00e9\ud83d\ude00"));
                    world.run(ofSeconds(1));
                    new TraceJson(world.trace(), text).write();
                };
        World.forSeed(1, body);
        assertTrue(
                text.toString().contains("\"text\":\"a \\\"word\\\"\\\\\\u000aé\\ud83d\\ude00\"}"),
                text.toString());
    }

    @Test
    void aFailureLeavesItsTraces() throws IOException {
        System.setProperty("epoll4j.traces", folder.resolve("deep/er").toString());
        try {
            var failure =
                    assertThrows(
                            WorldFailure.class,
                            () ->
                                    World.forSeeds(
                                            1,
                                            world -> {
                                                talk(world);
                                                assertEquals("a", "b");
                                            }));
            String begin =
                    folder.resolve("deep/er/TracesTest.aFailureLeavesItsTraces-seed1").toString();
            assertTrue(
                    failure.getMessage()
                            .contains(
                                    "\ntraces: "
                                            + begin
                                            + ".txt, .pcapng, .json\n"
                                            + "  and of what it takes: "
                                            + begin
                                            + "-least.txt, .pcapng, .json\n"),
                    failure.getMessage());
            for (String end : List.of(".txt", ".pcapng", ".json", "-least.pcapng"))
                assertTrue(Files.size(Path.of(begin + end)) > 100, end);
        } finally {
            System.clearProperty("epoll4j.traces");
        }
    }

    @Test
    void tracesThatCannotBeWrittenHideNothing() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        System.setProperty("epoll4j.traces", file.toString());
        try {
            var failure =
                    assertThrows(
                            WorldFailure.class,
                            () -> World.forSeed(1, world -> assertEquals("a", "b")));
            assertTrue(failure.getMessage().startsWith("seed 1, after 0 ns: org.opentest4j."));
            assertTrue(
                    failure.getMessage().contains("its traces could not be written: java.nio"),
                    failure.getMessage());
        } finally {
            System.clearProperty("epoll4j.traces");
        }
    }
}
