package io.epoll4j.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.Epoll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program that both READMEs show is the same, and does what they say.
class ReadmeTest {
    private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir private Path folder = Path.of("");

    @Test
    void bothShowTheSameProgram() throws IOException {
        assertEquals(program("README.md"), program("README.zh-CN.md"));
    }

    @Test
    void theProgramGivesBackWhatItGets() throws Exception {
        var source = folder.resolve("Raw.java");
        Files.writeString(
                source,
                program("README.md")
                        .replace("Listener.bind(9000)", "Listener.bind(0)")
                        .replace(
                                "var events",
                                "IO.println(server.local().port());\n        var events"));
        var process = start(source);
        try (var said = process.inputReader(UTF_8);
                var client =
                        new Socket(
                                InetAddress.getLoopbackAddress(),
                                Integer.parseInt(said.readLine()))) {
            client.setSoTimeout(20_000);
            for (var line : List.of("one", "two", "x".repeat(10_000))) {
                client.getOutputStream().write(line.getBytes(UTF_8));
                assertEquals(
                        line, new String(client.getInputStream().readNBytes(line.length()), UTF_8));
            }
            client.shutdownOutput();
            assertEquals(-1, client.getInputStream().read());
        } finally {
            process.destroyForcibly();
        }
    }

    private static String program(String readme) throws IOException {
        var found = PROGRAM.matcher(Files.readString(Path.of("..", readme)));
        if (!found.find()) throw new AssertionError(readme + " shows no program");
        return found.group(1);
    }

    private static Process start(Path source) throws Exception {
        var lib = Path.of(Epoll.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=io.epoll4j",
                        "-p",
                        lib.toString(),
                        "--add-modules",
                        "io.epoll4j",
                        source.toString())
                .redirectErrorStream(true)
                .start();
    }
}
