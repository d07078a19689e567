package io.epoll4j.loop;

import io.epoll4j.SocketSettings;
import io.epoll4j.loop.Peer.Output;
import io.epoll4j.loop.Peer.Phase;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import io.epoll4j.sys.SysException;
import org.jspecify.annotations.Nullable;

/// How connections begin: accepted ones, those brought from elsewhere, outbound ones.
final class Opening {
    private static final long RETRY = 1_000_000;

    private final Loop loop;
    private final Kernel kernel;

    Opening(Loop loop) {
        this.loop = loop;
        kernel = loop.kernel;
    }

    /// Makes a peer of an accepted connection that has its place in [Admission]. Where this throws,
    /// both are still the caller's.
    void admit(ListenerEntry listener, int fd, byte[] remote, @Nullable Object address) {
        Peer peer = new Peer(loop, fd, listener.handler, Phase.OPEN);
        peer.remote = remote;
        peer.readOn = listener.unix;
        peer.admitted = true;
        peer.address = address;
        loop.poller.slots.add(peer);
        loop.counters.accepted++;
        count();
        try {
            if (loop.oneShot) OneShot.run(loop, peer, () -> peer.loop.opening.begin(peer));
            else enroll(peer);
        } catch (Throwable thrown) {
            loop.callbacks.broke(peer, thrown);
        }
    }

    private void enroll(Peer peer) {
        int answer = loop.poller.enroll(peer);
        if (answer >= 0) {
            begin(peer);
            return;
        }
        loop.closing.forget(peer);
        loop.counters.rejected++;
        loop.callbacks.refused("epoll_ctl", peer.fd, answer);
    }

    /// See [Loop#adopt].
    Peer adopt(int fd, Handler handler) {
        loop.sockets.unblock(fd);
        Peer peer = new Peer(loop, fd, handler, Phase.OPEN);
        peer.remote = loop.sockets.remote(fd);
        peer.readOn = loop.sockets.isUnix(fd);
        // With several loops on one epoll, another may have the first event before this returns.
        if (loop.oneShot) peer.claim.take();
        try {
            int answer = loop.poller.add(peer);
            if (answer < 0) {
                loop.poller.slots.remove(peer); // the descriptor is still its owner's
                throw new SysException("epoll_ctl", "ADD, fd " + fd, answer);
            }
            count();
            begin(peer);
        } finally {
            if (loop.oneShot) OneShot.giveBack(loop, peer);
        }
        return peer;
    }

    private void count() {
        loop.connections.incrementAndGet();
        loop.poller.connections.incrementAndGet();
    }

    private void begin(Peer peer) {
        loop.deadlines.start(peer);
        loop.callbacks.opened(peer);
        if (loop.draining.isOn()) loop.draining.drain(peer);
    }

    /// See [Loop#datagrams].
    Datagrams datagrams(SockAddr at, SocketSettings settings, DatagramHandler handler) {
        int fd = loop.sockets.datagram(at, settings);
        Datagrams socket;
        try {
            socket = new Datagrams(loop, fd, handler);
        } catch (Throwable failed) {
            loop.callbacks.close(fd);
            throw failed;
        }
        int answer = loop.poller.add(socket);
        if (answer >= 0) return socket;
        socket.discard();
        throw new SysException("epoll_ctl", "ADD, fd " + fd, answer);
    }

    /// See [Loop#connect]. Whatever becomes of it, the handler hears it on a later turn.
    Peer connect(SockAddr target, SocketSettings settings, Handler handler) {
        int fd = loop.sockets.stream(target, settings);
        Peer peer = new Peer(loop, fd, handler, Phase.CONNECTING);
        try {
            Filtered.install(peer, handler);
        } catch (Throwable failed) {
            loop.callbacks.close(fd);
            throw failed;
        }
        peer.remote = Sockets.bytes(target);
        peer.readOn = target.family() == SocketFlags.AF_UNIX;
        // With several loops on one epoll, another may have the first event before this returns.
        if (loop.oneShot) peer.claim.take();
        try {
            count();
            loop.poller.slots.add(peer);
            attempt(peer, target);
            loop.deadlines.start(peer);
        } finally {
            if (loop.oneShot) OneShot.free(loop, peer);
        }
        return peer;
    }

    private void attempt(Peer peer, SockAddr target) {
        int answer = kernel.connect(peer.fd, target);
        if (answer == -Errno.EAGAIN) {
            if (loop.deadlines.isOver(peer)) {
                expire(peer);
                return;
            }
            Runnable again = () -> retry(peer, target);
            loop.schedule(RETRY, 0, () -> loop.offer(loop.forEntry(peer, again)));
            return;
        }
        peer.underWay = answer >= 0 || answer == -Errno.EINPROGRESS || answer == -Errno.EINTR;
        // Registered after connect: a socket that never connected reports a hang-up.
        if (peer.underWay) answer = loop.poller.enroll(peer);
        if (answer >= 0) return;
        peer.error = -answer;
        loop.ready.add(peer);
    }

    /// A Unix socket whose listener's queue is full cannot be waited for; it can only be tried
    /// again.
    private static void retry(Peer peer, SockAddr target) {
        if (peer.phase == Phase.CONNECTING) peer.loop.opening.attempt(peer, target);
    }

    /// There is news of a connecting socket: it is connected, or it failed. `events` may also be
    /// that somebody wants to read from it, which is none.
    void finish(Peer peer, int events) {
        int error = peer.error;
        if (error == 0 && (events & Poller.WRITABLE) == 0) return;
        if (error == 0)
            error = kernel.getsockopt(peer.fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_ERROR);
        if (error != 0) {
            peer.error = Math.abs(error);
            loop.closing.release(peer, CloseReason.UNREACHABLE);
            return;
        }
        peer.phase = Phase.OPEN;
        peer.lastRead = loop.now;
        peer.lastWrite = loop.now;
        peer.follow();
        begin(peer);
        if (peer.phase == Phase.OPEN) loop.sender.flush(peer);
        if (peer.closeLater) loop.closing.close(peer);
        else if (peer.phase == Phase.OPEN && peer.output == Output.ENDING && peer.unsent() == 0)
            loop.closing.outputDone(peer);
    }

    /// Asks the kernel what has become of a connecting socket.
    void look(Peer peer) {
        if (peer.underWay && peer.error == 0)
            peer.error = kernel.getsockopt(peer.fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_ERROR);
        if (peer.error != 0 || loop.sockets.isConnected(peer.fd)) finish(peer, Poller.WRITABLE);
    }

    /// The limit on connecting has passed.
    void expired(Peer peer) {
        if (peer.underWay) expire(peer); // else it is tried again in a moment, for the last time
    }

    private void expire(Peer peer) {
        peer.error = Errno.ETIMEDOUT;
        loop.closing.release(peer, CloseReason.CONNECT_TIMEOUT);
    }
}
