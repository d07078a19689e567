package io.epoll4j.jvm.unix;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLRDHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLRDNORM;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.ENOTCONN;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.MSG_PEEK;
import static io.epoll4j.sys.SocketFlags.MSG_TRUNC;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_SEQPACKET;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.file.PollTable;
import io.epoll4j.jvm.net.Accepted;
import io.epoll4j.jvm.net.Address;
import io.epoll4j.jvm.net.Msg;
import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.SocketState;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.jvm.task.WaitEntry;
import io.epoll4j.jvm.task.WaitQueue;
import org.jspecify.annotations.Nullable;

/// A unix datagram or seqpacket socket: whole messages (net/unix/af_unix.c).
///
/// A datagram socket whose peer has another peer is writable only while that one's queue has room.
/// It hears of room through [#peerWake] on the peer's queue of waiters.
final class UnixPacketSocket extends UnixSocket {
    /// `peer_wake`: on the peer's [#peerWait] while this socket waits for room there.
    private final PeerWake peerWake = new PeerWake();

    UnixPacketSocket(Unix unix, int type) {
        super(unix, type);
    }

    /// `unix_dgram_poll`
    @Override
    public int poll(PollTable table) {
        table.pollWait(wait);
        int mask = pendingError() != 0 ? EPOLLERR : 0;
        int down = shutdown;
        if ((down & RCV_SHUTDOWN) != 0) {
            mask |= EPOLLRDHUP | EPOLLIN | EPOLLRDNORM;
        }
        if (down == BOTH_SHUTDOWN) {
            mask |= EPOLLHUP;
        }
        if (!received.isEmpty()) {
            mask |= EPOLLIN | EPOLLRDNORM;
        }
        if (type == SOCK_SEQPACKET && state == SocketState.CLOSE) {
            mask |= EPOLLHUP;
        }
        return isWritable() && hasRoomAtPeer() ? mask | WRITABLE : mask;
    }

    private boolean hasRoomAtPeer() {
        lock.lock();
        try {
            UnixSocket other = peer;
            return other == null || other.peer == this || !other.isFull() || !mustWait(other);
        } finally {
            lock.unlock();
        }
    }

    /// `unix_dgram_peer_wake_me`: asks to be told of room at `other`; whether there is none yet.
    boolean mustWait(UnixSocket other) {
        boolean connected = peerWake.connect(other);
        if (other.isFull() && !other.dead) {
            return true;
        }
        if (connected) {
            forgetWaiting(other);
        }
        return false;
    }

    @Override
    void forgetWaiting(UnixSocket other) {
        peerWake.disconnect(other);
    }

    @Override
    public int listen(int backlog) {
        return type == SOCK_SEQPACKET ? UnixConnections.listen(this, backlog) : -EOPNOTSUPP;
    }

    @Override
    public int connect(TaskStruct task, Address target, boolean nonblocking) {
        return type == SOCK_SEQPACKET
                ? UnixConnections.connect(task, this, target, nonblocking)
                : UnixDatagrams.connect(this, target);
    }

    @Override
    public int accept(TaskStruct task, Accepted accepted) {
        return type == SOCK_SEQPACKET ? UnixConnections.accept(task, this, accepted) : -EOPNOTSUPP;
    }

    /// The head of `unix_seqpacket_sendmsg`.
    @Override
    public int refusal() {
        if (type != SOCK_SEQPACKET) {
            return 0;
        }
        int failure = takeError();
        return failure == 0 && state != SocketState.ESTABLISHED ? -ENOTCONN : failure;
    }

    @Override
    public long send(TaskStruct task, Msg msg) {
        int failure = refusal();
        if (failure != 0) {
            return failure;
        }
        if (type == SOCK_SEQPACKET) {
            msg.target = null;
        }
        return UnixDatagrams.send(task, this, msg);
    }

    /// `unix_dgram_recvmsg`, `unix_seqpacket_recvmsg`
    @Override
    public long receive(TaskStruct task, Msg msg) {
        if (type == SOCK_SEQPACKET && state != SocketState.ESTABLISHED) {
            return -ENOTCONN;
        }
        if (msg.has(MSG_OOB)) {
            return -EOPNOTSUPP;
        }
        long deadline = options.receiveDeadline();
        for (; ; ) {
            reading.lock();
            int failure = takeError();
            Skb skb = failure == 0 ? next(msg.has(MSG_PEEK)) : null;
            if (skb != null) {
                return deliver(skb, msg);
            }
            reading.unlock();
            if (failure != 0) {
                return failure;
            }
            if (msg.isNonblocking()) {
                boolean ended = type == SOCK_SEQPACKET && (shutdown & RCV_SHUTDOWN) != 0;
                return ended ? 0 : -EAGAIN;
            }
            failure = UnixConnections.awaitMessage(task.waiter, this, deadline);
            if (failure != 0) {
                return failure == END ? 0 : failure;
            }
        }
    }

    private @Nullable Skb next(boolean peeks) {
        lock.lock();
        Skb skb = peeks ? received.first() : received.poll();
        lock.unlock();
        return skb;
    }

    /// Hands a message over; called holding [#reading], which it drops.
    private long deliver(Skb skb, Msg msg) {
        boolean peeks = msg.has(MSG_PEEK);
        peerWait.wakeOne(WRITABLE);
        if (msg.wantsSource && skb.owner instanceof UnixSocket sender) {
            msg.source = sender.address;
        }
        int length = skb.length;
        int size = (int) Math.min(length, msg.iov.remaining());
        if (size < length) {
            msg.receivedFlags |= MSG_TRUNC;
        }
        skb.copyTo(msg.iov, 0, size);
        OpenFile[] files = skb.files;
        if (files != null && peeks) {
            msg.files = unix.garbage.copy(files);
        } else if (files != null) {
            UnixFiles.receive(skb, msg, unix.garbage);
        }
        if (!peeks) {
            free(skb);
        }
        reading.unlock();
        return msg.has(MSG_TRUNC) ? length : size;
    }

    boolean isDatagram() {
        return type == SOCK_DGRAM;
    }

    /// `unix_dgram_peer_wake_relay`: passes a wake-up of the peer's queue of waiters on to who
    /// waits for this socket.
    private final class PeerWake extends WaitEntry {
        /// Whether this call put it on the queue of `other`; false if it waits somewhere already.
        boolean connect(UnixSocket other) {
            WaitQueue room = other.peerWait;
            room.lock();
            boolean idle = queue == null;
            if (idle) {
                room.addLocked(this);
            }
            room.unlock();
            return idle;
        }

        void disconnect(UnixSocket other) {
            other.peerWait.remove(this);
        }

        @Override
        public boolean wake(int key) {
            WaitQueue room = queue;
            if (room != null) {
                room.removeLocked(this);
            }
            wait.wakeOne(key);
            return false;
        }
    }
}
