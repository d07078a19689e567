package io.epoll4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.LiveHeap;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Epolls in virtual threads.
@Timeout(120)
class VirtualThreadsTest {
    static final List<Kernel> KERNELS = List.of(Kernel.linux(), new JvmKernel());

    private static final int THREADS = 5_000;

    @ParameterizedTest
    @FieldSource("KERNELS")
    void moreMayAwaitThanThereAreProcessors(Kernel kernel) throws Exception {
        int waiters = 4 * Runtime.getRuntime().availableProcessors();
        try (var epoll = Epoll.open(kernel);
                var waker = Waker.open(kernel)) {
            epoll.add(waker, Interest.READ);
            var coming = new CountDownLatch(waiters);
            var waits = new ArrayList<FutureTask<Integer>>();
            for (int i = 0; i < waiters; i++) {
                waits.add(
                        new FutureTask<>(() -> {
                            coming.countDown();
                            return epoll.await(new Events(1), Epoll.FOREVER);
                        }));
                Thread.startVirtualThread(waits.getLast());
            }
            try {
                assertTrue(coming.await(20, TimeUnit.SECONDS), "all are there");
                var later = Thread.startVirtualThread(waker::wake);
                assertTrue(later.join(Duration.ofSeconds(20)), "another one runs");
            } finally {
                waker.wake();
            }
            for (var wait : waits) assertEquals(1, wait.get(20, TimeUnit.SECONDS));
        }
    }

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
