package io.epoll4j.loop;

import io.epoll4j.loop.Peer.Phase;

/// The time limits of connections. A peer is a timer itself; it is not moved when bytes go by, but
/// looks when it fires whether they did, and starts again for the rest.
final class Deadlines {
    private final Loop loop;

    Deadlines(Loop loop) {
        this.loop = loop;
    }

    /// Starts or moves the timer of `peer` to its next limit.
    void start(Peer peer) {
        if (peer.phase == Phase.CLOSED) return;
        long due = due(peer);
        if (due == Timers.NEVER) loop.timers.cancel(peer);
        else loop.timers.schedule(peer, due);
    }

    /// Sending has come to a halt: its limit may be nearer than the one waited for.
    void blocked(Peer peer) {
        peer.lastWrite = loop.now;
        if (peer.timeouts.write() == 0 && peer.phase == Phase.OPEN) return;
        long due = due(peer);
        if (!peer.isScheduled() || due < peer.deadline) loop.timers.schedule(peer, due);
    }

    /// The timer has fired.
    void expired(Peer peer) {
        if (!loop.oneShot) check(peer, loop.now);
        else OneShot.run(loop, peer, () -> check(peer, loop.now));
    }

    private void check(Peer peer, long now) {
        long due = due(peer);
        if (due > now) {
            if (due != Timers.NEVER) loop.timers.schedule(peer, due);
            return;
        }
        switch (peer.phase) {
            case CONNECTING -> loop.opening.timeout(peer);
            case OPEN -> loop.closing.abort(peer, reason(peer, now));
            case CLOSING, LINGERING -> loop.closing.abort(peer, CloseReason.CLOSED);
            case CLOSED -> {}
        }
    }

    private static long due(Peer peer) {
        Timeouts limits = peer.timeouts;
        return switch (peer.phase) {
            case CONNECTING -> after(peer.lastRead, limits.connect());
            case OPEN -> Math.min(idle(peer), Math.min(read(peer), write(peer)));
            case CLOSING, LINGERING -> after(peer.lastWrite, limits.linger());
            case CLOSED -> Timers.NEVER;
        };
    }

    private static CloseReason reason(Peer peer, long now) {
        if (write(peer) <= now) return CloseReason.WRITE_TIMEOUT;
        return read(peer) <= now ? CloseReason.READ_TIMEOUT : CloseReason.IDLE_TIMEOUT;
    }

    private static long idle(Peer peer) {
        return after(Math.max(peer.lastRead, peer.lastWrite), peer.timeouts.idle());
    }

    /// Only silence of the other end counts, not a time in which this end did not listen; so the
    /// timer runs on while reading is stopped.
    private static long read(Peer peer) {
        if (peer.timeouts.read() == 0 || peer.inputEnded) return Timers.NEVER;
        long since = peer.isReading() ? peer.lastRead : peer.loop.now;
        return after(since, peer.timeouts.read());
    }

    private static long write(Peer peer) {
        return peer.unsent() == 0 ? Timers.NEVER : after(peer.lastWrite, peer.timeouts.write());
    }

    private static long after(long since, long limit) {
        return limit == 0 ? Timers.NEVER : Timers.after(since, limit);
    }
}
