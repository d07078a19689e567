package io.epoll4j.jvm.file;

import io.epoll4j.jvm.spi.Host;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The timerfds that have waited for an instant of the real-time clock: who must hear of it when
/// that clock is set (`cancel_list`, fs/timerfd.c).
///
/// Its lock is taken before a timer's. Any thread may use it.
public final class RealTimers {
    private static final int LOOKS = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable TimerFd first;

    /// How far the real-time clock is ahead of the monotonic one: never more than it is, so that no
    /// timer is early, and less by as little as two looks at a clock are apart.
    static long ahead(Host host) {
        long least = Long.MAX_VALUE;
        long ahead = 0;
        for (int i = 0; i < LOOKS && least != 0; i++) {
            long before = host.monotonicNanos();
            long real = host.realtimeNanos();
            long after = host.monotonicNanos();
            if (after - before < least) {
                least = after - before;
                ahead = real - after;
            }
        }
        return ahead;
    }

    void add(TimerFd timer) {
        lock.lock();
        try {
            if (!timer.listed) {
                timer.listed = true;
                timer.next = first;
                if (first != null) {
                    first.previous = timer;
                }
                first = timer;
            }
        } finally {
            lock.unlock();
        }
    }

    void remove(TimerFd timer) {
        lock.lock();
        try {
            if (timer.listed) {
                unlink(timer);
            }
        } finally {
            lock.unlock();
        }
    }

    private void unlink(TimerFd timer) {
        TimerFd before = timer.previous;
        TimerFd after = timer.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        timer.previous = null;
        timer.next = null;
        timer.listed = false;
    }

    public void clockWasSet() {
        lock.lock();
        try {
            for (TimerFd timer = first; timer != null; timer = timer.next) {
                timer.clockWasSet();
            }
        } finally {
            lock.unlock();
        }
    }
}
