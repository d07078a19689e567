package io.epoll4j.loop;

import static java.util.Objects.requireNonNull;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.MessageBatch;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A datagram socket of a loop, made by [Loop#datagrams]. Datagrams are received and sent in
/// batches: one system call for up to 16, those written in one turn leaving together.
///
/// Datagrams have up to 64 KiB, more than UDP allows. A longer one, as Unix-domain sockets can
/// send, is dropped and the error handler told, rather than delivered without its end.
///
/// A Unix-domain receiver whose queue is full is tried again after a while, 1 ms and then longer up
/// to 64 ms; up to 16 datagrams wait for it in order, those to others go on.
///
/// Belongs to its loop's thread. Holds 2 MiB of buffers for as long as it is open.
public final class Datagrams extends Entry {
    private static final int BATCH = 16;
    static final int ROOM = 64 << 10;

    private static final long FIRST_PAUSE = 1_000_000;
    private static final long LONGEST_PAUSE = 64_000_000;
    private static final long FIRST_REST = 10_000_000;
    private static final long LONGEST_REST = 1_000_000_000;

    final DatagramHandler handler;
    private final MessageBatch incoming = new MessageBatch(BATCH, 1, true);
    private final MessageBatch outgoing = new MessageBatch(BATCH, 1, true);
    private final Batches batches;
    private final MemorySegment memory = Arena.ofAuto().allocate(2L * BATCH * ROOM);
    private final ByteBuffer[] views = new ByteBuffer[BATCH];
    private final ByteBuffer[] rooms = new ByteBuffer[BATCH];
    private int pending;

    /// What waits for receivers that take no more; null if this is no Unix-domain socket.
    private final @Nullable Backlog backlog;

    /// The kernel took no more.
    private boolean blocked;

    /// That is of the kind of which no EPOLLOUT tells the end: only trying does.
    private boolean resting;

    private long pause = FIRST_PAUSE;
    private boolean closed;

    /// Refusals to receive since something last was; and how long to leave it alone then.
    private int refusals;

    private long nextRest = FIRST_REST;

    /// While scheduled, nothing is received.
    private final Timed rest =
            new Timed() {
                @Override
                void expire(Loop on) {
                    on.ready.add(Datagrams.this);
                }
            };

    Datagrams(Loop loop, int fd, DatagramHandler handler) {
        super(loop, fd);
        this.handler = handler;
        backlog = loop.sockets.isUnix(fd) ? new Backlog(fd) : null;
        batches = new Batches(loop.kernel, fd);
        for (int i = 0; i < BATCH; i++) {
            views[i] = memory.asSlice((long) i * ROOM, ROOM).asByteBuffer();
            rooms[i] = memory.asSlice((long) (BATCH + i) * ROOM, ROOM).asByteBuffer();
            incoming.message(i).vector().set(0, memory, (long) i * ROOM, ROOM);
            incoming.message(i).vectorCount(1);
            outgoing.message(i).vectorCount(1);
        }
    }

    /// Sends what remains in `bytes` as one datagram at the end of the turn, or earlier if sixteen
    /// are waiting; consumes it.
    ///
    /// @return false if it was dropped because the socket, or the receiver, takes no more now, or
    ///   because this is closed
    public boolean send(ByteBuffer bytes, SockAddr to) {
        check();
        int length = bytes.remaining();
        if (length > ROOM) throw new IllegalArgumentException(length + " bytes in a datagram");
        if (pending == BATCH) flush();
        var late = backlog != null && backlog.holds(to) ? backlog : null;
        if (closed || late != null || pending == BATCH) {
            boolean waits = late != null && late.add(bytes, to);
            bytes.position(bytes.limit());
            return waits;
        }
        rooms[pending].clear().put(bytes);
        var message = outgoing.message(pending);
        message.vector().set(0, memory, (long) (BATCH + pending) * ROOM, length);
        requireNonNull(message.address()).copyFrom(to);
        pending++;
        if (!blocked) loop.dirty.add(this);
        return true;
    }

    /// From any thread: runs `task` where this may be touched.
    public void execute(Runnable task) {
        loop.executeFor(this, task);
    }

    /// Where this is bound.
    ///
    /// @throws IllegalStateException if this is closed
    public SockAddr local() {
        if (closed) throw new IllegalStateException("the socket is closed");
        return loop.sockets.name(fd);
    }

    /// The descriptor, for socket options. It stays the loop's: do not close it.
    public int fd() {
        return fd;
    }

    /// Sends what waits, as far as it goes, and closes.
    public void close() {
        check();
        flush();
        if (backlog != null) backlog.retry(loop);
        discard();
    }

    @Override
    void ready(int events) {
        if (closed) return;
        if (blocked && !resting && (events & Poller.WRITABLE) != 0) {
            blocked = false;
            flush();
            follow();
        }
        if ((events & Poller.READABLE) == 0 || rest.isScheduled()) return;
        receive();
        follow();
    }

    /// Takes one batch; if it was full, the next waits in the loop's own ready list.
    private void receive() {
        int n = batches.receive(incoming, BATCH);
        if (n < 0) {
            loop.counters.vain++;
            if (n == -Errno.EAGAIN) refusals = 0;
            else failed(n);
            return;
        }
        refusals = 0;
        nextRest = FIRST_REST;
        for (int i = 0; i < n && !closed; i++) deliver(i);
        if (n == BATCH && !closed) loop.ready.add(this);
    }

    private void deliver(int i) {
        int length = incoming.length(i);
        loop.counters.received(length);
        if ((incoming.message(i).flags() & SocketFlags.MSG_TRUNC) != 0) {
            loop.callbacks.refused("recvmmsg", fd, -Errno.EMSGSIZE);
            return;
        }
        ByteBuffer bytes = views[i].clear().limit(length);
        loop.callbacks.received(this, bytes, requireNonNull(incoming.message(i).address()));
    }

    private void failed(int answer) {
        if (answer != -Errno.EINTR) loop.callbacks.refused("recvmmsg", fd, answer);
        switch (-answer) {
            // This is no socket any more, and will be none when asked again.
            case Errno.EBADF, Errno.ENOTSOCK, Errno.EINVAL, Errno.EFAULT -> discard();
            // What an earlier datagram brought back is taken from the socket by this call. Whoever
            // forbids it may do so as often as it is tried.
            default -> {
                if (refusals++ == 0) loop.ready.add(this);
                else rest();
            }
        }
    }

    private void rest() {
        loop.counters.pauses++;
        loop.timers.schedule(rest, loop.now + nextRest);
        nextRest = Math.min(nextRest * 2, LONGEST_REST);
    }

    @Override
    void flush() {
        while (pending > 0 && !blocked) {
            int n = batches.send(outgoing, pending);
            if (n < 0) {
                refused(n);
                continue;
            }
            pause = FIRST_PAUSE;
            for (int i = 0; i < n; i++) loop.counters.sent(outgoing.length(i));
            dropFirst(Math.max(n, 1));
        }
    }

    private void refused(int answer) {
        loop.counters.vain++;
        switch (-answer) {
            case Errno.EAGAIN -> {
                if (backlog != null) setAside(backlog);
                else block(false);
            }
            case Errno.ENOBUFS, Errno.EINTR -> block(true);
            default -> {
                dropFirst(1); // the others may fare better
                loop.callbacks.refused("sendmmsg", fd, answer);
            }
        }
    }

    /// Sends no more until EPOLLOUT comes; or, where it would say nothing new, for a while.
    private void block(boolean rest) {
        blocked = true;
        resting = rest;
        if (rest) tryLater();
        else follow();
    }

    /// The receiver of the first takes no more: whatever goes there waits in the backlog.
    private void setAside(Backlog backlog) {
        var receiver = new SockAddr();
        receiver.copyFrom(requireNonNull(outgoing.message(0).address()));
        int kept = 0;
        int dropped = 0;
        for (int i = 0; i < pending; i++) {
            var message = outgoing.message(i);
            int length = (int) message.vector().length(0);
            if (!receiver.equals(message.address())) move(i, kept++);
            else if (!backlog.add(rooms[i].clear().limit(length), receiver)) dropped++;
        }
        pending = kept;
        tryLater();
        while (dropped-- > 0) loop.callbacks.refused("sendmmsg", fd, -Errno.EAGAIN);
    }

    /// Moves what is behind the first `done` to the front.
    private void dropFirst(int done) {
        for (int from = done; from < pending; from++) move(from, from - done);
        pending -= done;
    }

    private void move(int from, int to) {
        if (from == to) return;
        var message = outgoing.message(from);
        var target = outgoing.message(to);
        long length = message.vector().length(0);
        long start = (long) (BATCH + to) * ROOM;
        MemorySegment.copy(memory, (long) (BATCH + from) * ROOM, memory, start, length);
        target.vector().set(0, memory, start, length);
        requireNonNull(target.address()).copyFrom(requireNonNull(message.address()));
    }

    private void follow() {
        if (closed) return;
        int answer = loop.poller.adjust(this);
        if (answer >= 0) return;
        loop.callbacks.refused("epoll_ctl", fd, answer);
        discard(); // epoll might tell for ever of what nobody wants
    }

    @Override
    int wanted() {
        return (rest.isScheduled() ? 0 : Poller.IN) | (blocked && !resting ? Poller.OUT : 0);
    }

    /// It is time to try again.
    @Override
    void expire(Loop on) {
        if (loop.oneShot) OneShot.run(on, this, this::retry);
        else retry();
    }

    private void retry() {
        if (closed) return;
        if (resting) {
            resting = false;
            blocked = false;
            flush();
        }
        if (backlog == null || backlog.isEmpty()) return;
        if (backlog.retry(loop)) pause = FIRST_PAUSE;
        if (!backlog.isEmpty()) tryLater();
    }

    private void tryLater() {
        if (isScheduled() || closed) return;
        loop.timers.schedule(this, loop.now + pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
    }

    @Override
    Class<?> handlerClass() {
        return handler.getClass();
    }

    @Override
    void giveUp() {
        if (closed) return;
        rest();
        follow();
    }

    @Override
    void discard() {
        if (closed) return;
        closed = true;
        pending = 0;
        if (backlog != null) backlog.clear();
        loop.timers.cancel(this);
        loop.timers.cancel(rest);
        loop.poller.remove(this, true);
        loop.callbacks.close(fd);
    }
}
