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

    /// `deadline` has passed, as `on` sees it, the loop whose turn it is: where several share an
    /// epoll, not always the one that scheduled this. This is unscheduled by then and may schedule
    /// itself again.
    abstract void expire(Loop on);

    final boolean isScheduled() {
        return next != null;
    }
}
