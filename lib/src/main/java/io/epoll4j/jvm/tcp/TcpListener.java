package io.epoll4j.jvm.tcp;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ETIMEDOUT;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;

import io.epoll4j.jvm.net.Accepted;
import io.epoll4j.jvm.net.SocketState;
import io.epoll4j.jvm.task.SpinLock;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.jvm.task.Waiter;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The connections that wait to be accepted (net/ipv4/inet_connection_sock.c).
///
/// Its lock is taken inside that of a connection, and only a wait queue's inside it.
final class TcpListener {
    static final int NOT_LISTENING = -EINVAL;

    private final TcpSocket socket;
    private final SpinLock lock = new SpinLock();
    private final ArrayDeque<TcpSocket> waiting = new ArrayDeque<>();
    private volatile int size;

    /// `sk_max_ack_backlog`
    volatile int backlog;

    TcpListener(TcpSocket socket, int backlog) {
        this.socket = socket;
        this.backlog = backlog;
    }

    /// How many wait to be accepted.
    int size() {
        return size;
    }

    boolean listens() {
        return socket.state == SocketState.LISTEN;
    }

    /// `rskq_defer_accept`: TCP_DEFER_ACCEPT as a number of tries, 0 without.
    int deferredTries() {
        return socket.tcpOptions.deferredTries();
    }

    boolean isEmpty() {
        return size == 0;
    }

    /// `sk_acceptq_is_full`
    boolean isFull() {
        return size > backlog;
    }

    /// A connection is complete. False if the socket listens no more.
    boolean offer(TcpSocket connection) {
        lock.lock();
        boolean listens = listens();
        if (listens) {
            waiting.add(connection);
            size = waiting.size();
        }
        lock.unlock();
        if (listens) {
            socket.dataReady();
        }
        return listens;
    }

    @Nullable TcpSocket poll() {
        lock.lock();
        TcpSocket connection = waiting.poll();
        size = waiting.size();
        lock.unlock();
        return connection;
    }

    /// `inet_csk_accept`
    int accept(TaskStruct task, Accepted accepted) {
        long deadline = socket.options.receiveDeadline();
        for (; ; ) {
            if (socket.state != SocketState.LISTEN) {
                return NOT_LISTENING;
            }
            TcpSocket connection = poll();
            if (connection != null) {
                connection.connecting = TcpSocket.Connecting.CONNECTED;
                accepted.socket = connection;
                return 0;
            }
            if ((socket.flags & O_NONBLOCK) != 0) {
                return -EAGAIN;
            }
            int failure = await(task.waiter, deadline);
            if (failure != 0) {
                return failure;
            }
        }
    }

    private int await(Waiter waiter, long deadline) {
        int failure = 0;
        while (failure == 0) {
            waiter.prepare(socket.wait, true, EPOLLIN | EPOLLERR);
            if (!isEmpty() || socket.state != SocketState.LISTEN) {
                break;
            }
            failure = waiter.sleep(deadline);
        }
        waiter.finish();
        return failure == -ETIMEDOUT ? -EAGAIN : failure;
    }
}
