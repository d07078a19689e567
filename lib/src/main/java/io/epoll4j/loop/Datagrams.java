package io.epoll4j.loop;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.MessageBatch;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;

/// A datagram socket of a loop, made by [Loop#datagrams]. Datagrams are received and sent in
/// batches: one system call for up to 16, those written in one turn leaving together.
///
/// Datagrams have up to 64 KiB, more than UDP allows. A longer one, as Unix-domain sockets can
/// send, is dropped and the error handler told, rather than delivered without its end.
///
/// Belongs to its loop's thread. Holds 2 MiB of buffers for as long as it is open.
public final class Datagrams extends Entry {
    private static final int BATCH = 16;
    private static final int ROOM = 64 << 10;

    final DatagramHandler handler;
    private final MessageBatch incoming = new MessageBatch(BATCH, 1, true);
    private final MessageBatch outgoing = new MessageBatch(BATCH, 1, true);
    private final MemorySegment memory = Arena.ofAuto().allocate(2L * BATCH * ROOM);
    private final ByteBuffer[] views = new ByteBuffer[BATCH];
    private final ByteBuffer[] rooms = new ByteBuffer[BATCH];
    private int pending;
    private boolean blocked;
    private boolean closed;

    Datagrams(Loop loop, int fd, DatagramHandler handler) {
        super(loop, fd);
        this.handler = handler;
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
    /// @return false if it was dropped because the socket takes no more now, or is closed
    public boolean send(ByteBuffer bytes, SockAddr to) {
        check();
        int length = bytes.remaining();
        if (length > ROOM) throw new IllegalArgumentException(length + " bytes in a datagram");
        if (pending == BATCH && !blocked) flush();
        if (closed || pending == BATCH) {
            bytes.position(bytes.limit());
            return false;
        }
        rooms[pending].clear().put(bytes);
        var message = outgoing.message(pending);
        message.vector().set(0, memory, (long) (BATCH + pending) * ROOM, length);
        Objects.requireNonNull(message.address()).copyFrom(to);
        pending++;
        if (!blocked) loop.dirty.add(this);
        return true;
    }

    /// From any thread: runs `task` where this may be touched.
    public void execute(Runnable task) {
        loop.executeFor(this, task);
    }

    /// Where this is bound.
    public SockAddr local() {
        return loop.sockets.name(fd);
    }

    /// The descriptor, for socket options. It stays the loop's: do not close it.
    public int fd() {
        return fd;
    }

    /// Sends what waits, as far as it goes, and closes.
    public void close() {
        check();
        if (!blocked) flush();
        discard();
    }

    @Override
    void ready(int events) {
        if (closed) return;
        if (blocked && (events & Poller.WRITABLE) != 0) {
            blocked = false;
            flush();
            follow();
        }
        if ((events & Poller.READABLE) != 0) receive();
    }

    /// Takes one batch; if it was full, the next waits in the loop's own ready list.
    private void receive() {
        int n = loop.kernel.recvmmsg(fd, incoming, BATCH, 0);
        if (n < 0) {
            if (n != -Errno.EAGAIN) failed(n);
            return;
        }
        for (int i = 0; i < n && !closed; i++) deliver(i);
        if (n == BATCH && !closed) loop.ready.add(this);
    }

    private void deliver(int i) {
        int length = incoming.length(i);
        loop.counters.received(length);
        if ((incoming.message(i).flags() & SocketFlags.MSG_TRUNC) != 0) {
            loop.calls.refused("recvmmsg", fd, -Errno.EMSGSIZE);
            return;
        }
        ByteBuffer bytes = views[i].clear().limit(length);
        loop.calls.received(this, bytes, Objects.requireNonNull(incoming.message(i).address()));
    }

    private void failed(int answer) {
        loop.calls.refused("recvmmsg", fd, answer);
        switch (-answer) {
            // This is no socket any more, and will be none when asked again.
            case Errno.EBADF, Errno.ENOTSOCK, Errno.EINVAL, Errno.EFAULT -> discard();
            // What an earlier datagram brought back; taken from the socket by this call.
            default -> loop.ready.add(this);
        }
    }

    @Override
    void flush() {
        while (pending > 0) {
            int n = loop.kernel.sendmmsg(fd, outgoing, pending, 0);
            if (n == -Errno.EAGAIN || n == -Errno.ENOBUFS) {
                blocked = true;
                follow();
                return;
            }
            if (n < 0) loop.calls.refused("sendmmsg", fd, n);
            for (int i = 0; i < n; i++) loop.counters.sent(outgoing.length(i));
            dropFirst(Math.max(n, 1)); // if the first was refused, the others may fare better
        }
    }

    /// Moves what is behind the first `done` to the front.
    private void dropFirst(int done) {
        for (int to = 0, from = done; from < pending; to++, from++) {
            var message = outgoing.message(from);
            var target = outgoing.message(to);
            long length = message.vector().length(0);
            MemorySegment.copy(
                    memory,
                    (long) (BATCH + from) * ROOM,
                    memory,
                    (long) (BATCH + to) * ROOM,
                    length);
            target.vector().set(0, memory, (long) (BATCH + to) * ROOM, length);
            Objects.requireNonNull(target.address())
                    .copyFrom(Objects.requireNonNull(message.address()));
        }
        pending -= done;
    }

    private void follow() {
        int answer = loop.poller.adjust(this);
        if (answer < 0) loop.calls.refused("epoll_ctl", fd, answer);
    }

    @Override
    int wanted() {
        return Poller.IN | (blocked ? Poller.OUT : 0);
    }

    @Override
    void expire(Loop on) {}

    @Override
    Class<?> handlerClass() {
        return handler.getClass();
    }

    @Override
    void discard() {
        if (closed) return;
        closed = true;
        loop.poller.remove(this, true);
        int answer = loop.kernel.close(fd);
        if (answer < 0) loop.calls.refused("close", fd, answer);
    }
}
