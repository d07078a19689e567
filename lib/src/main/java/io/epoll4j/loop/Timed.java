package io.epoll4j.loop;

import org.jspecify.annotations.Nullable;

/// Something that [Timers] can hold: the links and the deadline live in the object itself, so that
/// a timer costs no allocation. Touched by the loop's thread only.
abstract class Timed {
    /// Neighbours in a slot's ring; both null while this is not scheduled.
    @Nullable Timed next;

    @Nullable Timed previous;

    /// When to fire, in nanoseconds of the loop's clock.
    long deadline;

    /// Called by [Timers#poll] once `deadline` has passed; this is unscheduled by then and may
    /// schedule itself again.
    abstract void expire(long now);

    final boolean isScheduled() {
        return next != null;
    }
}
