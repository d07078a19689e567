package io.epoll4j.jvm.unix;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.ECONNRESET;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EMSGSIZE;
import static io.epoll4j.sys.Errno.ENOTCONN;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.Errno.EPERM;
import static io.epoll4j.sys.Errno.EPIPE;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;

import io.epoll4j.jvm.net.Address;
import io.epoll4j.jvm.net.Msg;
import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.SocketState;
import io.epoll4j.jvm.net.Truesize;
import io.epoll4j.jvm.task.TaskStruct;
import org.jspecify.annotations.Nullable;

/// How unix datagram and seqpacket sockets find their peer and send (net/unix/af_unix.c).
final class UnixDatagrams {
    private UnixDatagrams() {}

    /// `unix_dgram_connect`
    static int connect(UnixPacketSocket socket, Address target) {
        if (target.isUnspecified()) {
            UnixSocket before = disconnect(socket);
            if (before != null) {
                left(socket, before);
            }
            return 0;
        }
        if (!target.isUnix() || target.isUnnamed()) {
            return -EINVAL;
        }
        UnixNames names = socket.unix.names;
        for (; ; ) {
            UnixSocket other = names.find(target, socket.type);
            if (other == null) {
                return names.refusal(target, socket.type);
            }
            lockBoth(socket, other);
            boolean gone = other.dead;
            boolean taken = !maySend(socket, other);
            UnixSocket before = socket.peer;
            if (!gone && !taken) {
                socket.state = SocketState.ESTABLISHED;
                other.state = SocketState.ESTABLISHED;
                socket.peer = other;
                if (before != null) {
                    stopWaiting(socket, before);
                }
            }
            unlockBoth(socket, other);
            if (gone) {
                continue;
            }
            if (taken) {
                return -EPERM;
            }
            if (before != null && !before.is(other)) {
                left(socket, before);
            }
            return 0;
        }
    }

    private static @Nullable UnixSocket disconnect(UnixPacketSocket socket) {
        socket.lock.lock();
        UnixSocket before = socket.peer;
        if (before != null) {
            socket.peer = null;
            socket.state = SocketState.CLOSE;
            stopWaiting(socket, before);
        }
        socket.lock.unlock();
        return before;
    }

    /// What happens when a socket leaves its peer: `unix_dgram_disconnected`.
    private static void left(UnixPacketSocket socket, UnixSocket before) {
        disconnected(socket, before);
        before.lock.lock();
        if (before.peer == null) {
            before.state = SocketState.CLOSE;
        }
        before.lock.unlock();
    }

    private static void disconnected(UnixSocket socket, UnixSocket other) {
        if (socket.received.isEmpty()) {
            return;
        }
        for (; ; ) {
            socket.lock.lock();
            Skb skb = socket.received.poll();
            socket.lock.unlock();
            if (skb == null) {
                break;
            }
            socket.free(skb);
        }
        socket.peerWait.wakeAll(0);
        if (!other.dead && socket.is(other.peer)) {
            other.setError(ECONNRESET);
            other.errorReport();
        }
    }

    /// `unix_dgram_peer_wake_disconnect_wakeup`
    private static void stopWaiting(UnixSocket socket, UnixSocket other) {
        socket.forgetWaiting(other);
        socket.wait.wakeOne(Socket.WRITABLE);
    }

    /// `unix_dgram_sendmsg`
    static long send(TaskStruct task, UnixPacketSocket socket, Msg msg) {
        if (msg.has(MSG_OOB)) {
            return -EOPNOTSUPP;
        }
        Address target = msg.target;
        if (target != null && (!target.isUnix() || target.isUnnamed())) {
            return -EINVAL;
        }
        long length = msg.iov.remaining();
        if (length > socket.options.sendBuffer - 32) {
            return -EMSGSIZE;
        }
        int size = (int) length;
        int truesize = Truesize.ofDatagram(size);
        int failure = socket.charge(task, truesize, msg.isNonblocking());
        if (failure != 0) {
            return failure;
        }
        Skb skb = socket.stack.skbs.take(size);
        skb.fill(msg.iov, size);
        skb.owner = socket;
        skb.truesize = truesize;
        UnixFiles.send(msg, skb, socket.unix.garbage);
        failure = route(task, socket, target, skb, msg.isNonblocking());
        if (failure != 0) {
            socket.free(skb);
            return failure;
        }
        return size;
    }

    private static int route(
            TaskStruct task,
            UnixPacketSocket socket,
            @Nullable Address target,
            Skb skb,
            boolean nonblocking) {
        long deadline = socket.options.sendDeadline();
        UnixNames names = socket.unix.names;
        for (; ; ) {
            UnixSocket other = target == null ? socket.peer : names.find(target, socket.type);
            if (other == null) {
                return target == null ? -ENOTCONN : names.refusal(target, socket.type);
            }
            int failure = deliver(task, socket, other, skb, nonblocking, deadline);
            if (failure != AGAIN) {
                return failure;
            }
            if (target == null && socket.peer == null) {
                return -ECONNRESET;
            }
        }
    }

    /// What [#deliver] answers when the receiver is to be looked up again.
    private static final int AGAIN = 1;

    private static int deliver(
            TaskStruct task,
            UnixPacketSocket socket,
            UnixSocket other,
            Skb skb,
            boolean nonblocking,
            long deadline) {
        lockBoth(socket, other);
        int failure = 0;
        boolean waits = false;
        if (!maySend(socket, other)) {
            failure = -EPERM;
        } else if (other.dead) {
            unlockBoth(socket, other);
            return died(socket, other);
        } else if ((other.shutdown & Socket.RCV_SHUTDOWN) != 0) {
            failure = -EPIPE;
        } else if (!other.is(socket) && !socket.is(other.peer) && other.isFull()) {
            waits = !nonblocking;
            if (!waits && (!other.is(socket.peer) || socket.mustWait(other))) {
                failure = -EAGAIN;
            }
        }
        if (failure == 0 && !waits) {
            if (skb.files != null) {
                socket.unix.garbage.sentTo(other);
            }
            other.received.add(skb);
        }
        unlockBoth(socket, other);
        if (waits) {
            failure = UnixConnections.awaitRoom(task.waiter, other, deadline);
            return failure == 0 ? AGAIN : failure;
        }
        if (failure == 0) {
            other.dataReady();
        }
        return failure;
    }

    private static int died(UnixPacketSocket socket, UnixSocket other) {
        if (!socket.isDatagram()) {
            return -EPIPE;
        }
        socket.lock.lock();
        boolean wasPeer = other.is(socket.peer);
        if (wasPeer) {
            socket.peer = null;
            stopWaiting(socket, other);
            socket.state = SocketState.CLOSE;
        }
        socket.lock.unlock();
        if (!wasPeer) {
            return AGAIN;
        }
        disconnected(socket, other);
        return -ECONNREFUSED;
    }

    /// `unix_may_send`
    private static boolean maySend(UnixSocket socket, UnixSocket other) {
        UnixSocket theirs = other.peer;
        return theirs == null || theirs.is(socket);
    }

    /// `unix_state_double_lock`
    private static void lockBoth(UnixSocket one, UnixSocket other) {
        UnixSocket first = one.id <= other.id ? one : other;
        UnixSocket second = one.id <= other.id ? other : one;
        first.lock.lock();
        if (!second.is(first)) {
            second.lock.lock();
        }
    }

    private static void unlockBoth(UnixSocket one, UnixSocket other) {
        one.lock.unlock();
        if (!other.is(one)) {
            other.lock.unlock();
        }
    }
}
