package io.epoll4j.jvm.task;

import org.jspecify.annotations.Nullable;

/// Somebody who wants to hear of a [WaitQueue]'s wake-ups, as Linux's `struct wait_queue_entry`
/// with its wake function ([#wake]).
///
/// It stands on at most one queue at a time. Its links belong to that queue and are guarded by the
/// queue's lock.
public abstract class WaitEntry {
    public @Nullable WaitEntry previous;
    public @Nullable WaitEntry next;

    /// The queue it stands on, or null. Written by the queue, under the queue's lock.
    public @Nullable WaitQueue queue;

    /// `WQ_FLAG_EXCLUSIVE`: a wake-up of one takes the first such entry that answers true and stops
    /// there. Written by the queue, under the queue's lock.
    boolean exclusive;

    /// The wake function, called with the queue's lock held, so it must neither sleep nor take that
    /// lock. It may take its own entry off the queue ([WaitQueue#removeLocked]), no other one.
    ///
    /// @param key the poll bits that became true, or 0 where the waker does not say
    /// @return whether this used the wake-up up: somebody who slept was really woken
    public abstract boolean wake(int key);
}
