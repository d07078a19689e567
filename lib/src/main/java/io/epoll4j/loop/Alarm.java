package io.epoll4j.loop;

/// A task that a loop runs later, once or periodically; made by [Loop#schedule] and
/// [Loop#scheduleEvery].
public final class Alarm extends Timed {
    private final Loop loop;
    private final Runnable task;
    private final long period;
    private volatile boolean cancelled;

    Alarm(Loop loop, Runnable task, long deadline, long period) {
        this.loop = loop;
        this.task = task;
        this.deadline = deadline;
        this.period = period;
    }

    /// Stops this in O(1). On the loop's thread it surely does not run afterwards; from another
    /// thread a run may be under way.
    public void cancel() {
        if (cancelled) return;
        cancelled = true;
        if (loop.isOwn()) loop.timers.cancel(this);
        else loop.offer(() -> loop.timers.cancel(this)); // one that has ended fires no timers
    }

    /// On the loop's thread.
    void start() {
        if (!cancelled) loop.timers.schedule(this, deadline);
    }

    /// A periodic alarm keeps to its grid: beats that were missed are left out.
    @Override
    void expire(Loop on) {
        if (cancelled) return;
        if (period > 0) {
            long late = on.now - deadline;
            on.timers.schedule(this, Timers.after(deadline, period + late / period * period));
        }
        on.callbacks.run(task);
    }
}
