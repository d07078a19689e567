package io.epoll4j.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the command line says to a mistake: one line that names it, and 2 if the command was wrong
/// or 1 if the world was.
class MainTest {
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
                "echo --threads many       | many",
                "echo --threads 5000       | --threads",
                "echo --trigger up         | up",
                "echo --accept all         | all",
                "echo --accept oneshot --trigger lt | --trigger",
                "telnet                    | telnet",
                "fuzz --ops 0              | --ops",
                "fuzz --ops many           | many",
                "fuzz --threads 9          | --threads",
                "fuzz --against windows    | windows",
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
        for (var name : List.of("echo", "echoman", "fuzz", "conformance")) {
            try (var tool = Tool.start(name, "--version")) {
                assertEquals(0, tool.exitCode());
                assertEquals(1, tool.outLines().size(), name);
                assertTrue(tool.outLines().getFirst().startsWith("epoll4j "), name);
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
