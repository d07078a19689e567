package io.epoll4j.conformance.fuzz;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Notices that a program does not end: a kernel has lost a wake-up, or waits where it should not.
/// Looks at a [Fuzzer] from a thread of its own until it is closed.
public final class Watchdog implements AutoCloseable {
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param fuzzer what to watch
    /// @param patience how long a program may take
    /// @param barks called once, on the watchdog's thread, when one takes longer
    public Watchdog(Fuzzer fuzzer, Duration patience, Runnable barks) {
        long most = patience.toNanos();
        Runnable watch =
                () -> {
                    while (goesOn(most / 4)) {
                        if (fuzzer.running() > most) {
                            barks.run();
                            return;
                        }
                    }
                };
        Thread.ofPlatform().daemon().name("fuzz-watchdog").start(watch);
    }

    private boolean goesOn(long nanos) {
        try {
            return !closed.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
