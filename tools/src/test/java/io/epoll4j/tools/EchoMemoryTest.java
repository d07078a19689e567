package io.epoll4j.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that never read what they are owed take more memory than there is: it costs them their
/// connections, and nobody else anything.
@Timeout(120)
class EchoMemoryTest {
    private static final int CLIENTS = 100;

    @AutoClose
    private Tool server =
            Tool.startLimited(
                    "export JDK_JAVA_OPTIONS=-XX:MaxDirectMemorySize=4m", "echo", "0", "--quiet");

    private final List<SocketChannel> clients = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (var client : clients) client.close();
    }

    @Test
    void outlivesThem() throws Exception {
        var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
        for (int i = 0; i < CLIENTS; i++) clients.add(SocketChannel.open(at));
        for (var client : clients) client.configureBlocking(false);
        while (!isAnyoneReset()) Thread.onSpinWait();
        try (var client = server.connect()) {
            client.getOutputStream().write("and me?".getBytes());
            assertEquals("and me?", new String(client.getInputStream().readNBytes(7)));
        }
        close();
        server.signal("TERM");
        assertEquals(0, server.exitCode());
        assertTrue(
                server.errLines().stream().anyMatch(line -> line.contains("memory")),
                () -> server.errLines().toString());
    }

    private boolean isAnyoneReset() {
        try {
            for (var client : clients) client.write(ByteBuffer.allocate(1 << 16));
            return false;
        } catch (IOException reset) {
            return true;
        }
    }
}
