package io.epoll4j.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A hundred clients at once, each with its own sizes, pauses and moment to end its sending side:
/// every byte comes back in order, and the server is afterwards as it was before.
///
/// The system property `epoll4j.echoed` says how many megabytes; the profile `stress` makes it
/// 1,024.
@Timeout(1200)
class EchoLoadTest {
    private static final int CLIENTS = 100;
    private static final long BYTES_EACH = (Long.getLong("epoll4j.echoed", 32) << 20) / CLIENTS;
    private static final int MOST_KIB = 192 << 10;

    @AutoClose private ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @ParameterizedTest
    @ValueSource(strings = {"reuseport", "exclusive", "handoff", "oneshot"})
    void losesNothingUnderLoad(String accept) throws Exception {
        try (var server =
                Tool.start("echo", "0", "--quiet", "--threads", "4", "--accept", accept)) {
            talk(server, new Random(0), 1 << 16); // all that is loaded lazily is loaded
            int before = server.openDescriptors();
            var clients = new ArrayList<Callable<Void>>();
            for (int i = 1; i <= CLIENTS; i++) {
                var random = new Random(i);
                clients.add(() -> talk(server, random, BYTES_EACH));
            }
            for (var client : threads.invokeAll(clients, 10, TimeUnit.MINUTES)) client.get();
            // Who ends before its last byte is read by us is still being closed over there.
            while (server.openDescriptors() != before) Thread.onSpinWait();
            long peak = server.statusKiB("VmHWM");
            assertTrue(peak < MOST_KIB, peak + " KiB");
            server.signal("TERM");
            assertEquals(0, server.exitCode());
            assertEquals(List.of(), server.errLines());
        }
    }

    private Void talk(Tool server, Random random, long total) throws Exception {
        try (var client = server.connect()) {
            // One of ten ends its sending side before it reads at all; its buffers hold that much.
            boolean readsLast = random.nextInt(10) == 0;
            long bytes = readsLast ? Math.min(total, 100_000) : total;
            var ended = new Semaphore(0);
            var seed = random.nextLong();
            Future<Long> said = threads.submit(() -> say(client, new Random(seed), bytes, ended));
            if (readsLast) ended.acquire();
            var heard = new CRC32();
            long count = hear(client, random, heard);
            assertEquals(bytes, count);
            assertEquals(said.get(), heard.getValue(), "checksum");
        }
        return null;
    }

    private static long say(Socket client, Random random, long total, Semaphore ended)
            throws IOException {
        var sum = new CRC32();
        for (long left = total; left > 0; ) {
            var piece = new byte[(int) Math.min(left, 1 + random.nextInt(1 << random.nextInt(18)))];
            random.nextBytes(piece);
            sum.update(piece);
            client.getOutputStream().write(piece);
            left -= piece.length;
            pause(random);
        }
        client.shutdownOutput();
        ended.release();
        return sum.getValue();
    }

    /// Reads to the end, at times slowly.
    private static long hear(Socket client, Random random, CRC32 sum) throws IOException {
        long count = 0;
        var piece = new byte[1 << 16];
        for (; ; ) {
            int n = client.getInputStream().read(piece, 0, 1 + random.nextInt(piece.length));
            if (n < 0) return count;
            sum.update(piece, 0, n);
            count += n;
            pause(random);
        }
    }

    /// Part of the load: a client that sometimes lets others go first.
    private static void pause(Random random) {
        if (random.nextInt(8) == 0)
            for (int yields = random.nextInt(100); yields > 0; yields--) Thread.yield();
    }
}
