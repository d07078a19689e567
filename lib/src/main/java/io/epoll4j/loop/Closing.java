package io.epoll4j.loop;

import io.epoll4j.loop.Peer.Output;
import io.epoll4j.loop.Peer.Phase;
import io.epoll4j.sys.SocketFlags;

/// How connections come to an end. No reply that was written is cut off, unless by [#abort], a
/// timeout, or the other end.
final class Closing {
    private final Loop loop;

    Closing(Loop loop) {
        this.loop = loop;
    }

    /// See [Peer#end].
    void end(Peer peer) {
        if (!peer.takesBytes()) return;
        peer.output = Output.ENDING;
        if (peer.unsent() == 0 && peer.phase == Phase.OPEN) outputDone(peer);
    }

    /// See [Peer#close].
    void close(Peer peer) {
        if (peer.phase == Phase.CONNECTING) closeEarly(peer);
        if (peer.phase != Phase.OPEN) return;
        peer.phase = Phase.CLOSING;
        peer.paused = false;
        peer.awaitingReplies = false;
        peer.lastWrite = loop.now;
        if (peer.output == Output.ENDED) {
            linger(peer);
        } else {
            peer.output = Output.ENDING;
            if (peer.unsent() == 0) outputDone(peer);
        }
        if (peer.phase == Phase.CLOSED) return;
        loop.deadlines.start(peer);
        if (!peer.inputEnded) peer.readSoon();
    }

    /// Closes before there is a connection: what was written waits for it.
    private void closeEarly(Peer peer) {
        if (peer.unsent() == 0) {
            release(peer, CloseReason.CLOSED);
        } else {
            peer.output = Output.ENDING;
            peer.closeLater = true;
        }
    }

    /// The queue is empty and this end has nothing more to say: tells the other end.
    void outputDone(Peer peer) {
        peer.output = Output.ENDED;
        if (peer.inputEnded) {
            release(peer, peer.error == 0 ? CloseReason.ENDED : CloseReason.RESET);
            return;
        }
        int answer = loop.kernel.shutdown(peer.fd, SocketFlags.SHUT_WR);
        if (answer < 0) {
            reset(peer, -answer);
            return;
        }
        if (peer.phase == Phase.CLOSING) linger(peer);
        peer.follow(); // for who has ended there is always room
    }

    private void linger(Peer peer) {
        if (peer.inputEnded) {
            release(peer, CloseReason.ENDED);
            return;
        }
        peer.phase = Phase.LINGERING;
        peer.lastWrite = loop.now;
        loop.deadlines.start(peer);
    }

    /// The other end has ended, and the handler has been told: is that all?
    void bothEnded(Peer peer) {
        if (peer.error != 0) release(peer, CloseReason.RESET);
        else if (peer.phase == Phase.LINGERING) release(peer, CloseReason.CLOSED);
        else if (peer.output == Output.ENDED) release(peer, CloseReason.ENDED);
        else peer.follow();
    }

    /// The other end has ended, and epoll says that it takes nothing any more either.
    void hungUp(Peer peer) {
        if (peer.phase == Phase.CLOSED) return;
        int error = loop.kernel.getsockopt(peer.fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_ERROR);
        reset(peer, Math.max(error, 0));
    }

    /// The connection broke.
    void reset(Peer peer, int errno) {
        if (errno != 0) peer.error = errno;
        release(peer, CloseReason.RESET);
    }

    /// See [Peer#abort].
    void abort(Peer peer) {
        abort(peer, CloseReason.ABORTED);
    }

    /// More was queued than allowed.
    void overflow(Peer peer) {
        abort(peer, CloseReason.OVERFLOW);
    }

    /// Its handler threw: what was written before is sent, then it is closed.
    void fail(Peer peer) {
        peer.cause = CloseReason.FAILED;
        closeBehind(peer);
    }

    /// A filter will have no more of the other end.
    void refuse(Peer peer) {
        peer.cause = CloseReason.PROTOCOL;
        closeBehind(peer);
    }

    /// Closes as the handler would, so that its filters have the last word; without them, if they
    /// had it before or fail to.
    private void closeBehind(Peer peer) {
        Inside inside = peer.inside;
        if (inside == null || inside.hasClosed()) {
            close(peer);
            return;
        }
        try {
            inside.close(peer);
        } catch (Throwable thrown) {
            loop.callbacks.tell(peer, thrown);
            close(peer);
        }
    }

    /// A time limit has passed, and the handler leaves it to us: who is only silent is told the end
    /// in order, who may be waited for no longer is not.
    void timedOut(Peer peer, CloseReason reason) {
        peer.cause = reason;
        if (reason == CloseReason.IDLE_TIMEOUT && peer.unsent() == 0) closeBehind(peer);
        else abort(peer, reason);
    }

    /// Gives the connection up at once, for `reason`; the other end sees a reset.
    void abort(Peer peer, CloseReason reason) {
        if (peer.phase == Phase.CLOSED) return;
        try {
            if (peer.phase != Phase.CONNECTING) loop.sockets.resetOnClose(peer.fd);
        } finally {
            release(peer, reason);
        }
    }

    /// Lets go of everything and tells the handler.
    void release(Peer peer, CloseReason reason) {
        if (peer.phase == Phase.CLOSED) return;
        try {
            forget(peer);
        } finally {
            loop.callbacks.closed(peer, peer.cause == null ? reason : peer.cause);
            loop.draining.check(loop);
        }
    }

    /// Lets go of the timer, the queue, the slot and the descriptor.
    void forget(Peer peer) {
        peer.phase = Phase.CLOSED;
        peer.output = Output.ENDED;
        loop.timers.cancel(peer);
        loop.sender.discard(peer);
        loop.counters.closed++;
        try {
            closeDescriptor(peer);
        } finally {
            peer.loop.connections.decrementAndGet();
            loop.poller.connections.decrementAndGet();
            if (peer.admitted) {
                loop.admission.leave();
                loop.admission.leave(peer.address);
            }
            loop.admission.roomOn(loop);
        }
    }

    /// Epoll first, before the number may serve another.
    private void closeDescriptor(Peer peer) {
        try {
            loop.poller.remove(peer, peer.exposed);
        } finally {
            loop.callbacks.close(peer.fd);
        }
    }
}
