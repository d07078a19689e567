package io.epoll4j.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.Epoll;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs every program in `examples/` as a reader would, and expects what it says it prints: the
/// lines at its end that begin with `// > `.
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("../examples");
    private static final String PRINTS = "// > ";
    private static final int DEADLINE_SECONDS = 60;

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
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
            var process = start(example, output);
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
            process.waitFor();
            assertEquals(expected, Files.readAllLines(output), "output and errors");
            assertEquals(0, process.exitValue());
        } finally {
            Files.delete(output);
        }
    }

    private static Process start(Path example, Path output) throws IOException, URISyntaxException {
        var lib = Path.of(Epoll.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        assertTrue(Files.exists(lib), lib + " is where the library was built");
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=io.epoll4j",
                        "-p",
                        lib.toString(),
                        "--add-modules",
                        "io.epoll4j",
                        example.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
