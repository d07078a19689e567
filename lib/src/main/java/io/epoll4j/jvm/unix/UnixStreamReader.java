package io.epoll4j.jvm.unix;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.ECONNRESET;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ETIMEDOUT;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.MSG_PEEK;
import static io.epoll4j.sys.SocketFlags.MSG_WAITALL;

import io.epoll4j.jvm.net.Msg;
import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.SocketState;
import io.epoll4j.jvm.task.Waiter;
import org.jspecify.annotations.Nullable;

/// Reading from a unix stream socket (`unix_stream_read_generic`, net/unix/af_unix.c).
///
/// An out-of-band byte stays in the queue at its place: reading stops before it, and goes over it
/// the next time. A byte that was read out of band leaves an empty piece behind until then.
///
/// One per thread and kernel, used for one call at a time.
public final class UnixStreamReader {
    private final Unix unix;
    private final Waiter waiter;
    private UnixStreamSocket socket;
    private Msg msg = new Msg();
    private int target;
    private long deadline;
    private long copied;
    private int failure;

    /// Taken off the queue while passing an out-of-band mark, and not yet freed.
    private @Nullable Skb passed;

    private @Nullable Skb passedMark;

    @SuppressWarnings("NullAway.Init") // set by each call
    UnixStreamReader(Unix unix, Waiter waiter) {
        this.unix = unix;
        this.waiter = waiter;
    }

    /// recvmsg(2) of `msg` from `socket`
    long read(UnixStreamSocket socket, Msg msg) {
        if (socket.state != SocketState.ESTABLISHED) {
            return -EINVAL;
        }
        this.socket = socket;
        this.msg = msg;
        if (msg.has(MSG_OOB)) {
            return readOutOfBand();
        }
        target = socket.options.receiveTarget(msg.has(MSG_WAITALL), msg.iov.remaining());
        deadline = socket.options.receiveDeadline();
        copied = 0;
        failure = 0;
        socket.reading.lock();
        try {
            if (msg.has(MSG_PEEK)) {
                peekAll();
            } else {
                takeAll();
            }
        } finally {
            socket.reading.unlock();
        }
        return copied != 0 ? copied : failure;
    }

    private void takeAll() {
        do {
            Skb skb = next(null);
            if (skb == null) {
                return;
            }
            int chunk = (int) Math.min(skb.length, msg.iov.remaining());
            skb.copyTo(msg.iov, 0, chunk);
            skb.consume(chunk);
            copied += chunk;
            noteSource(skb);
            boolean files = skb.files != null;
            if (files) {
                UnixFiles.receive(skb, msg, unix.garbage);
            }
            boolean emptied = skb.length == 0;
            socket.lock.lock();
            socket.unread -= chunk;
            if (emptied) {
                socket.received.remove(skb);
            }
            socket.lock.unlock();
            if (!emptied) {
                return;
            }
            socket.free(skb);
            if (files) {
                return;
            }
        } while (msg.iov.remaining() != 0);
    }

    private void peekAll() {
        Skb skb = next(null);
        while (skb != null) {
            int chunk = (int) Math.min(skb.length, msg.iov.remaining());
            skb.copyTo(msg.iov, 0, chunk);
            copied += chunk;
            noteSource(skb);
            if (skb.files != null) {
                msg.files = unix.garbage.copy(skb.files);
                return;
            }
            skb = skb.next == null ? null : next(skb);
        }
    }

    /// The piece to read next, after `previous` if that was peeked at. Null at the end, or for
    /// [#failure].
    private @Nullable Skb next(@Nullable Skb previous) {
        Skb after = previous;
        for (; ; ) {
            socket.lock.lock();
            if (socket.dead) {
                socket.lock.unlock();
                failure = -ECONNRESET;
                return null;
            }
            Skb skb = after == null ? socket.received.first() : after.next;
            boolean marked = false;
            if (skb != null && (skb.length == 0 || skb == socket.outOfBand)) {
                marked = true;
                skb = passMark(skb);
            }
            boolean done = skb == null && ((marked && copied != 0) || isDone());
            int added = socket.received.added();
            socket.lock.unlock();
            freePassed();
            if (skb != null || done || !await(added)) {
                return skb;
            }
            after = null;
        }
    }

    /// `manage_oob`: what to read where the out-of-band byte, or what is left of one, stands at
    /// `skb`. Null if reading stops here. Called with the socket's lock held; what was passed is
    /// taken off the queue, to be freed once the lock is dropped.
    private @Nullable Skb passMark(Skb first) {
        Skb skb = first;
        boolean peeks = msg.has(MSG_PEEK);
        if (first.length == 0) {
            Skb mark = socket.outOfBand;
            if (copied != 0 && (mark == null || first == mark)) {
                return null;
            }
            skb = first.next;
            if (!peeks) {
                socket.received.remove(first);
                passed = first;
            }
        }
        if (skb == null || skb != socket.outOfBand) {
            return skb;
        }
        if (copied != 0) {
            return null;
        }
        boolean inline = socket.options.isUrgentInline();
        if (peeks) {
            return inline ? skb : skb.next;
        }
        socket.outOfBand = null;
        if (inline) {
            return skb;
        }
        socket.received.remove(skb);
        passedMark = skb;
        return socket.received.first();
    }

    private void freePassed() {
        Skb first = passed;
        Skb second = passedMark;
        passed = null;
        passedMark = null;
        if (first != null) {
            socket.free(first);
        }
        if (second != null) {
            socket.free(second);
        }
    }

    /// Whether to return now that nothing is there to read.
    private boolean isDone() {
        if (copied >= target) {
            return true;
        }
        failure = socket.takeError();
        return failure != 0 || (socket.shutdown & Socket.RCV_SHUTDOWN) != 0;
    }

    /// `unix_stream_data_wait`: whether there may be something to read now; if not, for [#failure].
    /// Lets others read meanwhile.
    private boolean await(int added) {
        if (msg.isNonblocking()) {
            failure = -EAGAIN;
            return false;
        }
        socket.reading.unlock();
        try {
            while (failure == 0) {
                waiter.prepare(socket.wait, false, -1);
                if (socket.received.added() != added
                        || socket.pendingError() != 0
                        || (socket.shutdown & Socket.RCV_SHUTDOWN) != 0) {
                    break;
                }
                failure = waiter.sleep(deadline);
            }
            waiter.finish();
        } finally {
            socket.reading.lock();
        }
        if (failure == -ETIMEDOUT) {
            failure = -EAGAIN;
        }
        return failure == 0;
    }

    /// `unix_stream_recv_urg`
    private long readOutOfBand() {
        boolean peeks = msg.has(MSG_PEEK);
        Skb emptied = null;
        socket.reading.lock();
        try {
            socket.lock.lock();
            Skb mark = socket.outOfBand;
            if (mark == null || socket.options.isUrgentInline()) {
                socket.lock.unlock();
                return -EINVAL;
            }
            if (!peeks) {
                socket.outOfBand = null;
                socket.unread--;
                Skb before = mark.previous;
                if (before != null && before.length == 0) {
                    socket.received.remove(before);
                    emptied = before;
                }
            }
            socket.lock.unlock();
            if (msg.iov.remaining() != 0) {
                mark.copyTo(msg.iov, 0, 1);
            }
            if (!peeks) {
                mark.consume(1);
            }
            msg.receivedFlags |= MSG_OOB;
        } finally {
            socket.reading.unlock();
        }
        if (emptied != null) {
            socket.free(emptied);
        }
        return 1;
    }

    private void noteSource(Skb skb) {
        if (msg.wantsSource && skb.owner instanceof UnixSocket sender) {
            msg.source = sender.address;
        }
    }
}
