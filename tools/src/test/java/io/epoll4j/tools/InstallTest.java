package io.epoll4j.tools;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./epoll4j install`: once with the real modules on the real JVM, else with those that only note
/// how they were called.
class InstallTest {
    @TempDir private Path folder = Path.of("");

    private Checkout checkout = Checkout.NONE;
    private Path prefix = Path.of("");

    @BeforeEach
    void project() throws IOException {
        checkout = Checkout.in(Files.createDirectory(folder.resolve("checkout")));
        prefix = folder.resolve("a prefix");
        checkout.script(
                "jdks/jdk-25/bin/java",
                """
                for last; do :; done
                case "$*" in
                    *' manual '*) mkdir -p "$last/man/man1" && echo page > "$last/man/man1/epoll4j.1" ;;
                    *rehearse*) ;;
                    *) echo "$0 $*" ;;
                esac
                """);
    }

    @Test
    void whatIsInstalledServesWithoutMavenAndWithoutTheCheckout() throws Exception {
        checkout.script(
                "bin/mvn",
                """
                mkdir -p tools/target/launcher/modules && cd tools/target/launcher && set -- %s &&
                    cp "$1" . && shift && cp "$@" modules
                """
                        .formatted(modules()));
        var install = checkout.launcher("install", prefix.toString());
        install.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var installing = install.start();
        var said = Checkout.text(installing);
        assertEquals(0, installing.waitFor(), said);
        assertTrue(Files.size(prefix.resolve("lib/epoll4j/current/jars/aot")) > 0, said);
        assertTrue(
                Files.readString(prefix.resolve("share/man/man1/epoll4j-echoman.1"))
                        .startsWith(".TH EPOLL4J-ECHOMAN 1"));
        deleteTheCheckout();

        var echoman = installed("echoman", "0");
        echoman.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var serving = echoman.start();
        try (var out = serving.inputReader()) {
            assertArrayEquals("it's echo man\n".getBytes(StandardCharsets.US_ASCII), hello(out));
            serving.destroy();
            assertEquals(0, serving.waitFor());
        } finally {
            serving.destroyForcibly();
        }
    }

    /// The real ones, as words of a shell.
    private static String modules() {
        return Stream.of(Tool.MODULE_PATH.split(File.pathSeparator))
                .map(module -> "'" + Path.of(module).toAbsolutePath() + "'")
                .collect(joining(" "));
    }

    private static byte[] hello(BufferedReader out) throws IOException {
        var ready = out.readLine();
        int port = Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write('\n');
            return socket.getInputStream().readNBytes(14);
        }
    }

    private void deleteTheCheckout() throws IOException {
        Files.move(checkout.root(), folder.resolve("gone"));
    }

    private ProcessBuilder installed(String... arguments) {
        var command = Stream.concat(Stream.of(prefix + "/bin/epoll4j"), Stream.of(arguments));
        var builder = checkout.launcher().command(command.toList());
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", checkout.root() + "/jdks/jdk-25");
        return builder;
    }

    private Checkout.Result run(ProcessBuilder builder) throws Exception {
        var process = builder.start();
        var text = Checkout.text(process);
        return new Checkout.Result(process.waitFor(), text);
    }

    private void install(String... options) throws Exception {
        var arguments = Stream.concat(Stream.of("install", prefix.toString()), Stream.of(options));
        var result = checkout.run(arguments.toArray(String[]::new));
        assertEquals(0, result.exitCode(), result.text());
    }

    private Path current() throws IOException {
        return Files.readSymbolicLink(prefix.resolve("lib/epoll4j/current"));
    }

    private List<String> installs() throws IOException {
        try (var found = Files.list(prefix.resolve("lib/epoll4j"))) {
            return found.filter(file -> Files.isDirectory(file) && !Files.isSymbolicLink(file))
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    /// The one before stays for tools that still run; the one before that goes.
    @Test
    void aNewerOneTakesThePlaceOfTheOlder() throws Exception {
        install();
        var first = current();
        install();
        var second = current();
        assertEquals(2, installs().size());
        assertTrue(installs().containsAll(List.of(first.toString(), second.toString())));
        install();
        assertEquals(2, installs().size());
        assertFalse(installs().contains(first.toString()));
        assertTrue(run(installed("echo")).says("echo"));
        assertEquals("page\n", Files.readString(prefix.resolve("share/man/man1/epoll4j.1")));
    }

    @Test
    void itNeedsNoJdkIfItHasARuntimeOfItsOwn() throws Exception {
        checkout.script("jdks/jdk-25/bin/jdeps", "echo java.base,jdk.jfr");
        checkout.script(
                "jdks/jdk-25/bin/jlink",
                """
                for last; do :; done
                mkdir -p "$last/bin" && cp "${0%/*}/java" "$last/bin" && cp "${0%/*}/../release" "$last"
                case "$*" in *'--add-modules java.base,jdk.jfr,jdk.compiler '*) ;; *) exit 1 ;; esac
                """);
        install("--image");
        deleteTheCheckout();
        var builder = installed("echo");
        builder.environment().remove("JAVA_HOME");
        assertTrue(run(builder).says("/jdk/bin/java "), run(builder).text());
    }

    @Test
    void aDiskThatIsFullLeavesTheOlderOneAsItWas() throws Exception {
        install();
        var before = current();
        checkout.script(
                "bin/cp", "echo \"cp: error writing '$2': No space left on device\" >&2; exit 1");
        checkout.assertFails(1, "No space left on device", "install", prefix.toString());
        assertEquals(before, current());
        assertEquals(List.of(before.toString()), installs());
    }

    @Test
    void whereItMayNotBeIsOneLine() throws Exception {
        checkout.run("--help"); // it is built
        Files.writeString(prefix, "a file\n");
        checkout.assertFails(1, "Not a directory", "install", prefix.toString());
        checkout.assertFails(1, "Not a directory", "install", prefix + "/below");
        checkout.assertFails(2, "--imagine", "install", "--imagine");
        checkout.assertFails(2, "too many", "install", "a", "b");
        checkout.assertFails(2, "empty", "install", "");
        checkout.assertFails(1, "nothing is installed", "uninstall", prefix.toString());
    }

    @Test
    void whatSomebodyElsePutThereStays() throws Exception {
        install();
        var theirs = Files.writeString(prefix.resolve("share/man/man1/epoll4jay.1"), "a bird\n");
        assertEquals(0, run(installed("uninstall")).exitCode());
        assertFalse(Files.exists(prefix.resolve("lib/epoll4j")));
        assertFalse(Files.exists(prefix.resolve("share/man/man1/epoll4j.1")));
        assertTrue(Files.exists(theirs));
        Files.writeString(prefix.resolve("bin/epoll4j"), "another\n");
        checkout.assertFails(1, "there is another", "install", prefix.toString());
    }

    @Test
    void whatNeedsTheSourcesSaysSo() throws Exception {
        install();
        for (var name : List.of("bench", "verify")) {
            var refused = run(installed(name));
            assertEquals(1, refused.exitCode());
            assertEquals(
                    "epoll4j: " + name + " needs the sources: run it in a checkout\n",
                    refused.text());
        }
    }
}
