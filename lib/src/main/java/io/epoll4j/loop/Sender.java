package io.epoll4j.loop;

import static java.util.Objects.requireNonNull;

import io.epoll4j.loop.Peer.Output;
import io.epoll4j.loop.Peer.Phase;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.IoVec;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SocketFlags;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// The way out. What a handler writes waits in a chain of chunks and leaves at the end of the turn,
/// unless it is what the peer has just received: that is borrowed from the [ReceiveBuffer].
final class Sender {
    private static final int VECTORS = 16;
    private static final int FLAGS = SocketFlags.MSG_NOSIGNAL | SocketFlags.MSG_DONTWAIT;

    /// Bytes sent to one peer before the others have their turn.
    private static final int SHARE = 4 * VECTORS * Chunk.CAPACITY;

    private final Loop loop;
    private final Kernel kernel;
    final ChunkPool pool = new ChunkPool();
    private final IoVec vectors = new IoVec(VECTORS);
    private final int highWater;
    private final int lowWater;
    private final long queueLimit;

    Sender(Loop loop) {
        this.loop = loop;
        kernel = loop.kernel;
        highWater = loop.settings.highWater;
        lowWater = loop.settings.lowWater;
        queueLimit = loop.settings.queueLimit;
    }

    /// See [Peer#write].
    boolean write(Peer peer, ByteBuffer bytes) {
        int start = bytes.position();
        int end = bytes.limit();
        bytes.position(end);
        if (!peer.takesBytes()) return false;
        if (start == end) return peer.unsent() <= highWater;
        Peer current = loop.receiver.current;
        if (current == peer) {
            if (peer.sent >= peer.replyEnd) peer.replies = 0;
            peer.replies += end - start;
            peer.replyEnd = peer.written + (end - start);
        }
        peer.written += end - start;
        try {
            if (current == null || !borrow(peer, bytes, start, end))
                append(peer, bytes, start, end);
        } catch (Throwable thrown) {
            loop.callbacks.broke(peer, thrown); // what was queued of it has no end
            return false;
        }
        if (peer.written - peer.sent <= highWater) return true;
        return crowded(peer);
    }

    private boolean borrow(Peer peer, ByteBuffer bytes, int start, int end) {
        return peer.head == null
                && peer.phase == Phase.OPEN
                && loop.receiver.buffer.lend(peer, bytes, start, end);
    }

    private void append(Peer peer, ByteBuffer bytes, int start, int end) {
        loop.receiver.buffer.takeBack(peer);
        while (start < end) start += tail(peer).append(bytes, start, end - start);
        if (!peer.blocked) loop.dirty.add(peer);
    }

    /// Puts `length` bytes at `start` of `memory` into the queue of `peer`.
    void queue(Peer peer, MemorySegment memory, long start, long length) {
        for (long end = start + length; start < end; )
            start += tail(peer).append(memory, start, end - start);
    }

    /// The last chunk of the queue, which has room.
    private Chunk tail(Peer peer) {
        Chunk last = peer.tail;
        if (last != null && last.end < Chunk.CAPACITY) return last;
        Chunk fresh = pool.take(loop.now);
        if (last == null) peer.head = fresh;
        else last.next = fresh;
        peer.tail = fresh;
        return fresh;
    }

    private boolean crowded(Peer peer) {
        peer.aboveHigh = true;
        if (peer.written - peer.sent > queueLimit) loop.closing.overflow(peer);
        return false;
    }

    /// Sends `length` bytes at `start` of `memory` to `peer`, whose queue is empty; what the kernel
    /// does not take is queued.
    void send(Peer peer, MemorySegment memory, long start, long length) {
        try {
            sendNow(peer, memory, start, length);
        } catch (Throwable thrown) {
            loop.callbacks.broke(peer, thrown);
        }
    }

    private void sendNow(Peer peer, MemorySegment memory, long start, long length) {
        long n = kernel.send(peer.fd, memory, start, length, FLAGS);
        if (n < 0 && n != -Errno.EAGAIN && n != -Errno.EINTR) {
            broken(peer, (int) -n);
            return;
        }
        long taken = Math.max(n, 0);
        if (taken < length) {
            queue(peer, memory, start + taken, length - taken);
            if (n == -Errno.EINTR) sendLater(peer);
            else block(peer);
        }
        progress(peer, taken);
    }

    /// Sends the queue of `peer` as far as the kernel takes it, up to its share of a turn. What its
    /// handler writes when there is room again waits for the next turn, lest one fast reader hold
    /// this one for ever.
    void flush(Peer peer) {
        long end = Math.min(peer.written, peer.sent + SHARE);
        while (peer.head != null) {
            if (peer.sent >= end) {
                sendLater(peer);
                return;
            }
            long wanted = queued(peer);
            long n = peer.head == peer.tail ? sendOne(peer.fd, peer.head) : sendMany(peer);
            if (n == -Errno.EAGAIN || n == -Errno.EINTR) loop.counters.vain++;
            if (n == -Errno.EINTR) {
                sendLater(peer);
                return;
            }
            if (n == -Errno.EAGAIN) n = 0;
            if (n < 0) {
                broken(peer, (int) -n);
                return;
            }
            release(peer, n);
            if (n < wanted) block(peer);
            progress(peer, n);
            if (n < wanted) return;
        }
    }

    /// The kernel, which took no more of the queue of `peer`, may take some now.
    void resume(Peer peer) {
        long before = peer.sent;
        long since = peer.lastWrite;
        peer.blocked = false;
        flush(peer);
        if (peer.blocked && peer.sent == before) peer.lastWrite = since; // it is the same halt
    }

    private void sendLater(Peer peer) {
        if (loop.oneShot) block(peer); // whoever gets the event goes on
        else loop.dirty.add(peer);
    }

    private long sendOne(int fd, Chunk chunk) {
        return kernel.send(fd, chunk.memory, chunk.start, chunk.end - chunk.start, FLAGS);
    }

    private long sendMany(Peer peer) {
        int count = 0;
        for (Chunk chunk = peer.head; chunk != null && count < VECTORS; chunk = chunk.next)
            vectors.set(count++, chunk.memory, chunk.start, chunk.end - chunk.start);
        return kernel.writev(peer.fd, vectors, count);
    }

    /// How much one system call would take of the queue.
    private static long queued(Peer peer) {
        long sum = 0;
        int count = 0;
        for (Chunk chunk = peer.head; chunk != null && count < VECTORS; chunk = chunk.next) {
            sum += chunk.end - chunk.start;
            count++;
        }
        return sum;
    }

    private void release(Peer peer, long sent) {
        while (sent > 0) {
            Chunk chunk = requireNonNull(peer.head);
            int n = (int) Math.min(sent, chunk.end - chunk.start);
            chunk.start += n;
            sent -= n;
            if (chunk.start == chunk.end) dropHead(peer, chunk);
        }
    }

    private void dropHead(Peer peer, Chunk chunk) {
        peer.head = chunk.next;
        if (chunk.next == null) peer.tail = null;
        pool.give(chunk);
    }

    private void block(Peer peer) {
        peer.blocked = true;
        peer.follow();
        loop.deadlines.blocked(peer);
    }

    private void progress(Peer peer, long n) {
        if (n > 0) {
            loop.counters.sent(n);
            peer.sent += n;
            peer.lastWrite = loop.now;
        }
        if (peer.awaitingReplies && peer.sent >= peer.replyEnd - lowWater) {
            peer.awaitingReplies = false;
            peer.lastRead = loop.now;
            peer.readSoon();
        }
        if (peer.aboveHigh && peer.written - peer.sent <= lowWater) {
            peer.aboveHigh = false;
            if (peer.takesBytes()) loop.callbacks.writable(peer);
        }
        if (peer.output == Output.ENDING && peer.head == null) loop.closing.outputDone(peer);
        else if (!peer.blocked) peer.follow();
    }

    /// The peer's queue is long: stops reading from it, if those are replies it does not take.
    void holdForReplies(Peer peer) {
        if (Math.min(peer.replies, peer.replyEnd - peer.sent) <= highWater) return;
        peer.awaitingReplies = true;
        peer.follow();
    }

    /// The kernel refuses to send: nothing queued will arrive. What the other end sent before is
    /// still delivered.
    private void broken(Peer peer, int errno) {
        discard(peer);
        peer.error = errno;
        peer.output = Output.ENDED;
        peer.readOn = true;
        peer.awaitingReplies = false;
        if (peer.inputEnded || peer.phase != Phase.OPEN) loop.closing.reset(peer, errno);
        else peer.readSoon();
    }

    /// Drops the queue.
    void discard(Peer peer) {
        loop.receiver.buffer.release(peer);
        for (Chunk chunk = peer.head; chunk != null; chunk = peer.head) dropHead(peer, chunk);
        peer.written = peer.sent;
        peer.blocked = false;
    }
}
