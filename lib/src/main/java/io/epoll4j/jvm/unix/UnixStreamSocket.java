package io.epoll4j.jvm.unix;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLPRI;
import static io.epoll4j.sys.EpollFlags.EPOLLRDHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLRDNORM;
import static io.epoll4j.sys.Errno.EISCONN;
import static io.epoll4j.sys.Errno.ENOTCONN;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.Errno.EPIPE;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;

import io.epoll4j.jvm.file.PollTable;
import io.epoll4j.jvm.net.Accepted;
import io.epoll4j.jvm.net.Address;
import io.epoll4j.jvm.net.Msg;
import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.SocketState;
import io.epoll4j.jvm.net.Truesize;
import io.epoll4j.jvm.task.TaskStruct;

/// A unix stream socket: bytes in pieces of at most [Truesize#STREAM_CHUNK], each charged to its
/// sender until it is read to its end (net/unix/af_unix.c).
final class UnixStreamSocket extends UnixSocket {
    UnixStreamSocket(Unix unix) {
        super(unix, SOCK_STREAM);
    }

    /// `unix_poll`
    @Override
    public int poll(PollTable table) {
        table.pollWait(wait);
        int mask = pendingError() != 0 ? EPOLLERR : 0;
        int down = shutdown;
        if (down == BOTH_SHUTDOWN) {
            mask |= EPOLLHUP;
        }
        if ((down & RCV_SHUTDOWN) != 0) {
            mask |= EPOLLRDHUP | EPOLLIN | EPOLLRDNORM;
        }
        if (!received.isEmpty()) {
            mask |= EPOLLIN | EPOLLRDNORM;
        }
        if (outOfBand != null) {
            mask |= EPOLLPRI;
        }
        if (state == SocketState.CLOSE) {
            mask |= EPOLLHUP;
        }
        return isWritable() ? mask | WRITABLE : mask;
    }

    @Override
    public int listen(int backlog) {
        return UnixConnections.listen(this, backlog);
    }

    @Override
    public int connect(TaskStruct task, Address target, boolean nonblocking) {
        return UnixConnections.connect(task, this, target, nonblocking);
    }

    @Override
    public int accept(TaskStruct task, Accepted accepted) {
        return UnixConnections.accept(task, this, accepted);
    }

    /// `unix_stream_sendmsg`
    @Override
    public long send(TaskStruct task, Msg msg) {
        long length = msg.iov.remaining();
        boolean urgent = msg.has(MSG_OOB);
        if (urgent && length-- == 0) {
            return -EOPNOTSUPP;
        }
        if (msg.target != null) {
            return state == SocketState.ESTABLISHED ? -EISCONN : -EOPNOTSUPP;
        }
        UnixSocket other = peer;
        if (other == null) {
            return -ENOTCONN;
        }
        if ((shutdown & SEND_SHUTDOWN) != 0) {
            return -EPIPE;
        }
        long sent = 0;
        while (sent < length) {
            int most = Math.min((options.sendBuffer >> 1) - 64, Truesize.STREAM_CHUNK);
            int size = (int) Math.min(length - sent, most);
            int failure = sendPiece(task, msg, other, size, Truesize.ofStream(size), false);
            if (failure != 0) {
                return sent != 0 ? sent : failure;
            }
            sent += size;
        }
        if (urgent) {
            int failure = sendPiece(task, msg, other, 1, Truesize.of(1, 0), true);
            if (failure != 0) {
                return sent != 0 ? sent : failure;
            }
            sent++;
        }
        return sent;
    }

    private int sendPiece(
            TaskStruct task, Msg msg, UnixSocket other, int size, int truesize, boolean urgent) {
        int failure = charge(task, truesize, msg.isNonblocking());
        if (failure != 0) {
            return failure;
        }
        Skb skb = stack.skbs.take(size);
        skb.fill(msg.iov, size);
        skb.owner = this;
        skb.truesize = truesize;
        UnixFiles.send(msg, skb, unix.garbage);
        other.lock.lock();
        if (other.dead || (other.shutdown & RCV_SHUTDOWN) != 0) {
            other.lock.unlock();
            free(skb);
            return -EPIPE;
        }
        if (urgent) {
            other.outOfBand = skb;
        }
        if (skb.files != null) {
            unix.garbage.sentTo(other);
        }
        other.unread += size;
        other.received.add(skb);
        other.lock.unlock();
        other.dataReady();
        return 0;
    }

    @Override
    public long receive(TaskStruct task, Msg msg) {
        return unix.readers.of(task).read(this, msg);
    }
}
