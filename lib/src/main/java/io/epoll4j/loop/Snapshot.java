package io.epoll4j.loop;

import java.time.Duration;

/// What a loop has done so far, and what it has in hand, at one moment; see [Loop#snapshot]. Never
/// changes. Later versions may count more.
public final class Snapshot {
    private final long turns;
    private final long events;
    private final long stale;
    private final long spins;
    private final long reads;
    private final long bytesIn;
    private final long bytesOut;
    private final long accepted;
    private final long rejected;
    private final long pauses;
    private final long connections;
    private final long tasks;
    private final long timers;
    private final long timersFired;
    private final long failures;
    private final Duration slowest;
    private final String slowestHandler;

    Snapshot(Counters from, int connections, int timers) {
        turns = from.turns;
        events = from.events;
        stale = from.stale;
        spins = from.spins;
        reads = from.reads;
        bytesIn = from.bytesIn;
        bytesOut = from.bytesOut;
        accepted = from.accepted;
        rejected = from.rejected;
        pauses = from.pauses;
        this.connections = connections;
        tasks = from.tasks;
        this.timers = timers;
        timersFired = from.timersFired;
        failures = from.failures;
        slowest = Duration.ofNanos(from.slowest);
        Class<?> slowestCall = from.slowestHandler;
        slowestHandler = slowestCall == null ? "" : slowestCall.getName();
    }

    /// Turns made.
    public long turns() {
        return turns;
    }

    /// Events taken from epoll, wake-ups included.
    public long events() {
        return events;
    }

    /// Events that found nobody: their entry was closed after epoll had reported them, or a
    /// duplicate of its descriptor lives on.
    public long stale() {
        return stale;
    }

    /// Turns that had something to do and led to nothing at all, from the 17th in a row on; a loop
    /// that spins is broken.
    public long spins() {
        return spins;
    }

    /// Reads that brought bytes.
    public long reads() {
        return reads;
    }

    /// Bytes received.
    public long bytesIn() {
        return bytesIn;
    }

    /// Bytes sent.
    public long bytesOut() {
        return bytesOut;
    }

    /// Connections accepted.
    public long accepted() {
        return accepted;
    }

    /// Connections closed at once for lack of room.
    public long rejected() {
        return rejected;
    }

    /// Times that accepting paused for lack of room, or reading a datagram socket since that was
    /// refused.
    public long pauses() {
        return pauses;
    }

    /// Connections there are now; in a group, those of this loop; with [AcceptMode#ONESHOT] those
    /// that it served last.
    public long connections() {
        return connections;
    }

    /// Tasks run that came from other threads.
    public long tasks() {
        return tasks;
    }

    /// Timers pending now; those of an [AcceptMode#ONESHOT] group belong to none of its loops and
    /// count for the first.
    public long timers() {
        return timers;
    }

    /// Timers that fired.
    public long timersFired() {
        return timersFired;
    }

    /// Times a handler or task threw, or the loop itself could not serve somebody, for lack of
    /// memory or as a call was refused.
    public long failures() {
        return failures;
    }

    /// The longest call of a handler, timer or task seen. Calls are timed by up to 16 together;
    /// together they count only if they took longer than [Settings#slowHandler], and only until one
    /// timed singly, as the next ones are, takes that long.
    public Duration slowest() {
        return slowest;
    }

    /// Class of the handler or task that took it, empty if that is not known.
    public String slowestHandler() {
        return slowestHandler;
    }

    /// Every figure with its name.
    @Override
    public String toString() {
        return "Snapshot["
                + "turns="
                + turns
                + ", events="
                + events
                + ", stale="
                + stale
                + ", spins="
                + spins
                + ", reads="
                + reads
                + ", bytesIn="
                + bytesIn
                + ", bytesOut="
                + bytesOut
                + ", accepted="
                + accepted
                + ", rejected="
                + rejected
                + ", pauses="
                + pauses
                + ", connections="
                + connections
                + ", tasks="
                + tasks
                + ", timers="
                + timers
                + ", timersFired="
                + timersFired
                + ", failures="
                + failures
                + ", slowest="
                + slowest
                + ", slowestHandler="
                + slowestHandler
                + "]";
    }
}
