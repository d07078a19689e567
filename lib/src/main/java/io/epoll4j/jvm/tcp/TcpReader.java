package io.epoll4j.jvm.tcp;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOTCONN;
import static io.epoll4j.sys.Errno.ETIMEDOUT;
import static io.epoll4j.sys.SocketFlags.MSG_ERRQUEUE;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.MSG_PEEK;
import static io.epoll4j.sys.SocketFlags.MSG_TRUNC;
import static io.epoll4j.sys.SocketFlags.MSG_WAITALL;

import io.epoll4j.jvm.net.Msg;
import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.SocketState;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.jvm.task.Waiter;
import io.epoll4j.jvm.tcp.TcpSocket.Urgent;
import org.jspecify.annotations.Nullable;

/// Reading from a TCP socket (`tcp_recvmsg_locked`, net/ipv4/tcp.c).
///
/// Reading stops before the urgent byte, and goes over it the next time; unless SO_OOBINLINE has it
/// stay among the others.
final class TcpReader {
    private TcpReader() {}

    static long read(TaskStruct task, TcpSocket socket, Msg msg) {
        if (msg.has(MSG_ERRQUEUE)) {
            return -EAGAIN; // `inet_recv_error`: errors are not queued
        }
        socket.lock.lock();
        try {
            if (socket.state == SocketState.LISTEN) {
                return -ENOTCONN;
            }
            if (msg.has(MSG_OOB)) {
                return readUrgent(socket, msg);
            }
            return readStream(task, socket, msg);
        } finally {
            socket.lock.unlock();
        }
    }

    private static long readStream(TaskStruct task, TcpSocket socket, Msg msg) {
        long wanted = msg.iov.remaining();
        boolean peeks = msg.has(MSG_PEEK);
        int target = socket.options.receiveTarget(msg.has(MSG_WAITALL), wanted);
        long deadline = socket.options.receiveDeadline();
        long copied = 0;
        long peeked = 0;
        do {
            long at = socket.copied + peeked;
            if (socket.urgent != Urgent.NONE && socket.urgentAt == at && copied != 0) {
                break;
            }
            Skb skb = find(socket, at);
            if (skb != null) {
                boolean atMark =
                        wanted != 0
                                && socket.urgent != Urgent.NONE
                                && socket.urgentAt == at
                                && !socket.options.isUrgentInline();
                int part = atMark ? 1 : available(socket, skb, at, wanted - copied);
                if (!atMark) {
                    copy(socket, msg, skb, at, part);
                    copied += part;
                }
                if (peeks) {
                    peeked += part;
                } else {
                    advance(socket, part);
                }
                continue;
            }
            if (copied >= target) {
                break;
            }
            int failure = copied != 0 ? moreOrEnd(socket, msg) : whyNothing(socket, msg);
            if (failure == END) {
                break;
            }
            if (failure == 0) {
                TcpOutput.announceRoom(socket);
                failure = await(task.waiter, socket, at, deadline);
            }
            if (failure != 0) {
                return copied != 0 ? copied : failure;
            }
        } while (copied < wanted);
        if (!peeks) {
            TcpOutput.announceRoom(socket);
        }
        return copied;
    }

    private static final int END = 1;

    /// With some bytes copied and too few: 0 to wait for more, or [#END].
    private static int moreOrEnd(TcpSocket socket, Msg msg) {
        return msg.isNonblocking()
                        || socket.pendingError() != 0
                        || socket.state == SocketState.CLOSE
                        || (socket.shutdown & Socket.RCV_SHUTDOWN) != 0
                ? END
                : 0;
    }

    /// With nothing copied: 0 to wait, [#END] at the end, or `-errno`.
    private static int whyNothing(TcpSocket socket, Msg msg) {
        if (socket.done) {
            return END;
        }
        int failure = socket.takeError();
        if (failure != 0) {
            return failure;
        }
        if ((socket.shutdown & Socket.RCV_SHUTDOWN) != 0) {
            return END;
        }
        if (socket.state == SocketState.CLOSE) {
            return -ENOTCONN;
        }
        return msg.isNonblocking() ? -EAGAIN : 0;
    }

    /// The piece that holds the byte at `at`, or null.
    private static @Nullable Skb find(TcpSocket socket, long at) {
        long begin = socket.copied;
        Skb skb = socket.received.first();
        while (skb != null && begin + skb.length <= at) {
            begin += skb.length;
            skb = skb.next;
        }
        return skb;
    }

    /// How many of `wanted` bytes follow in this piece before the urgent one.
    private static int available(TcpSocket socket, Skb skb, long at, long wanted) {
        long left = (long) skb.length - offset(socket, skb, at);
        if (socket.urgent != Urgent.NONE && socket.urgentAt > at) {
            left = Math.min(left, socket.urgentAt - at);
        }
        return (int) Math.min(left, wanted);
    }

    private static void copy(TcpSocket socket, Msg msg, Skb skb, long at, int count) {
        if (!msg.has(MSG_TRUNC)) {
            skb.copyTo(msg.iov, offset(socket, skb, at), count);
        }
    }

    private static int offset(TcpSocket socket, Skb skb, long at) {
        long begin = socket.copied;
        for (Skb before = skb.previous; before != null; before = before.previous) {
            begin += before.length;
        }
        return (int) (at - begin);
    }

    /// `tcp_eat_recv_skb`: so many bytes are read.
    private static void advance(TcpSocket socket, int count) {
        Skb skb = socket.received.first();
        if (skb == null) {
            return;
        }
        skb.consume(count);
        socket.read(count);
        if (skb.length == 0) {
            socket.received.remove(skb);
            socket.stack.skbs.give(skb);
        }
        if (socket.urgent != Urgent.NONE && socket.copied > socket.urgentAt) {
            socket.urgent = Urgent.NONE;
        }
    }

    /// Goes over a byte.
    static void skip(TcpSocket socket) {
        advance(socket, 1);
    }

    /// `sk_wait_data`
    private static int await(Waiter waiter, TcpSocket socket, long at, long deadline) {
        waiter.prepare(socket.wait, false, -1);
        int failure = 0;
        socket.lock.unlock();
        boolean changed =
                socket.arrived > at
                        || socket.pendingError() != 0
                        || (socket.shutdown & Socket.RCV_SHUTDOWN) != 0
                        || socket.state == SocketState.CLOSE;
        try {
            if (!changed) {
                failure = waiter.sleep(deadline);
            }
            waiter.finish();
        } finally {
            socket.lock.lock();
        }
        return failure == -ETIMEDOUT ? -EAGAIN : failure;
    }

    /// `tcp_recv_urg`
    private static long readUrgent(TcpSocket socket, Msg msg) {
        if (socket.options.isUrgentInline() || socket.urgent != Urgent.VALID) {
            return -EINVAL;
        }
        if (socket.state == SocketState.CLOSE && !socket.done) {
            return -ENOTCONN;
        }
        if (!msg.has(MSG_PEEK)) {
            socket.urgent = Urgent.READ;
        }
        msg.receivedFlags |= MSG_OOB;
        if (msg.iov.remaining() == 0) {
            msg.receivedFlags |= MSG_TRUNC;
            return 0;
        }
        if (!msg.has(MSG_TRUNC)) {
            msg.iov.writeByte(socket.urgentByte);
        }
        return 1;
    }
}
