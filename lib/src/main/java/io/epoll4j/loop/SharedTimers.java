package io.epoll4j.loop;

import org.jspecify.annotations.Nullable;

/// One wheel for several loops on one epoll. Timers fire outside the lock, so one that was taken
/// out may fire although it has just been cancelled: [Timed#expire] looks whether it still should.
final class SharedTimers extends Timers {
    SharedTimers(long now) {
        super(now);
    }

    @Override
    synchronized int size() {
        return super.size();
    }

    @Override
    synchronized void schedule(Timed timed, long deadline) {
        super.schedule(timed, deadline);
    }

    @Override
    synchronized boolean cancel(Timed timed) {
        return super.cancel(timed);
    }

    @Override
    synchronized long next() {
        return super.next();
    }

    @Override
    synchronized @Nullable Timed due(long target) {
        return super.due(target);
    }
}
