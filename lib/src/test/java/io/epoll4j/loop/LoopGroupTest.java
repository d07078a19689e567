package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.Kernel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Several loops on threads of their own, and the ways into a loop from other threads.
@Timeout(60)
class LoopGroupTest {
    @ParameterizedTest
    @EnumSource(AcceptMode.class)
    void servesAndDrainsInEveryMode(AcceptMode mode) throws Exception {
        try (var group = LoopGroup.open(Kernel.linux(), 4, mode, new Settings())) {
            int port = group.listen(0, (peer, bytes) -> peer.write(bytes)).port();
            group.start();
            var sockets = new ArrayList<Socket>();
            for (int i = 0; i < 50; i++)
                sockets.add(new Socket(InetAddress.getLoopbackAddress(), port));
            for (int round = 0; round < 20; round++)
                for (Socket socket : sockets) exchange(socket, "round " + round);
            // Owed when the group is told to drain: sent by us, not yet answered.
            for (Socket socket : sockets) send(socket, "last");
            group.drain(Duration.ofSeconds(20));
            for (Socket socket : sockets) {
                var rest = socket.getInputStream().readAllBytes();
                assertEquals("last", new String(rest, StandardCharsets.ISO_8859_1));
                socket.close();
            }
            group.join();
            assertEquals(50, group.snapshots().stream().mapToLong(Snapshot::accepted).sum());
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void exchange(Socket socket, String text) throws IOException {
        send(socket, text);
        var answer = socket.getInputStream().readNBytes(text.length());
        assertEquals(text, new String(answer, StandardCharsets.ISO_8859_1));
    }

    @Test
    void noTaskIsLeftLyingWhileTheLoopSleeps() throws Exception {
        try (var group = LoopGroup.open(1, AcceptMode.HANDOFF)) {
            Loop loop = group.loops().getFirst();
            group.start();
            for (int i = 0; i < 20_000; i++) {
                var ran = new CountDownLatch(1);
                loop.execute(ran::countDown);
                assertTrue(ran.await(10, TimeUnit.SECONDS), "lost after " + i);
            }
        }
    }
}
