package io.epoll4j.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Counts a server's system calls with strace, in a run of its own: strace slows the server
/// manyfold.
final class Tracer {
    private Tracer() {}

    /// System calls per message, in all (`calls`) and by name (`call:NAME`). Connecting is among
    /// them: some calls per connection against hundreds of messages on each.
    static Map<String, Double> count(Toolbox tools, Generator generator, Load load, Server server)
            throws IOException {
        var summary = Files.createTempFile("epoll4j-bench-", ".strace");
        summary.toFile().deleteOnExit();
        var strace =
                new ProcessBuilder(
                                List.of(
                                        tools.strace(),
                                        "-c",
                                        "-f",
                                        "-p",
                                        Long.toString(server.pid()),
                                        "-o",
                                        summary.toString()))
                        .redirectErrorStream(true)
                        .start();
        double messages;
        try (var said = strace.inputReader()) {
            String first = said.readLine(); // "Process N attached", one for each thread
            if (first == null || !first.contains("attached")) {
                throw new IOException("strace: " + first);
            }
            messages = generator.run(load, server, () -> 0).get("messages");
            new ProcessBuilder("kill", "-INT", Long.toString(strace.pid())).start().waitFor();
            strace.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            strace.destroy();
        }
        return perMessage(Files.readAllLines(summary), messages);
    }

    /// Columns: % time, seconds, usecs/call, calls, errors (or nothing), syscall.
    static Map<String, Double> perMessage(List<String> lines, double messages) {
        var figures = new TreeMap<String, Double>();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            boolean row = words.length >= 5 && words[0].matches("[0-9.]+");
            if (row) {
                String name = words[words.length - 1];
                String key = name.equals("total") ? "calls" : "call:" + name;
                figures.put(key, Double.parseDouble(words[3]) / messages);
            }
        }
        return figures;
    }
}
