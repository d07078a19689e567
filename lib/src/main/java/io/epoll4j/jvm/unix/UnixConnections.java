package io.epoll4j.jvm.unix;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EISCONN;
import static io.epoll4j.sys.Errno.ENOTCONN;
import static io.epoll4j.sys.Errno.ETIMEDOUT;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;

import io.epoll4j.jvm.net.Accepted;
import io.epoll4j.jvm.net.Address;
import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.SocketState;
import io.epoll4j.jvm.net.Truesize;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.jvm.task.Waiter;
import org.jspecify.annotations.Nullable;

/// How unix stream and seqpacket sockets listen, connect and accept (net/unix/af_unix.c).
///
/// A connection exists as soon as connect returns: the far end waits in the listener's receive
/// queue, as the owner of an empty skb.
final class UnixConnections {
    private static final int REQUEST = Truesize.of(1, 0);

    private UnixConnections() {}

    /// `unix_listen`
    static int listen(UnixSocket socket, int backlog) {
        if (socket.address == null) {
            return -EINVAL;
        }
        socket.lock.lock();
        try {
            if (socket.state != SocketState.CLOSE && socket.state != SocketState.LISTEN) {
                return -EINVAL;
            }
            if (backlog > socket.backlog) {
                socket.peerWait.wakeAll(0);
            }
            socket.backlog = backlog;
            socket.state = SocketState.LISTEN;
            socket.introduce();
            return 0;
        } finally {
            socket.lock.unlock();
        }
    }

    /// `unix_stream_connect`
    static int connect(TaskStruct task, UnixSocket socket, Address target, boolean nonblocking) {
        if (!target.isUnix() || target.isUnnamed()) {
            return -EINVAL;
        }
        long deadline = socket.options.sendDeadline();
        for (; ; ) {
            UnixNames names = socket.unix.names;
            UnixSocket listener = names.find(target, socket.type);
            if (listener == null) {
                return names.refusal(target, socket.type);
            }
            listener.lock.lock();
            if (listener.dead) {
                listener.lock.unlock();
                continue;
            }
            if (listener.state != SocketState.LISTEN
                    || (listener.shutdown & Socket.RCV_SHUTDOWN) != 0) {
                listener.lock.unlock();
                return -ECONNREFUSED;
            }
            if (!listener.isFull()) {
                return join(socket, listener);
            }
            listener.lock.unlock();
            if (nonblocking) {
                return -EAGAIN;
            }
            int failure = awaitRoom(task.waiter, listener, deadline);
            if (failure != 0) {
                return failure;
            }
        }
    }

    /// Makes the far end and queues it. Called with the listener's lock held, which it drops.
    private static int join(UnixSocket socket, UnixSocket listener) {
        if (socket.state != SocketState.CLOSE) {
            boolean connected = socket.state == SocketState.ESTABLISHED;
            listener.lock.unlock();
            return connected ? -EISCONN : -EINVAL;
        }
        UnixSocket far = socket.unix.create(socket.type);
        far.peer = socket;
        far.state = SocketState.ESTABLISHED;
        far.address = listener.address;
        far.listener = listener;
        socket.lock.lock();
        if (socket.state != SocketState.CLOSE) {
            socket.lock.unlock();
            listener.lock.unlock();
            return -EISCONN;
        }
        socket.peer = far;
        socket.introduce();
        far.introduce();
        socket.state = SocketState.ESTABLISHED;
        socket.lock.unlock();
        Skb request = socket.stack.skbs.take(1);
        request.owner = far;
        request.truesize = REQUEST;
        far.chargeUnchecked(REQUEST);
        listener.received.add(request);
        listener.lock.unlock();
        listener.dataReady();
        return 0;
    }

    /// `unix_accept`
    static int accept(TaskStruct task, UnixSocket listener, Accepted into) {
        if (listener.state != SocketState.LISTEN) {
            return -EINVAL;
        }
        long deadline = listener.options.receiveDeadline();
        for (; ; ) {
            int failure = listener.takeError();
            if (failure != 0) {
                return failure;
            }
            listener.lock.lock();
            Skb request = listener.received.poll();
            listener.lock.unlock();
            if (request != null) {
                into.socket = accepted(request);
                listener.free(request);
                listener.peerWait.wakeOne(0);
                return 0;
            }
            if ((listener.flags & O_NONBLOCK) != 0) {
                return -EAGAIN;
            }
            failure = awaitMessage(task.waiter, listener, deadline);
            if (failure != 0) {
                return failure == Socket.END ? -EINVAL : failure;
            }
        }
    }

    private static @Nullable Socket accepted(Skb request) {
        if (request.owner instanceof UnixSocket socket) {
            socket.listener = null;
        }
        return request.owner;
    }

    /// `__skb_wait_for_more_packets`: 0, [Socket#END], or `-errno`.
    static int awaitMessage(Waiter waiter, UnixSocket socket, long deadline) {
        int failure = 0;
        for (; ; ) {
            waiter.prepare(socket.wait, true, EPOLLIN | EPOLLERR);
            failure = socket.takeError();
            if (failure != 0 || !socket.received.isEmpty()) {
                break;
            }
            if ((socket.shutdown & Socket.RCV_SHUTDOWN) != 0) {
                failure = Socket.END;
                break;
            }
            if (socket.isConnectionBased()
                    && socket.state != SocketState.ESTABLISHED
                    && socket.state != SocketState.LISTEN) {
                failure = -ENOTCONN;
                break;
            }
            failure = waiter.sleep(deadline);
            if (failure != 0) {
                break;
            }
        }
        waiter.finish();
        return failure == -ETIMEDOUT ? -EAGAIN : failure;
    }

    /// `unix_wait_for_peer`
    static int awaitRoom(Waiter waiter, UnixSocket other, long deadline) {
        waiter.prepare(other.peerWait, true, -1);
        int failure = 0;
        if (!other.dead && (other.shutdown & Socket.RCV_SHUTDOWN) == 0 && other.isFull()) {
            failure = waiter.sleep(deadline);
        }
        waiter.finish();
        return failure == -ETIMEDOUT ? -EAGAIN : failure;
    }
}
