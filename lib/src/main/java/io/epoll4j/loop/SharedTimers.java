package io.epoll4j.loop;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One wheel for several loops on one epoll. Timers fire outside the lock, so one that was taken
/// out may fire although it has just been cancelled: [Timed#expire] looks whether it still should.
///
/// Whoever sleeps does so until the next deadline, and notes it here: a loop that is held up by a
/// handler holds up no timer, as long as another sleeps.
final class SharedTimers extends Timers {
    private final Mailbox mailbox;
    private final Poller poller;

    /// The loops that sleep, each until its [Loop#sleepsUntil].
    private final List<Loop> sleepers = new ArrayList<>();

    SharedTimers(long now, Mailbox mailbox, Poller poller) {
        super(now);
        this.mailbox = mailbox;
        this.poller = poller;
    }

    @Override
    synchronized int size() {
        return super.size();
    }

    @Override
    void schedule(Timed timed, long deadline) {
        put(timed, deadline);
        if (oversleeps() && mailbox.ring()) poller.wakeUp();
    }

    private synchronized void put(Timed timed, long deadline) {
        super.schedule(timed, deadline);
    }

    @Override
    synchronized boolean cancel(Timed timed) {
        return super.cancel(timed);
    }

    @Override
    synchronized long sleep(Loop loop) {
        loop.sleepsUntil = super.next();
        sleepers.add(loop);
        return loop.sleepsUntil;
    }

    @Override
    synchronized void wake(Loop loop) {
        sleepers.remove(loop);
    }

    /// Whether there are sleepers, and all of them sleep beyond the next deadline.
    @Override
    synchronized boolean oversleeps() {
        if (sleepers.isEmpty()) return false;
        long next = super.next();
        for (int i = 0; i < sleepers.size(); i++)
            if (sleepers.get(i).sleepsUntil <= next) return false;
        return true;
    }

    @Override
    synchronized @Nullable Timed due(long target) {
        return super.due(target);
    }
}
