package io.epoll4j.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the command line says to a mistake: one line that names it, and 2 if the command was wrong
/// or 1 if the world was.
class MainTest {
    private static final List<String> TOOLS =
            List.of("echo", "echoman", "inspect", "fuzz", "conformance", "help");
    private static final Pattern TAKES_A_VALUE = Pattern.compile("\n  +(?:-\\w, )?--\\w+(?=[= ])");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echoman 65536             | 65536",
                "echoman -1                | -1",
                "echoman eight             | eight",
                "echo 8000 9000            | 9000",
                "echo --loud               | --loud",
                "echo --host               | --host",
                "echo --threads 0          | --threads",
                "echo --idle -1            | --idle",
                "echo --max-connections 0  | --max-connections",
                "echo --threads many       | many' is not a whole number",
                "echo --idle 99999999999   | too large",
                "help telnet               | telnet",
                "echo --threads 5000       | --threads",
                "echo --trigger up         | up",
                "echo --accept all         | all",
                "echo --accept oneshot --trigger lt | --trigger",
                "telnet                    | fuzz, run, bench, verify, install, uninstall",
                "fuzz --ops 0              | --ops",
                "fuzz --ops many           | many' is not a whole number",
                "fuzz --seed x             | x' is not a whole number",
                "fuzz --threads 9          | --threads",
                "fuzz --against windows    | windows",
                "inspect                   | PID",
                "inspect 0                 | no process 0",
                "inspect 2147483647        | no process",
                "inspect --explain cold    | missed-edge",
                "inspect --watch 0 1       | --watch",
                "inspect --all 1           | --all",
            })
    void aWrongCommandIsOneLineAndTwo(String command, String named) throws Exception {
        assertFails(2, named, command.split(" "));
    }

    @Test
    void nothingAtAllIsAWrongCommandToo() throws Exception {
        try (var tool = Tool.start()) {
            assertEquals(2, tool.exitCode());
            assertTrue(
                    String.join("\n", tool.errLines()).contains("echoman"),
                    "it says what there is");
        }
    }

    @Test
    void anEmptyHostIsNone() throws Exception {
        assertFails(2, "--host", "echo", "0", "--host", "");
    }

    @Test
    void everyToolTellsItsVersion() throws Exception {
        for (var name : List.of("echo", "echoman", "inspect", "fuzz", "conformance")) {
            try (var tool = Tool.start(name, "--version")) {
                assertEquals(0, tool.exitCode());
                assertEquals(1, tool.outLines().size(), name);
                assertTrue(tool.outLines().getFirst().startsWith("epoll4j "), name);
            }
        }
    }

    @Test
    void helpIsACommand() throws Exception {
        assertEquals(said("--help"), said("help"));
        for (var name : TOOLS) assertEquals(said(name, "--help"), said("help", name));
    }

    /// In the same words: what the exit codes mean, and what holds for an option left out.
    @Test
    void everyToolTellsItsExitCodesAndDefaults() throws Exception {
        for (var name : TOOLS) {
            var help = String.join("\n", said(name, "--help"));
            assertTrue(help.contains("\nExit codes:\n  0   "), help);
            assertTrue(help.contains("\n  1   "), help);
            assertTrue(help.contains("\n  2   "), help);
            for (var option : TAKES_A_VALUE.split(help))
                if (option.startsWith("=")) assertTrue(option.contains("(default:"), option);
        }
    }

    private static List<String> said(String... args) throws Exception {
        try (var tool = Tool.start(args)) {
            assertEquals(0, tool.exitCode());
            return tool.outLines();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--version", "help", "help fuzz"})
    void aFullDiskIsOneLineAndOne(String command) throws Exception {
        var toNowhere = "exec > /dev/full";
        try (var tool = Tool.startLimited(toNowhere, command.split(" "))) {
            assertEquals(1, tool.exitCode());
            assertEquals(1, tool.errLines().size());
            assertTrue(
                    tool.errLines().getFirst().contains("No space left"),
                    tool.errLines()::toString);
        }
    }

    @Test
    void deniedNativeAccessIsOneLineAndOne() throws Exception {
        for (var name : List.of("echo", "echoman")) {
            try (var tool = Tool.startDenied(name, "0")) {
                assertEquals(1, tool.exitCode());
                assertEquals(1, tool.errLines().size(), tool.errLines()::toString);
                assertTrue(
                        tool.errLines().getFirst().contains("--enable-native-access=io.epoll4j"));
            }
        }
    }

    @Test
    void aTakenPortIsOneLineAndOne() throws Exception {
        try (var taker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(taker.getLocalPort());
            assertFails(1, port, "echoman", port);
            assertFails(1, port, "echo", port);
        }
    }

    @Test
    void anAddressThatIsNotOursIsOneLineAndOne() throws Exception {
        assertFails(1, "192.0.2.1", "echoman", "--host", "192.0.2.1", "0");
        assertFails(1, "no.such.host.invalid", "echo", "--host", "no.such.host.invalid", "0");
    }

    private static void assertFails(int code, String named, String... args) throws Exception {
        try (var tool = Tool.start(args)) {
            assertEquals(code, tool.exitCode());
            var said = tool.errLines();
            assertEquals(1, said.size(), said::toString);
            assertTrue(said.getFirst().contains(named), said.getFirst());
            assertEquals(List.of(), tool.outLines());
        }
    }
}
