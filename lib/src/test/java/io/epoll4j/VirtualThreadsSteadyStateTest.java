package io.epoll4j;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.LiveHeap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What virtual threads that have called the kernel hold, counted in a JVM of its own.
@Timeout(120)
class VirtualThreadsSteadyStateTest {
    private static final int THREADS = 5_000;

    /// A thread that has made every kind of call and lives on keeps nothing of it.
    @Test
    void aVirtualThreadKeepsNoMemory() throws Exception {
        try (var pair = Pair.open();
                var epoll = Epoll.open();
                var waker = Waker.open()) {
            Runnable calls =
                    () -> {
                        epoll.await(new Events(1), Epoll.NOW);
                        waker.wake();
                        pair.near.write(ByteBuffer.allocate(1));
                        pair.far.read(ByteBuffer.allocate(1));
                    };
            heapOf(calls, 2 * Runtime.getRuntime().availableProcessors()); // what is shared exists
            long idle = heapOf(() -> {}, THREADS);
            long used = heapOf(calls, THREADS);
            assertTrue(used - idle < 32 * THREADS, (used - idle) / THREADS + " bytes a thread");
        }
    }

    private record Pair(Connection near, Connection far) implements AutoCloseable {
        static Pair open() {
            var ends = Connection.pair(Kernel.linux());
            return new Pair(ends[0], ends[1]);
        }

        @Override
        public void close() {
            near.close();
            far.close();
        }
    }

    /// What is reachable while `count` virtual threads are alive that have run `calls`.
    private static long heapOf(Runnable calls, int count) throws InterruptedException {
        var ran = new CountDownLatch(count);
        var end = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < count; i++) {
            threads.add(
                    Thread.startVirtualThread(() -> {
                        calls.run();
                        ran.countDown();
                        awaitUninterruptibly(end);
                    }));
        }
        ran.await();
        long bytes = LiveHeap.bytes();
        end.countDown();
        for (var thread : threads) thread.join();
        return bytes;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException nobodyDoes) {
            throw new AssertionError(nobodyDoes);
        }
    }
}
