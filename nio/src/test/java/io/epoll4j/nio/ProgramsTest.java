package io.epoll4j.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs that know nothing of this module, each in a JVM of its own whose provider is ours.
@Timeout(180)
class ProgramsTest {
    /// The JVM's own server and client of HTTP, in the clear and by TLS.
    @ParameterizedTest
    @ValueSource(classes = {LinuxSelectorProvider.class, JvmSelectorProvider.class})
    void jdkHttp(Class<?> provider, @TempDir Path folder) throws Exception {
        var lines = run(provider, folder, JdkHttp.class);
        assertTrue(lines.contains("provider " + provider.getName()), lines::toString);
        assertTrue(lines.contains("small good, large good, 100 of 100 good"), lines::toString);
        assertTrue(lines.contains("by TLS: small good, large good"), lines::toString);
        if (provider == JvmSelectorProvider.class)
            assertTrue(lines.contains("descriptors opened: 0"), lines::toString);
    }

    private static List<String> run(Class<?> provider, Path folder, Class<?> program)
            throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Djava.nio.channels.spi.SelectorProvider=" + provider.getName());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.add(folder.toString());
        var output = folder.resolve("output");
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertTrue(process.waitFor(150, TimeUnit.SECONDS), () -> "still runs: " + read(output));
        } finally {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), () -> read(output));
        return Files.readAllLines(output);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException unreadable) {
            return unreadable.toString();
        }
    }
}
