package io.epoll4j.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The servers that the READMEs and `docs/` show, and what clients may do to them.
@Timeout(120)
class ServersTest {
    /// Each gives back what it gets and serves until it is stopped.
    static final List<String> SERVERS = List.of("LoopEcho.java", "RawEcho.java");

    private static final int FLOOD = 8 << 20;

    @ParameterizedTest
    @FieldSource("SERVERS")
    void survivesItsClients(String name) throws Exception {
        try (var server = Example.serve(name, "ulimit -n 64")) {
            givesBack(server, 3);
            for (int i = 0; i < 20; i++) reset(server);
            givesBack(server, 100_000);
            leavesMuchUnread(server);
            givesBack(server, FLOOD);
            moreThanThereIsRoomFor(server);
            givesBack(server, 1);
            assertTrue(server.isAlive());
        }
    }

    /// Every byte, the last ones after this end has ended too.
    private static void givesBack(Example server, int length) throws Exception {
        var said = "0123456789abcdef".repeat(length / 16 + 1).substring(0, length).getBytes(UTF_8);
        try (var client = server.connect();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var sent =
                    threads.submit(() -> {
                        client.getOutputStream().write(said);
                        client.shutdownOutput();
                        return null;
                    });
            assertEquals(new String(said, UTF_8), new String(all(client), UTF_8));
            sent.get(20, TimeUnit.SECONDS);
        }
    }

    private static byte[] all(Socket client) throws IOException {
        return client.getInputStream().readAllBytes();
    }

    /// After a word, without listening to the answer.
    private static void reset(Example server) throws IOException {
        try (var client = server.connect()) {
            client.getOutputStream().write(1);
            client.setSoLinger(true, 0); // closing resets
        }
    }

    /// Sends until nothing more goes out, and resets while it is owed all of it; meanwhile others
    /// are served.
    private static void leavesMuchUnread(Example server) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> flood;
            try (var client = server.connect()) {
                flood =
                        threads.submit(() -> {
                            var block = new byte[1 << 16];
                            for (; ; ) client.getOutputStream().write(block);
                        });
                givesBack(server, 1000);
                client.setSoLinger(true, 0); // closing resets
            }
            assertThrows(ExecutionException.class, () -> flood.get(20, TimeUnit.SECONDS));
        }
    }

    /// More clients than descriptors: those who wait are served as others go.
    private static void moreThanThereIsRoomFor(Example server) throws IOException {
        var clients = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 80; i++) {
                var client = server.connect();
                clients.add(client);
                client.getOutputStream().write(i);
            }
            for (int i = 0; i < clients.size(); i++) {
                assertEquals(i, clients.get(i).getInputStream().read(), "client " + i);
                clients.get(i).close();
            }
        } finally {
            for (var client : clients) client.close();
        }
    }
}
