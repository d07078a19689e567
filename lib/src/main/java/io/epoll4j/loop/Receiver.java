package io.epoll4j.loop;

import io.epoll4j.loop.Peer.Phase;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SocketFlags;
import org.jspecify.annotations.Nullable;

/// The way in: an event of a peer becomes calls of its handler.
final class Receiver {
    private static final int FLAGS = SocketFlags.MSG_DONTWAIT;

    private final Loop loop;
    private final Kernel kernel;
    private final int share;
    private final boolean edge;
    private final int highWater;
    final ReceiveBuffer buffer;

    /// The peer whose handler is receiving now.
    @Nullable Peer current;

    Receiver(Loop loop) {
        this.loop = loop;
        kernel = loop.kernel;
        share = loop.settings.receiveBytes;
        edge = loop.settings.trigger == Trigger.EDGE;
        highWater = loop.settings.highWater;
        buffer = new ReceiveBuffer(loop.sender, share, !loop.oneShot);
    }

    /// Serves one event: sends what was waiting for room, then reads.
    void serve(Peer peer, int events) {
        if ((events & Poller.READ_ON) != 0) peer.readOn = true;
        if (peer.phase == Phase.CONNECTING) {
            loop.opening.finish(peer, events);
            if (peer.phase != Phase.OPEN) return;
        }
        if (peer.blocked && (events & Poller.WRITABLE) != 0) loop.sender.resume(peer);
        if ((events & Poller.READABLE) == 0) return;
        receive(peer);
        if ((events & Poller.DEAD) != 0 && peer.inputEnded) loop.closing.hungUp(peer);
    }

    /// Sends and reads what the kernel takes and has, whatever epoll has told.
    void look(Peer peer) {
        if (peer.blocked) loop.sender.resume(peer);
        receive(peer);
    }

    /// Reads until a short read says that the kernel has no more, or the peer's share is used up.
    private void receive(Peer peer) {
        if (current != null) { // a handler is looking at the buffer
            loop.ready.add(peer);
            return;
        }
        int budget = share;
        while (peer.isReading()) {
            int room = buffer.room();
            long n = kernel.recv(peer.fd, buffer.memory(), buffer.offset(), room, FLAGS);
            if (n <= 0) {
                if (n == -Errno.EAGAIN || n == -Errno.EINTR) loop.counters.vain++;
                if (n == -Errno.EINTR) loop.ready.add(peer);
                else if (n != -Errno.EAGAIN) finish(peer, (int) -n);
                else if (peer.error != 0) loop.closing.reset(peer, peer.error); // see Sender.broken
                return;
            }
            loop.counters.received(n);
            peer.received += n;
            peer.lastRead = loop.now;
            if (peer.phase == Phase.OPEN) deliver(peer, (int) n);
            if (!edge || (n < room && !peer.readOn)) return;
            budget -= (int) n;
            if (budget <= 0) {
                loop.ready.add(peer);
                return;
            }
        }
    }

    /// Reads what has arrived, with a bound for a peer that never stops.
    void receiveAll(Peer peer) {
        peer.readOn = true;
        for (int i = 0; i < 16 && peer.phase == Phase.OPEN; i++) receive(peer);
    }

    private void deliver(Peer peer, int length) {
        current = peer;
        try {
            loop.callbacks.received(peer, buffer.view(length));
        } finally {
            current = null;
        }
        buffer.handled(length);
        if (peer.unsent() > highWater) {
            buffer.settle();
            if (peer.unsent() > highWater) loop.sender.holdForReplies(peer);
        }
    }

    /// There is nothing more to read: the end, or an error. What it was about to be sent goes
    /// first.
    private void finish(Peer peer, int errno) {
        buffer.settle();
        if (errno == 0) end(peer);
        else loop.closing.reset(peer, errno);
    }

    /// The other end's last byte has been read and delivered.
    private void end(Peer peer) {
        peer.inputEnded = true;
        if (peer.phase == Phase.OPEN && peer.error == 0) loop.callbacks.ended(peer);
        if (peer.phase != Phase.CLOSED) loop.closing.bothEnded(peer);
    }
}
