package io.epoll4j.loop;

import io.epoll4j.loop.Peer.Phase;
import io.epoll4j.sys.SocketFlags;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// How loops on one epoll end well: no new connections, every reply owed is sent, and not for ever.
final class Draining {
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicInteger doors = new AtomicInteger();
    private volatile boolean on;

    boolean isOn() {
        return on;
    }

    /// See [Loop#drain]; `limit` in nanoseconds.
    void start(Loop loop, long limit) {
        if (started.getAndSet(true)) return;
        // What is in a listener's queue is connected already, as its client sees it.
        loop.poller.slots.forEach(entry -> {
            if (entry instanceof ListenerEntry listener) shut(loop, listener);
        });
        on = true;
        loop.poller.slots.forEach(entry -> {
            if (entry instanceof Peer peer) loop.with(entry, () -> drain(peer));
        });
        loop.schedule(limit, 0, () -> loop.offer(new LoopTask(Draining::abortAll)));
        check(loop);
    }

    /// Now, or when the loop that is at it has done.
    private void shut(Loop loop, ListenerEntry listener) {
        doors.incrementAndGet();
        loop.with(
                listener,
                () -> {
                    listener.finish();
                    doors.decrementAndGet();
                    check(listener.loop);
                });
    }

    /// Has `peer` given what has arrived, and its handler told to come to an end: soon, not at
    /// once, as whoever opened it may be a handler that is looking at the receive buffer.
    void drain(Peer peer) {
        Loop loop = peer.loop;
        if (peer.phase == Phase.CONNECTING) loop.closing.abort(peer);
        if (peer.phase != Phase.OPEN) return;
        int room = loop.kernel.getsockopt(peer.fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_RCVBUF);
        peer.drainsAt = peer.received + Math.max(room, 1); // no more can have arrived
        peer.readSoon();
    }

    /// Reads what had arrived. As long as a peer owes its taking of replies, this goes on whenever
    /// it is served.
    void goOn(Peer peer) {
        Loop loop = peer.loop;
        for (long before = -1; before != peer.received && isYetToRead(peer); ) {
            before = peer.received;
            loop.receiver.receiveAll(peer);
        }
        if (peer.awaitingReplies && isYetToRead(peer)) return;
        peer.drainsAt = 0;
        if (peer.phase == Phase.OPEN) loop.callbacks.draining(peer);
    }

    private static boolean isYetToRead(Peer peer) {
        return peer.phase == Phase.OPEN && peer.received < peer.drainsAt;
    }

    private static void abortAll(Loop loop) {
        loop.poller.slots.forEach(entry -> {
            if (entry instanceof Peer) loop.with(entry, entry::discard);
        });
        loop.finish();
    }

    /// A connection is gone: was it the last?
    void check(Loop loop) {
        if (on && doors.get() == 0 && loop.poller.connections.get() == 0) loop.finish();
    }
}
