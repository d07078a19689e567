package io.epoll4j.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Echo gives back every byte, in order, whatever the client does or leaves undone.
class EchoTest {
    @AutoClose private Tool server = Tool.start("echo", "0", "--quiet");
    @AutoClose private ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @Test
    void givesBackWhatItGets() throws Exception {
        try (var client = server.connect()) {
            for (var said : List.of("a", "bb", "x".repeat(10_000))) {
                client.getOutputStream().write(said.getBytes());
                assertEquals(said, new String(client.getInputStream().readNBytes(said.length())));
            }
            client.shutdownOutput();
            assertEquals(-1, client.getInputStream().read());
        }
    }

    /// A client that listens only once its own sending has come to a halt.
    @Test
    void losesNothingToALateReaderAndStaysSmall() throws Exception {
        long total = 256L << 20;
        try (var client = server.connect()) {
            var progress = new Progress();
            var sent = threads.submit(() -> send(client, total, progress));
            progress.awaitHalt(Duration.ofMillis(300));
            assertTrue(progress.bytes() < total, "nothing holds the client back");
            assertEquals(checksum(client.getInputStream(), total), sent.get(20, TimeUnit.SECONDS));
            assertEquals(-1, client.getInputStream().read());
        }
        long peak = server.statusKiB("VmHWM");
        assertTrue(peak < 128 << 10, peak + " KiB");
    }

    @Test
    void servesManyAtOnceEachInOrder() throws Exception {
        givesBackWhatItGets(); // all that it loads lazily is loaded, descriptors included
        int before = server.openDescriptors();
        var clients = new ArrayList<Callable<Void>>();
        for (int i = 0; i < 50; i++) {
            long seed = i;
            clients.add(() -> echoAtRandom(seed));
        }
        for (var client : threads.invokeAll(clients, 60, TimeUnit.SECONDS)) client.get();
        try (var last = server.connect()) { // served after all others were closed
            last.getOutputStream().write('x');
            assertEquals('x', last.getInputStream().read());
            assertEquals(before + 1, server.openDescriptors());
        }
    }

    @Test
    void oneThatResetsWhileItIsOwedMuchHarmsNobody() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (var client = server.connect()) {
                var progress = new Progress();
                threads.submit(() -> send(client, 1L << 30, progress));
                progress.awaitBytes(1 << 20);
                client.setSoLinger(true, 0); // closing resets
            }
        }
        givesBackWhatItGets();
    }

    @Test
    @Timeout(60)
    void clientsThatAreKilledLeaveNothingBehind() throws Exception {
        givesBackWhatItGets(); // all that is loaded lazily is loaded
        int before = server.openDescriptors();
        var flood = "exec cat /dev/zero > /dev/tcp/127.0.0.1/" + server.port();
        var clients = new ArrayList<Process>();
        for (int i = 0; i < 10; i++) clients.add(new ProcessBuilder("bash", "-c", flood).start());
        while (server.openDescriptors() < before + clients.size()) Thread.onSpinWait();
        clients.forEach(Process::destroyForcibly); // SIGKILL
        while (server.openDescriptors() > before) Thread.onSpinWait();
        givesBackWhatItGets();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void paysItsDebtsBeforeItStops(String signal) throws Exception {
        try (var client = server.connect()) {
            var said = new byte[100_000];
            new Random(1).nextBytes(said);
            client.getOutputStream().write(said);
            server.signal(signal);
            assertArrayEquals(said, client.getInputStream().readAllBytes());
            assertEquals(0, server.exitCode());
        }
    }

    private Void echoAtRandom(long seed) throws IOException, InterruptedException {
        var random = new Random(seed);
        try (var client = server.connect()) {
            for (int round = 0; round < 20; round++) {
                var said = new byte[1 + random.nextInt(50_000)];
                random.nextBytes(said);
                client.getOutputStream().write(said);
                assertArrayEquals(said, client.getInputStream().readNBytes(said.length));
            }
            client.shutdownOutput();
            assertEquals(-1, client.getInputStream().read());
        }
        return null;
    }

    private static long send(Socket client, long total, Progress progress) throws IOException {
        var random = new Random(42);
        var sum = new CRC32();
        var block = new byte[1 << 16];
        for (long left = total; left > 0; left -= block.length) {
            random.nextBytes(block);
            client.getOutputStream().write(block);
            sum.update(block);
            progress.add(block.length);
        }
        client.shutdownOutput();
        return sum.getValue();
    }

    private static long checksum(InputStream in, long total) throws IOException {
        var sum = new CRC32();
        var block = new byte[1 << 16];
        for (long left = total; left > 0; ) {
            int n = in.readNBytes(block, 0, (int) Math.min(left, block.length));
            assertTrue(n > 0, left + " bytes are missing");
            sum.update(block, 0, n);
            left -= n;
        }
        return sum.getValue();
    }

    /// How far a sender has come, and a place to wait for it.
    private static final class Progress {
        private long bytes;

        synchronized void add(int more) {
            bytes += more;
            notifyAll();
        }

        synchronized long bytes() {
            return bytes;
        }

        synchronized void awaitBytes(long atLeast) throws InterruptedException {
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (bytes < atLeast) {
                assertTrue(System.nanoTime() < deadline, "stuck at " + bytes);
                wait(1_000);
            }
        }

        /// Returns once nothing has been added for so long.
        synchronized void awaitHalt(Duration silence) throws InterruptedException {
            for (long seen = -1; seen != bytes || bytes == 0; ) {
                seen = bytes;
                wait(silence.toMillis());
            }
        }
    }
}
