package io.epoll4j.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.spi.ToolProvider;

/// A tool started as its user would start it: in a process of its own, on the module path.
///
/// Its two streams are read by threads of their own, and whoever waits for a line waits on that.
final class Tool implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// As the JVM takes it; jars and nothing else.
    static final String MODULE_PATH = modulePath();

    private final Process process;
    private final Lines out;
    private final Lines err;

    private Tool(Process process) {
        this.process = process;
        out = Lines.of(process.inputReader(UTF_8));
        err = Lines.of(process.errorReader(UTF_8));
    }

    static Tool start(String... args) {
        return startLimited("", args);
    }

    /// Starts a tool after the shell command `limit`, such as `ulimit -n 64`.
    static Tool startLimited(String limit, String... args) {
        return start(limit, "--enable-native-access=io.epoll4j", args);
    }

    /// Starts a tool whose JVM lets nobody call native code.
    static Tool startDenied(String... args) {
        return start("", "--illegal-native-access=deny", args);
    }

    private static Tool start(String limit, String nativeAccess, String... args) {
        var command =
                new ArrayList<String>(
                        List.of(
                                "sh",
                                "-c",
                                (limit.isEmpty() ? "" : limit + " && ") + "exec \"$@\"",
                                "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", nativeAccess));
        command.addAll(
                List.of(
                        "--module-path",
                        MODULE_PATH,
                        "--module",
                        "io.epoll4j.tools/io.epoll4j.tools.Main"));
        command.addAll(List.of(args));
        try {
            return new Tool(new ProcessBuilder(command).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Every module of this test's own layer that came from a file.
    private static String modulePath() {
        return ModuleLayer.boot().configuration().modules().stream()
                .flatMap(module -> module.reference().location().stream())
                .filter(location -> "file".equals(location.getScheme()))
                .map(location -> packed(Path.of(location)).toString())
                .collect(joining(File.pathSeparator));
    }

    /// A jar of the classes in a folder, as the launcher runs them. The JVM keeps a jar open, but
    /// opens a folder's classes one by one, for which a full table leaves no descriptor.
    static Path packed(Path module) {
        if (!Files.isDirectory(module)) return module;
        var jar = Path.of("target", module.toString().replace(File.separatorChar, '_') + ".jar");
        var arguments =
                new ArrayList<>(List.of("-c", "-f", jar.toString(), "-C", module.toString(), "."));
        if (Files.exists(module.resolve("io/epoll4j/tools/Main.class")))
            arguments.addAll(1, List.of("-e", "io.epoll4j.tools.Main"));
        ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(System.out, System.err, arguments.toArray(String[]::new));
        return jar;
    }

    /// The port of a server, once it has said that it is listening.
    int port() throws InterruptedException {
        var line = out.await(said -> said.startsWith("listening on "));
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    /// A client of this server; its reads give up after a while.
    Socket connect() throws IOException, InterruptedException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        return socket;
    }

    /// The first line on stdout that is as wanted, waited for.
    String awaitLine(Predicate<String> wanted) throws InterruptedException {
        return out.await(wanted);
    }

    /// What stands on stdout when the tool has ended.
    List<String> outLines() {
        return out.all();
    }

    List<String> errLines() {
        return err.all();
    }

    /// Sends a signal by its name, such as `TERM`.
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
            throw new AssertionError("the tool does not end");
        return process.exitValue();
    }

    /// A field of `/proc/PID/status` in KiB, such as `VmHWM`, the most memory it ever had resident.
    long statusKiB(String field) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            var line = lines.filter(l -> l.startsWith(field + ":")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D+", ""));
        }
    }

    Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    int openDescriptors() throws IOException {
        try (var entries = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return (int) entries.count();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /// The lines of a stream so far, filled by a thread that reads it to its end.
    private static final class Lines {
        private final List<String> lines = new ArrayList<>();
        private Thread reader;

        static Lines of(BufferedReader source) {
            var lines = new Lines();
            lines.reader =
                    Thread.startVirtualThread(() -> {
                        try {
                            source.lines().forEach(lines::add);
                        } catch (UncheckedIOException killed) {
                            lines.add("[" + killed.getMessage() + "]");
                        }
                    });
            return lines;
        }

        private synchronized void add(String line) {
            lines.add(line);
            notifyAll();
        }

        synchronized String await(Predicate<String> wanted) throws InterruptedException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            for (; ; ) {
                boolean over =
                        !reader.isAlive(); // asked before the last look, so that no line is missed
                for (var line : lines) if (wanted.test(line)) return line;
                long left = deadline - System.nanoTime();
                if (left <= 0 || over) throw new AssertionError("no such line in " + lines);
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, 100_000_000));
            }
        }

        List<String> all() {
            try {
                reader.join(PATIENCE);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            synchronized (this) {
                return List.copyOf(lines);
            }
        }
    }
}
