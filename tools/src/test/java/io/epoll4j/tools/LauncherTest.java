package io.epoll4j.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher in a project of its own, with a Maven and JDKs that only note how they were called.
class LauncherTest {
    @TempDir private Path root = Path.of("");

    private Checkout checkout = Checkout.NONE;

    @BeforeEach
    void project() throws IOException {
        checkout = Checkout.in(root);
    }

    @Test
    void buildsOnceAndThenOnlyStarts() throws Exception {
        assertTrue(checkout.run("echoman", "8000").says("echoman 8000"));
        assertTrue(checkout.run("echoman", "8001").says("echoman 8001"));
        assertEquals(1, checkout.mavenCalls().size(), checkout.mavenCalls()::toString);
        assertTrue(
                checkout.mavenCalls().getFirst().contains("-pl tools -am"),
                "the bench is not built for a start");
    }

    @Test
    void buildsAgainWhenASourceChanges() throws Exception {
        checkout.run("--help");
        var later = FileTime.from(Instant.now().plusSeconds(60));
        Files.setLastModifiedTime(root.resolve("lib/src/main/java/A.java"), later);
        checkout.run("--help");
        assertEquals(2, checkout.mavenCalls().size());
    }

    @Test
    void firstCallsAtTheSameTimeBuildOnce() throws Exception {
        var calls = new ArrayList<Process>();
        for (int i = 0; i < 4; i++) calls.add(checkout.start("echoman"));
        for (var call : calls) assertEquals(0, call.waitFor(), () -> Checkout.text(call));
        assertEquals(1, checkout.mavenCalls().size());
    }

    @Test
    void runsASourceFileWithTheLibrary() throws Exception {
        checkout.write("My Own.java", "");
        var ran = checkout.run("run", root.resolve("My Own.java").toString(), "9000");
        assertTrue(ran.says("--add-modules io.epoll4j " + root + "/My Own.java 9000"), ran.text());
        checkout.assertFails(2, "Missing.java", "run", "Missing.java");
        checkout.assertFails(2, "which file", "run");
    }

    @Test
    void tellsOfWhatIsNoToolWithoutBuildingAnything() throws Exception {
        checkout.write("bench/help.txt", "what bench takes\n");
        for (var name : List.of("bench", "run", "verify", "install", "uninstall")) {
            var help = checkout.run("help", name);
            assertEquals(0, help.exitCode());
            assertTrue(help.says(name), help.text());
            assertEquals(help, checkout.run(name, "--help"));
        }
        assertTrue(!Files.exists(root.resolve("maven.log")), "nothing was built");
    }

    @Test
    void inTheCLocaleItHandsOnUtf8() throws Exception {
        checkout.script("jdks/jdk-25/bin/java", "echo \"locale ${LC_ALL:-}\"");
        for (var locale : List.of("", "C", "POSIX")) {
            var builder = checkout.launcher("echo");
            builder.environment().put("LANG", locale);
            assertEquals("locale C.UTF-8", lastLine(builder));
        }
        var builder = checkout.launcher("echo");
        builder.environment().put("LANG", "de_DE.UTF-8");
        assertEquals("locale ", lastLine(builder));
    }

    private static String lastLine(ProcessBuilder builder) throws IOException {
        return Checkout.text(builder.start()).lines().toList().getLast();
    }

    @Test
    void passesOverAJdkThatIsTooOld() throws Exception {
        assertTrue(checkout.run("--help").says("jdk-25/bin/java"));
        assertTrue(
                checkout.mavenCalls()
                        .getFirst()
                        .startsWith(root.resolve("jdks/jdk-25").toString()));
    }

    @Test
    void verifyIsMavensVerify() throws Exception {
        assertEquals(0, checkout.run("verify", "-o", "-q").exitCode());
        assertTrue(checkout.mavenCalls().getFirst().endsWith("jdk-25 verify -o -q"));
    }

    @Test
    void aFailedBuildIsToldInShortAndTriedAgain() throws Exception {
        checkout.script(
                "bin/mvn",
                """
                echo called >> "%s/maven.log"
                echo '[ERROR] A.java:[1,1] no such thing -> [Help 1]'
                echo '[ERROR] Failed to execute goal'
                echo '[ERROR] To see the full stack trace, ...'
                exit 1
                """
                        .formatted(root));
        var failed = checkout.run("echoman");
        assertEquals(1, failed.exitCode());
        assertTrue(failed.says("no such thing"));
        assertTrue(!failed.says("full stack trace"), failed.text());
        checkout.run("echoman");
        assertEquals(2, checkout.mavenCalls().size());
    }

    @Test
    void elsewhereThanOnLinuxItSaysSo() throws Exception {
        checkout.script("bin/uname", "echo Darwin");
        var refused = checkout.run("echoman");
        assertEquals(1, refused.exitCode());
        assertEquals(1, refused.text().lines().count());
        assertTrue(refused.says("Linux"));
    }

    @Test
    void handsOptionsToTheJvm() throws Exception {
        var builder = checkout.launcher("echoman");
        builder.environment().put("EPOLL4J_JAVA_OPTS", "-Xmx32m -XX:+UseParallelGC");
        var process = builder.start();
        var said = Checkout.text(process);
        assertTrue(said.contains(" -Xmx32m -XX:+UseParallelGC "), said);
        assertTrue(!said.contains("UseSerialGC"), "the JVM takes one collector only");
    }

    /// Below 13 the shell itself has not the descriptors to say so.
    @Test
    void aLimitThatNoJvmCanStartUnderIsOneLine() throws Exception {
        for (int limit : new int[] {13, 16, 19}) {
            var launcher = checkout.launcher("echo", "0");
            var command = String.join(" ", launcher.command());
            var limited = launcher.command("sh", "-c", "ulimit -n " + limit + "; exec " + command);
            var process = limited.start();
            var text = Checkout.text(process);
            assertEquals(1, process.waitFor(), text);
            assertEquals(1, text.lines().count(), text);
            assertTrue(text.startsWith("epoll4j: ulimit -n allows " + limit + " open files"), text);
        }
    }
}
