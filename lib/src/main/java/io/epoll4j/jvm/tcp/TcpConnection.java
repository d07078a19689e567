package io.epoll4j.jvm.tcp;

import static io.epoll4j.jvm.net.SocketState.CLOSE;
import static io.epoll4j.jvm.net.SocketState.LISTEN;
import static io.epoll4j.jvm.net.SocketState.SYN_SENT;
import static io.epoll4j.sys.Errno.EADDRINUSE;
import static io.epoll4j.sys.Errno.EADDRNOTAVAIL;
import static io.epoll4j.sys.Errno.EALREADY;
import static io.epoll4j.sys.Errno.ECONNABORTED;
import static io.epoll4j.sys.Errno.EINPROGRESS;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EISCONN;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.Errno.ETIMEDOUT;

import io.epoll4j.jvm.net.Address;
import io.epoll4j.jvm.net.Msg;
import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.jvm.task.Waiter;
import io.epoll4j.jvm.tcp.TcpFlows.Flow;
import io.epoll4j.jvm.tcp.TcpSocket.Connecting;

/// How TCP connections begin (net/ipv4/af_inet.c, net/ipv4/tcp.c).
final class TcpConnection {
    private TcpConnection() {}

    /// `inet_listen`
    static int listen(TcpSocket socket, int backlog) {
        socket.lock.lock();
        try {
            boolean listens = socket.state == LISTEN;
            if (socket.connecting != Connecting.UNCONNECTED
                    || (socket.state != CLOSE && !listens)) {
                return -EINVAL;
            }
            TcpListener queue = socket.listener;
            if (listens && queue != null) {
                queue.backlog = backlog;
                return 0;
            }
            if (!socket.bindAutomatically() || !socket.ports.mayListen(socket)) {
                return -EADDRINUSE;
            }
            socket.listener = new TcpListener(socket, backlog);
            socket.state = LISTEN;
            return 0;
        } finally {
            socket.lock.unlock();
        }
    }

    /// `inet_stream_connect`
    static int connect(TaskStruct task, TcpSocket socket, Address target, boolean nonblocking) {
        if (target.length() < Short.BYTES) {
            return -EINVAL;
        }
        socket.lock.lock();
        try {
            if (target.isUnspecified()) {
                TcpEnd.disconnect(socket);
                socket.connecting = Connecting.UNCONNECTED;
                return 0;
            }
            return connectLocked(task, socket, target, nonblocking);
        } finally {
            socket.lock.unlock();
        }
    }

    /// `tcp_sendmsg_fastopen`: connects to where the message is to go, before it is sent. Nobody
    /// has a cookie, so the data follows the handshake, and a call that does not wait sends none.
    static int connectToSend(TaskStruct task, TcpSocket socket, Msg msg) {
        Address target = msg.target;
        if (target != null && target.isUnspecified()) {
            return -EOPNOTSUPP;
        }
        Address to = target == null ? Address.UNNAMED : target;
        return connectLocked(task, socket, to, msg.isNonblocking());
    }

    /// `__inet_stream_connect`
    private static int connectLocked(
            TaskStruct task, TcpSocket socket, Address target, boolean nonblocking) {
        int failure = begin(socket, target);
        if (failure != -EINPROGRESS && failure != -EALREADY) {
            return failure;
        }
        boolean begun = failure == -EINPROGRESS;
        if (nonblocking && (begun || socket.state == SYN_SENT)) {
            return failure;
        }
        failure = awaitConnected(task.waiter, socket, failure);
        return failure != 0 ? failure : conclude(socket);
    }

    private static int begin(TcpSocket socket, Address target) {
        switch (socket.connecting) {
            case CONNECTED -> {
                return -EISCONN;
            }
            case CONNECTING -> {
                return -EALREADY;
            }
            case DISCONNECTING -> {
                return -EINVAL;
            }
            case UNCONNECTED -> {}
        }
        if (socket.state != CLOSE) {
            return -EISCONN;
        }
        int failure = socket.check(target);
        if (failure != 0) {
            return failure;
        }
        Endpoint to = socket.target(target.endpoint());
        failure = socket.route(to);
        if (failure != 0) {
            return failure;
        }
        if (!socket.bindAutomatically(to.port())) {
            return -EADDRNOTAVAIL;
        }
        if (socket.local.isAny()) {
            Endpoint source = socket.stack.sourceFor(to);
            socket.local = source.withPort(socket.local.port());
        }
        if (!socket.stack.isLocal(to)
                && !socket.tcp.flows.add(new Flow(socket.local, to), socket)) {
            return -EADDRNOTAVAIL; // __inet_check_established
        }
        socket.remote = to;
        socket.connecting = Connecting.CONNECTING;
        socket.state = SYN_SENT;
        TcpOutput.start(socket, to);
        return -EINPROGRESS;
    }

    /// `inet_wait_for_connect`
    private static int awaitConnected(Waiter waiter, TcpSocket socket, int pending) {
        long deadline = socket.options.sendDeadline();
        int failure = 0;
        while (failure == 0 && socket.state == SYN_SENT) {
            waiter.prepare(socket.wait, false, -1);
            socket.lock.unlock();
            try {
                failure = waiter.sleep(deadline);
            } finally {
                socket.lock.lock();
            }
        }
        waiter.finish();
        return failure == -ETIMEDOUT ? pending : failure;
    }

    private static int conclude(TcpSocket socket) {
        if (socket.state != CLOSE) {
            socket.connecting = Connecting.CONNECTED;
            return 0;
        }
        int failure = socket.takeError();
        socket.connecting = Connecting.UNCONNECTED;
        TcpEnd.disconnect(socket);
        return failure != 0 ? failure : -ECONNABORTED;
    }
}
