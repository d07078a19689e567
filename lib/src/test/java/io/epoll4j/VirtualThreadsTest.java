package io.epoll4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.sys.Kernel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Epolls in virtual threads.
@Timeout(120)
class VirtualThreadsTest {
    static final List<Kernel> KERNELS = List.of(Kernel.linux(), new JvmKernel());

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
}
