package io.epoll4j.loop;

import org.jspecify.annotations.Nullable;

/// What a loop counts while it works; written by its thread, read by anyone for a [Snapshot].
final class Counters {
    long turns;
    long waits;
    long events;
    long stale;
    long spins;
    long reads;
    long bytesIn;
    long bytesOut;
    long accepted;
    long rejected;
    long pauses;
    long closed;
    long tasks;
    long timersFired;
    long failures;
    long slowest;
    @Nullable Class<?> slowestHandler;

    /// Grows with everything of use that a turn does; a turn with events in which it does not is a
    /// spin. A pause is of use: it is what keeps a refusal from being a spin.
    long useful() {
        return bytesIn + bytesOut + accepted + rejected + pauses + closed + calls + edges;
    }

    /// Events of entries that are edge-triggered, unless they led to a call in vain: such an edge
    /// cannot come again by itself.
    long edges;

    /// Calls that the kernel was not ready for: what a trial does, such as giving a buffer back,
    /// may be an edge itself.
    long vain;

    /// Handler calls other than for bytes.
    long calls;

    void received(long n) {
        reads++;
        bytesIn += n;
    }

    void sent(long n) {
        bytesOut += n;
    }
}
