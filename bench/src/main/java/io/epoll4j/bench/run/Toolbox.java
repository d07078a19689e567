package io.epoll4j.bench.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What this machine has to measure with: a C compiler, taskset, strace, cores. What is missing is
/// said once and done without.
public final class Toolbox {
    private static final List<String> LOAD =
            List.of("main", "hist", "conn", "closed", "open", "accept", "idle", "sample");

    private final Path folder;
    private final boolean compiled;
    private final Optional<Path> taskset;
    private final Optional<Path> strace;
    private final List<Integer> cores;

    /// Compiles the programs in C, where there is a compiler.
    ///
    /// @param notice hears what is missing, one line each
    public Toolbox(Consumer<String> notice) throws IOException, InterruptedException {
        folder = Files.createTempDirectory("epoll4j-bench");
        folder.toFile().deleteOnExit();
        cores = Machine.allowedCores();
        compiled = compile(notice);
        taskset = find("taskset");
        strace = find("strace");
        if (taskset.isEmpty()) {
            notice.accept(
                    "no taskset: server and load generator are not pinned to cores of their own");
        }
        if (strace.isEmpty()) {
            notice.accept("no strace: system calls per message are not counted");
        }
        if (cores.size() < 2) {
            notice.accept("one core only: server and load generator share it, ratios shrink");
        }
    }

    private boolean compile(Consumer<String> notice) throws IOException, InterruptedException {
        var cc = find("cc").or(() -> find("gcc")).or(() -> find("clang"));
        if (cc.isEmpty()) {
            notice.accept(
                    "no C compiler (cc, gcc or clang): the server in C is left out and the load"
                            + " generator is the one in Java");
            return false;
        }
        var load = new ArrayList<Path>();
        extract("load/load.h");
        for (String part : LOAD) {
            load.add(extract("load/" + part + ".c"));
        }
        return build(cc.get(), "load", load, notice)
                && build(cc.get(), "echo", List.of(extract("echo.c")), notice);
    }

    private Path extract(String name) throws IOException {
        Path to = folder.resolve(Path.of(name).getFileName());
        try (InputStream in = Toolbox.class.getResourceAsStream("/c/" + name)) {
            if (in == null) {
                throw new IOException("the bench was built without /c/" + name);
            }
            Files.copy(in, to);
        }
        to.toFile().deleteOnExit();
        return to;
    }

    private boolean build(Path cc, String name, List<Path> sources, Consumer<String> notice)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(cc.toString(), "-O2", "-pthread", "-o"));
        command.add(program(name).toString());
        sources.forEach(source -> command.add(source.toString()));
        var log = folder.resolve(name + ".log");
        int exit =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start()
                        .waitFor();
        log.toFile().deleteOnExit();
        program(name).toFile().deleteOnExit();
        if (exit != 0) {
            String first = Files.readString(log).lines().findFirst().orElse("no message");
            notice.accept(cc + " cannot build " + name + " (" + first + "): done without C");
        }
        return exit == 0;
    }

    /// Whether the server and the load generator in C can be used.
    public boolean compiled() {
        return compiled;
    }

    /// Whether system calls can be counted.
    public boolean traces() {
        return strace.isPresent();
    }

    String strace() {
        return strace.orElseThrow().toString();
    }

    Path program(String name) {
        return folder.resolve(name);
    }

    /// The JVM this bench runs on.
    String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /// The cores of a server with that many threads: one gets the first core; several get all but
    /// the generator's, or, where that leaves a single one, all.
    List<Integer> serverCores(int threads) {
        if (threads == 1) {
            return cores.subList(0, 1);
        }
        return cores.size() < 3 ? cores : cores.subList(0, cores.size() - 1);
    }

    /// The last core is the generator's.
    List<Integer> generatorCores() {
        return cores.subList(cores.size() - 1, cores.size());
    }

    /// `command`, held to `on` if taskset is there.
    List<String> pinned(List<Integer> on, List<String> command) {
        if (taskset.isEmpty()) {
            return command;
        }
        var list = String.join(",", on.stream().map(String::valueOf).toList());
        var pinned = new ArrayList<>(List.of(taskset.get().toString(), "-c", list));
        pinned.addAll(command);
        return pinned;
    }

    private static Optional<Path> find(String tool) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            Path path = Path.of(folder, tool);
            if (Files.isExecutable(path)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }
}
