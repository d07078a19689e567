package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.Kernel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Tasks from other threads: none is left lying while a loop sleeps. A lost wake-up leaves its
/// waiter without an answer, since nothing else ever wakes these loops.
@Timeout(120)
@ParameterizedClass
@MethodSource("io.epoll4j.loop.LoopGroupTest#modes")
class WakeUpTest {
    @Parameter(0)
    Supplier<Kernel> kernels;

    @Parameter(1)
    AcceptMode mode;

    private void withGroup(int loops, Body body) throws Exception {
        try (var group = LoopGroup.open(kernels.get(), loops, mode, new Settings())) {
            group.start();
            body.run(group);
        }
    }

    private interface Body {
        void run(LoopGroup group) throws Exception;
    }

    @Test
    void oneTaskAtATime() throws Exception {
        withGroup(
                2,
                group -> {
                    for (int i = 0; i < 10_000; i++) {
                        var ran = new CountDownLatch(1);
                        group.loops().get(i % 2).execute(ran::countDown);
                        assertTrue(ran.await(10, TimeUnit.SECONDS), "lost after " + i);
                    }
                });
    }

    /// Nothing but the timer ends this wait.
    @Test
    void aTimerWhileNothingElseHappens() throws Exception {
        withGroup(
                2,
                group -> {
                    var ran = new CountDownLatch(1);
                    group.loops().getFirst().schedule(Duration.ofMillis(20), ran::countDown);
                    assertTrue(ran.await(10, TimeUnit.SECONDS), "slept past its timer");
                });
    }

    @Test
    void manyThreadsAtOnce() throws Exception {
        withGroup(
                3,
                group -> {
                    var threads = new ArrayList<Thread>();
                    var lost = new AtomicInteger();
                    for (int t = 0; t < 3; t++) {
                        Loop loop = group.loops().get(t);
                        threads.add(Thread.ofPlatform().start(() -> volley(loop, lost)));
                    }
                    for (var thread : threads) thread.join();
                    assertEquals(0, lost.get());
                });
    }

    /// Volleys of a few tasks, so that they meet the loop falling asleep.
    private static void volley(Loop loop, AtomicInteger lost) {
        for (int i = 0; i < 3_000; i++) {
            int size = 1 + i % 4;
            var ran = new CountDownLatch(size);
            for (int k = 0; k < size; k++) loop.execute(ran::countDown);
            try {
                if (!ran.await(10, TimeUnit.SECONDS)) lost.incrementAndGet();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (lost.get() > 0) return;
        }
    }

    @Test
    void alarmsFromOutside() throws Exception {
        withGroup(
                2,
                group -> {
                    for (int i = 0; i < 300; i++) {
                        var ran = new CountDownLatch(1);
                        Loop loop = group.loops().get(i % 2);
                        var never = loop.schedule(java.time.Duration.ofHours(1), () -> {});
                        loop.schedule(java.time.Duration.ofNanos(i * 1000L), ran::countDown);
                        assertTrue(ran.await(10, TimeUnit.SECONDS), "lost after " + i);
                        never.cancel();
                    }
                });
    }

    @Test
    void stoppingEndsEveryLoopWhereverItIs() throws Exception {
        for (int i = 0; i < 200; i++)
            withGroup(3, group -> group.loops().getFirst().execute(() -> {}));
    }
}
