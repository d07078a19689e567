package io.epoll4j.jvm.spi;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/// The host of real threads.
final class SystemHost implements Host {
    static final SystemHost INSTANCE = new SystemHost();

    /// `System.nanoTime` may be negative; this makes it count from an hour before the start of the
    /// class, so that there is such a time as a minute ago.
    private final long origin = System.nanoTime() - UPTIME;

    private static final long UPTIME = 3_600_000_000_000L;

    private SystemHost() {}

    @Override
    public long monotonicNanos() {
        return System.nanoTime() - origin;
    }

    @Override
    public long realtimeNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public int processId() {
        return (int) ProcessHandle.current().pid();
    }

    @Override
    public boolean park(Task task, long deadline) {
        if (deadline == NEVER) {
            LockSupport.park(task);
        } else {
            LockSupport.parkNanos(task, deadline - monotonicNanos());
        }
        return !Thread.currentThread().isInterrupted();
    }

    @Override
    public void unpark(Task task) {
        LockSupport.unpark(task.thread());
    }

    @Override
    public boolean takeSignal() {
        return Thread.interrupted();
    }
}
