package io.epoll4j.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs every program in `examples/` as a reader would, and expects what it says it prints: the
/// lines at its end that begin with `// > `.
class ExamplesTest {
    private static final String PRINTS = "// > ";
    private static final int DEADLINE_SECONDS = 60;

    /// All but the servers, which end only when they are stopped.
    static List<Path> examples() throws IOException {
        return Example.all().stream()
                .filter(file -> !ServersTest.SERVERS.contains(file.getFileName().toString()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void printsWhatItSays(Path example) throws Exception {
        var expected =
                Files.readAllLines(example).stream()
                        .filter(line -> line.startsWith(PRINTS))
                        .map(line -> line.substring(PRINTS.length()))
                        .toList();
        assertFalse(expected.isEmpty(), example + " does not say what it prints");
        var output = Files.createTempFile("example", ".txt");
        try {
            var process =
                    new ProcessBuilder(Example.java(example))
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
            process.waitFor();
            assertEquals(expected, Files.readAllLines(output), "output and errors");
            assertEquals(0, process.exitValue());
        } finally {
            Files.delete(output);
        }
    }
}
