package io.epoll4j.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What each option of echo changes, and that the bytes come back with every one.
class EchoOptionsTest {
    private static final int CLIENTS = 40;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--threads 3",
                "--threads 3 --accept exclusive",
                "--threads 3 --accept handoff",
                "--threads 3 --accept oneshot",
                "--threads 3 --trigger lt",
                "--trigger lt",
                "--accept oneshot",
                "--trigger et --accept reuseport",
            })
    void echoesAndStopsWithEveryTriggerAndWayToAccept(String options) throws Exception {
        try (var server = start("--quiet " + options)) {
            var clients = new ArrayList<Socket>();
            for (int i = 0; i < CLIENTS; i++) clients.add(server.connect());
            for (var client : clients) client.getOutputStream().write("to and fro".getBytes());
            for (var client : clients) assertHears(client, "to and fro");
            server.signal("TERM");
            for (var client : clients) assertEquals(-1, client.getInputStream().read());
            for (var client : clients) client.close();
            assertEquals(0, server.exitCode());
            assertEquals(List.of(), server.errLines());
        }
    }

    /// As nohup(1) starts it.
    @Test
    void aHangUpThatIsIgnoredStaysSo() throws Exception {
        try (var server = Tool.startLimited("trap '' HUP", "echo", "0", "--quiet");
                var client = server.connect()) {
            server.signal("HUP");
            client.getOutputStream().write('x');
            assertEquals('x', client.getInputStream().read());
            server.signal("TERM");
            assertEquals(0, server.exitCode());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reuseport", "exclusive", "handoff", "oneshot"})
    void stoppedUnderLoadItPaysAllItOwes(String accept) throws Exception {
        try (var server = start("--quiet --threads 4 --accept " + accept)) {
            var said = "owed".repeat(20_000);
            var clients = new ArrayList<Socket>();
            for (int i = 0; i < CLIENTS; i++) clients.add(server.connect());
            for (var client : clients) client.getOutputStream().write(said.getBytes());
            server.signal("TERM");
            for (var client : clients) {
                assertHears(client, said);
                assertEquals(-1, client.getInputStream().read());
                client.close();
            }
            assertEquals(0, server.exitCode());
            assertEquals(List.of(), server.errLines());
        }
    }

    @Test
    void whoIsSilentForTooLongIsClosed() throws Exception {
        try (var server = start("--idle 1");
                var client = server.connect()) {
            client.getOutputStream().write('x');
            assertHears(client, "x");
            assertTrue(isOver(client));
            server.signal("TERM");
            assertEquals(0, server.exitCode());
            assertTrue(
                    server.outLines().getLast().endsWith("(idle timeout)"),
                    server.outLines()::toString);
        }
    }

    @Test
    void moreThanTheLimitWaitUntilOneLeaves() throws Exception {
        try (var server = start("--max-connections 1")) {
            var first = server.connect();
            try (var second = server.connect()) {
                try (first) {
                    first.getOutputStream().write('1');
                    second.getOutputStream().write('2');
                    assertHears(first, "1");
                }
                assertHears(second, "2");
            }
            server.signal("TERM");
            assertEquals(0, server.exitCode());
            var said = server.outLines().stream().map(line -> line.substring(0, 6)).toList();
            assertEquals(List.of("Accept", "Closed", "Accept", "Closed"), said.subList(1, 5));
            assertEquals(1, server.errLines().size(), server.errLines()::toString);
        }
    }

    private static Tool start(String options) {
        return Tool.start(("echo 0 " + options).split(" "));
    }

    private static void assertHears(Socket client, String words) throws IOException {
        assertEquals(words, new String(client.getInputStream().readNBytes(words.length())));
    }

    /// Whether the server has closed the connection, in whichever way.
    private static boolean isOver(Socket client) {
        try {
            return client.getInputStream().read() == -1;
        } catch (IOException reset) {
            return true;
        }
    }
}
