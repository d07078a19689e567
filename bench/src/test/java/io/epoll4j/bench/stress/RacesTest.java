package io.epoll4j.bench.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the races of `io.epoll4j.bench.stress` with jcstress, which wants a process of its own. The
/// system property `epoll4j.jcstress` says how many rounds of a quarter second to make of each.
class RacesTest {
    @Test
    void noneLosesAWakeUp(@TempDir Path directory) throws IOException, InterruptedException {
        Path log = directory.resolve("log");
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        "org.openjdk.jcstress.Main",
                                        "-t",
                                        "io.epoll4j.bench.stress",
                                        "-f",
                                        "1",
                                        "-fsm",
                                        "1",
                                        "-sc",
                                        "false",
                                        "-af",
                                        "NONE",
                                        "-time",
                                        "250",
                                        "-iters",
                                        System.getProperty("epoll4j.jcstress", "1"),
                                        "-jvmArgs",
                                        "--enable-native-access=ALL-UNNAMED"))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        assertTrue(process.waitFor(30, TimeUnit.MINUTES), "jcstress does not end");
        String said = Files.readString(log);
        assertEquals(0, process.exitValue(), said);
        assertTrue(said.contains("Failed tests: No matches"), said);
        assertTrue(said.contains("6 matching test results"), said);
    }
}
