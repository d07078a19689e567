package io.epoll4j.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// A project of its own for the launcher, with a Maven and JDKs that only note how they were
/// called.
record Checkout(Path root) {
    static final Checkout NONE = new Checkout(Path.of(""));

    private static final List<String> MODULES = List.of("lib", "conformance", "inspect", "tools");

    /// What a launcher has said, and how it ended.
    record Result(int exitCode, String text) {
        boolean says(String what) {
            return text.contains(what);
        }
    }

    static Checkout in(Path root) throws IOException {
        var made = new Checkout(root);
        made.fill();
        return made;
    }

    private void fill() throws IOException {
        Files.copy(Path.of("..", "epoll4j"), root.resolve("epoll4j"));
        Files.createDirectories(root.resolve("tools"));
        Files.copy(Path.of("install.sh"), root.resolve("tools/install.sh"));
        write("LICENSE", "free\n");
        write("pom.xml", "");
        for (var module : MODULES) {
            write(module + "/pom.xml", "");
            write(module + "/src/main/java/A.java", "");
        }
        Files.createDirectories(root.resolve("bin"));
        jdk("jdk-17", "17.0.15");
        jdk("jdk-25", "25.0.3");
        Files.createSymbolicLink(root.resolve("bin/javac"), root.resolve("jdks/jdk-25/bin/javac"));
        script(
                "bin/mvn",
                """
                echo "$JAVA_HOME $*" >> "%s/maven.log"
                mkdir -p tools/target/launcher/modules
                touch tools/target/launcher/tools.jar tools/target/launcher/modules/lib.jar
                """
                        .formatted(root));
    }

    void assertFails(int exitCode, String why, String... args) throws Exception {
        var failed = run(args);
        assertEquals(exitCode, failed.exitCode());
        assertEquals(1, failed.text().lines().count(), failed.text());
        assertTrue(failed.says(why), failed.text());
    }

    Result run(String... args) throws Exception {
        var process = start(args);
        var text = text(process);
        return new Result(process.waitFor(), text);
    }

    Process start(String... args) throws IOException {
        return launcher(args).start();
    }

    /// With nothing in the environment but a PATH, on which the fakes come first, and a HOME.
    ProcessBuilder launcher(String... args) {
        var command = new ArrayList<>(List.of("sh", root.resolve("epoll4j").toString()));
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", root + "/bin:/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", root + "/jdks/jdk-17");
        builder.environment().put("HOME", root + "/home");
        return builder;
    }

    static String text(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    List<String> mavenCalls() throws IOException {
        return Files.readAllLines(root.resolve("maven.log"));
    }

    void jdk(String name, String version) throws IOException {
        var home = "jdks/" + name;
        write(home + "/release", "IMPLEMENTOR=\"nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home + "/bin/javac", "exit 1");
        script(home + "/bin/java", "echo \"$0 $*\"");
    }

    void script(String path, String body) throws IOException {
        write(path, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(
                root.resolve(path), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    void write(String path, String text) throws IOException {
        var file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
