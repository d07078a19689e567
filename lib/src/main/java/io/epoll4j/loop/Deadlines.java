package io.epoll4j.loop;

import io.epoll4j.loop.Peer.Phase;

/// The time limits of connections. A peer is a timer itself; it is not moved when bytes go by, but
/// looks when it fires whether they did, and starts again for the rest.
///
/// Before a peer is blamed, the kernel is asked: what came in time may lie there unseen, when the
/// loop was held up or more were ready than it takes from epoll at once.
final class Deadlines {
    /// Reads of a peer that goes on talking, before it is given up for not having ended.
    private static final int PATIENCE = 16;

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
        if (!loop.oneShot) check(peer);
        else OneShot.run(loop, peer, () -> peer.loop.deadlines.check(peer));
    }

    /// The stretch in which `peer` was served at the time `before` has taken long: nobody could
    /// know what it did meanwhile. That is no time of silence; it counts as served now.
    void postpone(Peer peer, long before) {
        if (!loop.oneShot) {
            peer.served(before, loop.now);
        } else if (peer.claim.take()) { // else another serves it now
            peer.served(before, loop.now);
            OneShot.free(loop, peer);
        }
    }

    private void check(Peer peer) {
        if (isOver(peer)) look(peer);
        if (!isOver(peer)) {
            start(peer);
            return;
        }
        switch (peer.phase) {
            case CONNECTING -> loop.opening.expired(peer);
            case OPEN -> timedOut(peer, reason(peer, loop.now));
            case CLOSING, LINGERING -> loop.closing.abort(peer, CloseReason.CLOSED);
            case CLOSED -> {}
        }
    }

    /// Takes what the kernel has for `peer`, gives it what it takes.
    private void look(Peer peer) {
        if (peer.phase == Phase.CONNECTING) {
            loop.opening.look(peer);
            return;
        }
        long before = -1;
        for (int i = 0; i < PATIENCE && before != peer.received; i++) {
            before = peer.received;
            loop.receiver.look(peer);
            if (peer.phase == Phase.OPEN) return; // any byte will do
        }
    }

    /// Asks the handler what to do, and does it if the handler does nothing.
    private void timedOut(Peer peer, CloseReason reason) {
        long written = peer.written;
        var output = peer.output;
        var cause = peer.cause;
        peer.cause = reason;
        peer.renewed = false;
        loop.callbacks.timedOut(peer, reason);
        if (peer.phase != Phase.OPEN) return;
        if (peer.output == output) peer.cause = cause; // it has not begun to close
        boolean said = peer.written != written || peer.output != output;
        if (peer.renewed || (said && reason != CloseReason.WRITE_TIMEOUT)) {
            peer.lastRead = loop.now;
            peer.lastWrite = loop.now;
        }
        if (isOver(peer)) loop.closing.timedOut(peer, reason);
        else start(peer);
    }

    /// Whether a time limit of `peer` has passed.
    boolean isOver(Peer peer) {
        return due(peer) <= loop.now;
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
