package io.epoll4j.tools;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Echo man keeps the tutorial's promises, and has none of its holes.
class EchoManTest {
    private static final String ANSWER = "it's echo man\n";

    @AutoClose private Tool server = Tool.start("echoman", "0");

    @Test
    void answersOnceForEachBurst() throws Exception {
        try (var client = server.connect()) {
            for (var line : List.of("hello\n", "is it me\n", "you're looking for?\n")) {
                say(client, line);
                assertEquals(ANSWER, hear(client));
            }
            client.shutdownOutput();
            assertEquals(-1, client.getInputStream().read(), "one answer for each and no more");
        }
    }

    @Test
    void tellsWhoComesWhatIsSaidAndWhoGoes() throws Exception {
        int port;
        try (var client = server.connect()) {
            port = client.getLocalPort();
            say(client, "hello\n");
            hear(client);
        }
        var accepted = server.awaitLine(line -> line.startsWith("Accepted"));
        var descriptor = accepted.split(" ")[4];
        assertEquals(
                "Accepted connection on descriptor "
                        + descriptor
                        + " (host=127.0.0.1, port="
                        + port
                        + ")",
                accepted);
        server.awaitLine("hello"::equals);
        server.awaitLine(("Closed connection on descriptor " + descriptor)::equals);
    }

    @Test
    void quietMeansQuiet() throws Exception {
        try (var quiet = Tool.start("echoman", "--quiet", "0")) {
            try (var client = quiet.connect()) {
                say(client, "hello\n");
                hear(client);
            }
            int port = quiet.port();
            quiet.signal("TERM");
            assertEquals(0, quiet.exitCode());
            assertEquals(List.of("listening on 127.0.0.1:" + port), quiet.outLines());
        }
    }

    @Test
    void answersWhoHasSaidAllItHadToSay() throws Exception {
        try (var client = server.connect()) {
            say(client, "hello\n");
            client.shutdownOutput();
            assertEquals(ANSWER, new String(client.getInputStream().readAllBytes(), US_ASCII));
        }
    }

    @Test
    void closesWhoSaysNothing() throws Exception {
        try (var client = server.connect()) {
            client.shutdownOutput();
            assertEquals(-1, client.getInputStream().read());
        }
    }

    @Test
    void survivesPeersThatReset() throws Exception {
        for (int i = 0; i < 100; i++) {
            var client = server.connect();
            client.setSoLinger(true, 0); // close() sends a reset, with the answer on its way or not
            say(client, "hello\n");
            client.close();
        }
        assertServes();
    }

    /// The tutorial takes write's word for it: an answer cut short stays cut short.
    @Test
    void finishesAnAnswerThatDidNotFit() throws Exception {
        try (var client = SocketChannel.open()) {
            client.setOption(StandardSocketOptions.SO_RCVBUF, 1024);
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            client.connect(new InetSocketAddress("127.0.0.1", server.port()));
            client.configureBlocking(false);
            // Talk without listening, until the server cannot answer and therefore does not read.
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            var flood = ByteBuffer.allocate(4096);
            for (int refused = 0; refused < 100_000 && System.nanoTime() < deadline; ) {
                refused = client.write(flood.clear()) == 0 ? refused + 1 : 0;
            }
            client.configureBlocking(true);
            client.shutdownOutput();
            var heard = new String(client.socket().getInputStream().readAllBytes(), US_ASCII);
            assertTrue(heard.length() > ANSWER.length());
            assertEquals(
                    ANSWER.repeat(heard.length() / ANSWER.length()), heard, "whole answers only");
        }
    }

    /// A stopped and continued process sees EINTR from a wait that no handler interrupted,
    /// signal(7).
    @Test
    void anInterruptedWaitIsNoFailure() throws Exception {
        try (var client = server.connect()) {
            for (int i = 0; i < 10; i++) {
                server.signal("STOP");
                server.signal("CONT");
                say(client, "hello\n");
                assertEquals(ANSWER, hear(client));
            }
        }
    }

    /// More clients than descriptors: those inside are served, those outside wait without costing
    /// anything, and come in as soon as there is room.
    @Test
    void servesWithinItsDescriptorsAndRecovers() throws Exception {
        try (var small = Tool.startLimited("ulimit -n 64", "echoman", "0", "--quiet")) {
            var clients = new ArrayDeque<Socket>();
            for (int i = 0; i < 200; i++) clients.add(small.connect());
            var first = clients.getFirst();
            say(first, "hello\n");
            assertEquals(ANSWER, hear(first));
            var last = clients.getLast();
            say(last, "hello\n");
            last.setSoTimeout(500);
            var before = small.cpuTime();
            assertThrows(SocketTimeoutException.class, () -> hear(last), "there is no room yet");
            var spent = small.cpuTime().minus(before);
            assertTrue(
                    spent.toMillis() < 250,
                    "spins: " + spent + " of processor time in half a second");
            while (clients.size() > 1) {
                var client = clients.removeFirst();
                client.close();
            }
            last.setSoTimeout(20_000);
            assertEquals(ANSWER, hear(last));
            last.close();
            small.signal("TERM");
            assertEquals(0, small.exitCode());
            assertEquals(1, small.errLines().size(), "said once, not once a try");
        }
    }

    @Test
    void stopsOnSignalsWithExitCodeZero() throws Exception {
        for (var signal : List.of("TERM", "INT")) {
            try (var stopping = Tool.start("echoman", "0", "--quiet");
                    var idle = stopping.connect()) {
                say(idle, "hello\n");
                assertEquals(ANSWER, hear(idle));
                stopping.signal(signal);
                assertEquals(-1, idle.getInputStream().read());
                assertEquals(0, stopping.exitCode(), signal);
                assertEquals(List.of(), stopping.errLines());
            }
        }
    }

    private void assertServes() throws Exception {
        try (var client = server.connect()) {
            say(client, "still there?\n");
            assertEquals(ANSWER, hear(client));
        }
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static String hear(Socket client) throws IOException {
        return new String(client.getInputStream().readNBytes(ANSWER.length()), US_ASCII);
    }
}
