package io.epoll4j.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher in a project of its own, with a Maven and JDKs that only note how they were called.
class LauncherTest {
    private static final List<String> MODULES = List.of("lib", "conformance", "tools");

    @TempDir private Path root = Path.of("");

    @BeforeEach
    void project() throws IOException {
        Files.copy(Path.of("..", "epoll4j"), root.resolve("epoll4j"));
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

    @Test
    void buildsOnceAndThenOnlyStarts() throws Exception {
        assertTrue(run("echoman", "8000").says("echoman 8000"));
        assertTrue(run("echoman", "8001").says("echoman 8001"));
        assertEquals(1, mavenCalls().size(), mavenCalls()::toString);
        assertTrue(
                mavenCalls().getFirst().contains("-pl tools -am"),
                "the bench is not built for a start");
    }

    @Test
    void buildsAgainWhenASourceChanges() throws Exception {
        run("--help");
        var later = FileTime.from(Instant.now().plusSeconds(60));
        Files.setLastModifiedTime(root.resolve("lib/src/main/java/A.java"), later);
        run("--help");
        assertEquals(2, mavenCalls().size());
    }

    @Test
    void firstCallsAtTheSameTimeBuildOnce() throws Exception {
        var calls = new ArrayList<Process>();
        for (int i = 0; i < 4; i++) calls.add(start("echoman"));
        for (var call : calls) assertEquals(0, call.waitFor(), () -> text(call));
        assertEquals(1, mavenCalls().size());
    }

    @Test
    void runsASourceFileWithTheLibrary() throws Exception {
        write("My Own.java", "");
        var ran = run("run", root.resolve("My Own.java").toString(), "9000");
        assertTrue(ran.says("--add-modules io.epoll4j " + root + "/My Own.java 9000"), ran.text());
        assertFails(2, "Missing.java", "run", "Missing.java");
        assertFails(2, "which file", "run");
    }

    private void assertFails(int exitCode, String why, String... args) throws Exception {
        var failed = run(args);
        assertEquals(exitCode, failed.exitCode());
        assertEquals(1, failed.text().lines().count(), failed.text());
        assertTrue(failed.says(why), failed.text());
    }

    @Test
    void tellsOfWhatIsNoToolWithoutBuildingAnything() throws Exception {
        write("bench/help.txt", "what bench takes\n");
        for (var name : List.of("bench", "run", "verify")) {
            var help = run("help", name);
            assertEquals(0, help.exitCode());
            assertTrue(help.says(name), help.text());
            assertEquals(help, run(name, "--help"));
        }
        assertTrue(!Files.exists(root.resolve("maven.log")), "nothing was built");
    }

    @Test
    void inTheCLocaleItHandsOnUtf8() throws Exception {
        script("jdks/jdk-25/bin/java", "echo \"locale ${LC_ALL:-}\"");
        for (var locale : List.of("", "C", "POSIX")) {
            var builder = launcher("echo");
            builder.environment().put("LANG", locale);
            assertEquals("locale C.UTF-8", lastLine(builder));
        }
        var builder = launcher("echo");
        builder.environment().put("LANG", "de_DE.UTF-8");
        assertEquals("locale ", lastLine(builder));
    }

    private static String lastLine(ProcessBuilder builder) throws IOException {
        return text(builder.start()).lines().toList().getLast();
    }

    @Test
    void passesOverAJdkThatIsTooOld() throws Exception {
        assertTrue(run("--help").says("jdk-25/bin/java"));
        assertTrue(mavenCalls().getFirst().startsWith(root.resolve("jdks/jdk-25").toString()));
    }

    @Test
    void verifyIsMavensVerify() throws Exception {
        assertEquals(0, run("verify", "-o", "-q").exitCode());
        assertTrue(mavenCalls().getFirst().endsWith("jdk-25 verify -o -q"));
    }

    @Test
    void aFailedBuildIsToldInShortAndTriedAgain() throws Exception {
        script(
                "bin/mvn",
                """
                echo called >> "%s/maven.log"
                echo '[ERROR] A.java:[1,1] no such thing -> [Help 1]'
                echo '[ERROR] Failed to execute goal'
                echo '[ERROR] To see the full stack trace, ...'
                exit 1
                """
                        .formatted(root));
        var failed = run("echoman");
        assertEquals(1, failed.exitCode());
        assertTrue(failed.says("no such thing"));
        assertTrue(!failed.says("full stack trace"), failed.text());
        run("echoman");
        assertEquals(2, mavenCalls().size());
    }

    @Test
    void elsewhereThanOnLinuxItSaysSo() throws Exception {
        script("bin/uname", "echo Darwin");
        var refused = run("echoman");
        assertEquals(1, refused.exitCode());
        assertEquals(1, refused.text().lines().count());
        assertTrue(refused.says("Linux"));
    }

    @Test
    void handsOptionsToTheJvm() throws Exception {
        var builder = launcher("echoman");
        builder.environment().put("EPOLL4J_JAVA_OPTS", "-Xmx32m -XX:+UseParallelGC");
        var process = builder.start();
        var said = text(process);
        assertTrue(said.contains(" -Xmx32m -XX:+UseParallelGC "), said);
        assertTrue(!said.contains("UseSerialGC"), "the JVM takes one collector only");
    }

    private record Result(int exitCode, String text) {
        boolean says(String what) {
            return text.contains(what);
        }
    }

    /// Below 13 the shell itself has not the descriptors to say so.
    @Test
    void aLimitThatNoJvmCanStartUnderIsOneLine() throws Exception {
        for (int limit : new int[] {13, 16, 19}) {
            var launcher = launcher("echo", "0");
            var command = String.join(" ", launcher.command());
            var limited = launcher.command("sh", "-c", "ulimit -n " + limit + "; exec " + command);
            var process = limited.start();
            var text = text(process);
            assertEquals(1, process.waitFor(), text);
            assertEquals(1, text.lines().count(), text);
            assertTrue(text.startsWith("epoll4j: ulimit -n allows " + limit + " open files"), text);
        }
    }

    private Result run(String... args) throws Exception {
        var process = start(args);
        var text = text(process);
        return new Result(process.waitFor(), text);
    }

    private Process start(String... args) throws IOException {
        return launcher(args).start();
    }

    /// With nothing in the environment but a PATH, on which the fakes come first, and a HOME.
    private ProcessBuilder launcher(String... args) {
        var command = new ArrayList<>(List.of("sh", root.resolve("epoll4j").toString()));
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", root + "/bin:/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", root + "/jdks/jdk-17");
        builder.environment().put("HOME", root + "/home");
        return builder;
    }

    private static String text(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private List<String> mavenCalls() throws IOException {
        return Files.readAllLines(root.resolve("maven.log"));
    }

    private void jdk(String name, String version) throws IOException {
        var home = "jdks/" + name;
        write(home + "/release", "IMPLEMENTOR=\"nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home + "/bin/javac", "exit 1");
        script(home + "/bin/java", "echo \"$0 $*\"");
    }

    private void script(String path, String body) throws IOException {
        write(path, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(
                root.resolve(path), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void write(String path, String text) throws IOException {
        var file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
