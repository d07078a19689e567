package io.epoll4j.loop;

import java.nio.ByteBuffer;

/// What an application does with its connections. Only [#received] must be written.
///
/// One handler may serve any number of peers ([Peer#attach] holds what belongs to one). Every
/// method is called on the thread of the peer's loop and must not block. One that throws has its
/// peer closed after what was written before; the loop's [ErrorHandler] is told and the loop goes
/// on.
@FunctionalInterface
public interface Handler {
    /// Bytes came in. `bytes` belongs to the loop and is valid during this call only; what is left
    /// unread in it is gone. `peer.write(bytes)` sends it on without copying it.
    void received(Peer peer, ByteBuffer bytes);

    /// The connection is there: accepted, or connected to. May write first.
    default void opened(Peer peer) {}

    /// The other end has sent its last byte, and every byte was given to [#received]. It may still
    /// read. Unless overridden, closes: what is queued is sent first.
    default void ended(Peer peer) {
        peer.close();
    }

    /// The queue had grown beyond the high-water mark ([Peer#write] answered false) and has sunk to
    /// the low one.
    default void writable(Peer peer) {}

    /// The loop is draining: no new connections, and this one should come to an end. Everything
    /// that had arrived was given to [#received]. Unless overridden, closes: what is queued is sent
    /// first.
    default void draining(Peer peer) {
        peer.close();
    }

    /// A limit of [Timeouts] has passed: `reason` is [CloseReason#IDLE_TIMEOUT],
    /// [CloseReason#READ_TIMEOUT] or [CloseReason#WRITE_TIMEOUT]. Nothing had come that this loop
    /// was only too late to see.
    ///
    /// May say goodbye and end or close, or close at once: [#closed] is then told `reason`. May
    /// give more time: limits set here ([Peer#timeouts], be it the same ones) count from now, as do
    /// those on silence when something is written, a question whether anybody is there. If it does
    /// none of these, an idle peer with nothing unsent is closed in order, any other reset.
    default void timedOut(Peer peer, CloseReason reason) {}

    /// The connection is gone; the last call for this peer. If this closes others, they are told
    /// when it has returned.
    default void closed(Peer peer, CloseReason reason) {}
}
