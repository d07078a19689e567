package io.epoll4j.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.epoll4j.Epoll;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A program of `examples/`, started as a reader would start it.
final class Example implements AutoCloseable {
    static final Path FOLDER = Path.of("../examples");

    private static final int PATIENCE_MILLIS = 20_000;

    private final Process process;
    private final BufferedReader said;
    private final int port;

    private Example(Process process) throws IOException {
        this.process = process;
        said = process.inputReader(UTF_8);
        var line = said.readLine();
        if (line == null || !line.startsWith("listening on ")) throw new AssertionError(line);
        port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    /// Starts a server on a free port, after the shell command `limit`.
    static Example serve(String name, String limit) throws Exception {
        var shell = List.of("sh", "-c", limit + " && exec \"$@\"", "sh");
        var command = new ArrayList<>(shell);
        command.addAll(java(FOLDER.resolve(name)));
        command.add("0");
        return new Example(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /// What starts `program`, by the JVM's launcher for source files.
    static List<String> java(Path program) throws URISyntaxException {
        var lib = Path.of(Epoll.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "--enable-native-access=io.epoll4j",
                "-p",
                Tool.packed(lib).toString(),
                "--add-modules",
                "io.epoll4j",
                program.toString());
    }

    static List<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    /// A client of this server; its reads give up after a while.
    Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// What it has said since it listens; waits for its end.
    String rest() throws IOException {
        return String.join("\n", said.lines().toList());
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        said.close();
    }
}
