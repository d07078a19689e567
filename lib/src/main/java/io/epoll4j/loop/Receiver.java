package io.epoll4j.loop;

import io.epoll4j.loop.Peer.Phase;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SocketFlags;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// The way in: an event of a peer becomes calls of its handler. One receive buffer serves every
/// peer of the loop.
final class Receiver {
    private final Loop loop;
    private final Kernel kernel;
    private final int capacity;
    private final boolean edge;
    private final int highWater;
    final MemorySegment memory;

    /// The one buffer that handlers see; made once.
    final ByteBuffer view;

    /// The peer whose handler is receiving now.
    @Nullable Peer current;

    Receiver(Loop loop) {
        this.loop = loop;
        kernel = loop.kernel;
        capacity = loop.settings.receiveBytes;
        edge = loop.settings.trigger == Trigger.EDGE;
        highWater = loop.settings.highWater;
        memory = Arena.ofAuto().allocate(capacity, 64);
        view = memory.asByteBuffer();
    }

    /// Serves one event: sends what was waiting for room, then reads.
    void serve(Peer peer, int events) {
        if ((events & Poller.READ_ON) != 0) peer.readOn = true;
        if (peer.phase == Phase.CONNECTING) {
            loop.opening.finish(peer, events);
            if (peer.phase != Phase.OPEN) return;
        }
        if (peer.blocked && (events & Poller.WRITABLE) != 0) {
            peer.blocked = false;
            loop.sender.flush(peer);
        }
        if ((events & Poller.READABLE) == 0) return;
        receive(peer);
        if ((events & Poller.DEAD) != 0 && peer.inputEnded) loop.closing.hungUp(peer);
    }

    /// Reads until a short read says that the kernel has no more, or the peer's share is used up.
    private void receive(Peer peer) {
        int budget = capacity;
        while (peer.isReading()) {
            long n = kernel.recv(peer.fd, memory, 0, capacity, SocketFlags.MSG_DONTWAIT);
            if (n <= 0) {
                if (n == 0) end(peer);
                else if (n != -Errno.EAGAIN) loop.closing.reset(peer, (int) -n);
                return;
            }
            loop.counters.received(n);
            peer.received += n;
            peer.lastRead = loop.now;
            if (peer.phase == Phase.OPEN) deliver(peer, (int) n);
            if (!edge || (n < capacity && !peer.readOn)) return;
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
        ByteBuffer bytes = view.clear().limit(length).order(ByteOrder.BIG_ENDIAN);
        current = peer;
        loop.calls.received(peer, bytes);
        current = null;
        loop.sender.settle();
        if (peer.written - peer.sent > highWater) loop.sender.holdForReplies(peer);
    }

    /// The other end's last byte has been read and delivered.
    private void end(Peer peer) {
        peer.inputEnded = true;
        if (peer.phase == Phase.OPEN && peer.error == 0) loop.calls.ended(peer);
        if (peer.phase != Phase.CLOSED) loop.closing.bothEnded(peer);
    }
}
