package io.epoll4j.sim;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same seed is the same world in every JVM: interpreted, compiled by C1 or by C2, whatever
/// collects, on whatever threads, with one processor or more.
class SameEverywhereTest {
    private static final int SEEDS = 3;

    /// A line for each seed: the hash over all that happened, and how much that was.
    public static void main(String[] arguments) {
        for (String line : lines()) System.out.println(line);
    }

    private static List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) World.forSeed(seed, world -> live(world, lines));
        return lines;
    }

    private static void live(World world, List<String> lines) {
        List<String> heard = new ArrayList<>();
        var server = world.machine("server").run(on -> Programs.echo(on.kernel()));
        var client = world.machine("client").run(on -> Programs.ask(on, 20, heard));
        world.machine("other").run(on -> Programs.ask(on, 20, heard));
        world.network().latency(Latency.longTailed(ofMillis(1), ofSeconds(1)));
        world.network().loss(0.05).duplication(0.05).reordering(0.05);
        world.partition(server, client).from(ofMillis(100)).until(ofMillis(900));
        world.run(ofMinutes(9));
        lines.add(world.trace().hash() + " after " + world.trace().count());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xint -XX:+UseSerialGC -Depoll4j.sim.threads=platform",
                "-XX:TieredStopAtLevel=1 -XX:+UseZGC -XX:hashCode=0",
                "-XX:-TieredCompilation -XX:+UseG1GC -XX:ActiveProcessorCount=1"
            })
    void everyJvmSeesTheSame(String options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.add("-XX:+UnlockExperimentalVMOptions");
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of("-cp", codeOf(World.class) + ":" + codeOf(Programs.class)));
        command.add(SameEverywhereTest.class.getName());
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> seen;
        try (var output = process.inputReader()) {
            seen = output.lines().collect(Collectors.toList());
        }
        assertEquals(0, process.waitFor(), seen::toString);
        assertEquals(lines(), seen);
    }

    @Test
    void seedsAreNotTheSame() {
        assertEquals(SEEDS, lines().stream().distinct().count());
    }

    private static Path codeOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
