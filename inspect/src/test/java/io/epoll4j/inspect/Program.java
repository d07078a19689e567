package io.epoll4j.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A program under inspection, in a process of its own; what it says is read by a thread of its
/// own.
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final List<String> said = new ArrayList<>();
    private final Thread reader;

    private Program(Process process) {
        this.process = process;
        var out = process.inputReader(UTF_8);
        reader = Thread.startVirtualThread(() -> read(out));
    }

    private void read(BufferedReader out) {
        try (out) {
            out.lines().forEach(this::add);
        } catch (IOException | UncheckedIOException killed) {
            add("[" + killed.getMessage() + "]");
        }
    }

    private synchronized void add(String line) {
        said.add(line);
        notifyAll();
    }

    static Program start(List<String> command) {
        try {
            return new Program(new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A program in Python beside this class, such as `sick.py`.
    static Program python(String file, String... arguments) {
        var command = new ArrayList<>(List.of(find("python3"), resource(file).toString()));
        command.addAll(List.of(arguments));
        return start(command);
    }

    static Path resource(String name) {
        try {
            return Path.of(Program.class.getResource(name).toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /// The path of a program; empty if this machine has none.
    static String find(String name) {
        var path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
        // A system's own before one that starts by way of a script: those take their time.
        return Stream.concat(Stream.of("/usr/bin"), Stream.of(path.split(File.pathSeparator)))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse("");
    }

    static boolean has(String name) {
        return !find(name).isEmpty();
    }

    int pid() {
        return (int) process.pid();
    }

    /// The first line that is as wanted, waited for.
    synchronized String await(Predicate<String> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (; ; ) {
            boolean over = !reader.isAlive(); // asked before the last look
            for (var line : said) if (wanted.test(line)) return line;
            long left = deadline - System.nanoTime();
            if (left <= 0 || over) throw new AssertionError("no such line in " + said);
            TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, 100_000_000));
        }
    }

    synchronized boolean hasSaid(String line) {
        return said.contains(line);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Gives it a line to read.
    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(UTF_8));
        process.getOutputStream().flush();
    }

    /// The words of the first line that starts with `word`, without it.
    List<String> words(String word) throws InterruptedException {
        var words = await(line -> line.startsWith(word + " ")).split(" ");
        return List.of(words).subList(1, words.length);
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
            throw new AssertionError("it does not end; it said " + said);
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
