package io.epoll4j.jvm.task;

/// Something that happens once at a time, as Linux's `struct hrtimer`. See [HrTimers].
public abstract class HrTimer {
    /// When, on the monotonic clock. Guarded, like the rest, by the lock of [HrTimers].
    public long expires;

    /// Breaks ties: of two timers for the same instant the one armed first expires first.
    long order;

    /// Its place in the heap, or -1 if it is not armed.
    int index = -1;

    /// Called once for each time it was armed, by whoever noticed that the time has come, holding
    /// no lock of the timers. It may arm the timer again. Where a timer can be cancelled or armed
    /// anew by other threads, `expired` tells for which arming this call is.
    ///
    /// @param expired the instant it was armed for
    public abstract void expire(long expired);
}
