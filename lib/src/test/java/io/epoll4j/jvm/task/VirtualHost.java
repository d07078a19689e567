package io.epoll4j.jvm.task;

import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.spi.Task;

/// A host without threads: to sleep is to move the clock.
public final class VirtualHost implements Host {
    public long now = 1;

    /// What the real-time clock shows more than the monotonic one.
    public long ahead;

    @Override
    public long monotonicNanos() {
        return now;
    }

    @Override
    public long realtimeNanos() {
        return now + ahead;
    }

    @Override
    public boolean park(Task task, long deadline) {
        if (deadline == NEVER) {
            throw new AssertionError("sleeps without end: nothing can wake it");
        }
        now = Math.max(now, deadline);
        return true;
    }

    @Override
    public void unpark(Task task) {}

    @Override
    public boolean takeSignal() {
        return false;
    }
}
