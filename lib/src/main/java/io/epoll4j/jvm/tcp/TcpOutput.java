package io.epoll4j.jvm.tcp;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EPIPE;
import static io.epoll4j.sys.Errno.ETIMEDOUT;
import static io.epoll4j.sys.SocketFlags.MSG_FASTOPEN;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;

import io.epoll4j.jvm.file.Iov;
import io.epoll4j.jvm.net.Msg;
import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.Skb.Kind;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.SocketState;
import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.task.Scheduler;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.jvm.task.Waiter;
import io.epoll4j.jvm.tcp.TcpFlows.Flow;
import java.util.concurrent.TimeUnit;

/// What a TCP socket sends (net/ipv4/tcp_output.c, net/core/stream.c). All but [#send] expect the
/// socket's lock to be held.
final class TcpOutput {
    /// The most that goes into one piece.
    private static final int CHUNK = 1 << 15;

    private TcpOutput() {}

    /// `tcp_sendmsg`. Nothing is sent until all is queued, or there is no room for more: as long as
    /// Linux holds the socket, it does not look at the answers either.
    static long send(TaskStruct task, TcpSocket socket, Msg msg) {
        Iov from = msg.iov;
        boolean urgent = msg.has(MSG_OOB);
        long sent = 0;
        socket.lock.lock();
        try {
            int failure =
                    msg.has(MSG_FASTOPEN) ? TcpConnection.connectToSend(task, socket, msg) : 0;
            if (failure == 0) {
                failure = awaitConnected(task.waiter, socket, msg.isNonblocking());
            }
            while (failure == 0) {
                if (socket.pendingError() != 0 || (socket.shutdown & Socket.SEND_SHUTDOWN) != 0) {
                    failure = -EPIPE;
                    break;
                }
                if (from.remaining() == 0) {
                    push(socket);
                    return sent;
                }
                if (TcpSendSpace.hasMemory(socket)) {
                    int size = (int) Math.min(from.remaining(), CHUNK);
                    sent += size;
                    write(socket, from, size, urgent && from.remaining() == size);
                } else {
                    push(socket);
                    if (TcpSendSpace.hasMemory(socket)) {
                        continue; // TCP_NOTSENT_LOWAT: what was sent makes room
                    }
                    failure = awaitMemory(task.waiter, socket, msg.isNonblocking());
                }
            }
            push(socket);
            return sent != 0 ? sent : failed(socket, failure);
        } finally {
            socket.lock.unlock();
        }
    }

    /// `sk_stream_error`, and what `tcp_sendmsg_locked` does before it gives up.
    private static int failed(TcpSocket socket, int failure) {
        if (failure == -EPIPE) {
            int error = socket.takeError();
            return error != 0 ? error : -EPIPE;
        }
        if (failure == -EAGAIN && TcpSendSpace.queued(socket) == 0) {
            socket.writeSpace();
        }
        return failure;
    }

    private static void write(TcpSocket socket, Iov from, int size, boolean urgent) {
        TcpWire wire = socket.wire;
        if (wire != null) {
            wire.append(from, size);
            socket.wrote(size);
            if (urgent) {
                wire.markUrgent();
            }
            return;
        }
        Skb skb = socket.stack.skbs.take(size);
        skb.fill(from, size);
        skb.kind = Kind.DATA;
        skb.urgent = urgent;
        socket.wrote(size);
        socket.unsent.add(skb);
    }

    /// `tcp_push_pending_frames`: sends what the other end has room for, and the end of the stream
    /// after it.
    static void push(TcpSocket socket) {
        TcpWire wire = socket.wire;
        if (wire != null) {
            wire.push();
            return;
        }
        if (socket.pushing) {
            return;
        }
        socket.pushing = true;
        while (socket.sent < socket.sendLimit) {
            Skb skb = socket.unsent.poll();
            if (skb == null) {
                break;
            }
            socket.sent += skb.length;
            TcpLoopback.transmit(socket, skb);
        }
        socket.pushing = false;
        if (socket.finWanted && !socket.finSent && socket.unsent.isEmpty()) {
            socket.finSent = true;
            say(socket, Kind.FIN);
        }
    }

    /// `tcp_connect`: asks for a connection to `to`, again later if nothing is heard.
    static void start(TcpSocket socket, Endpoint to) {
        socket.wire = null;
        TcpInput.restart(socket);
        socket.setError(0);
        if (socket.local.equals(to)) {
            TcpInput.meetItself(socket);
            return;
        }
        if (!socket.stack.isLocal(to)) {
            socket.wire = new TcpWire(socket, new Flow(socket.local, to));
        }
        TcpHandshake.begin(socket, Kind.SYN);
    }

    /// `tcp_shutdown`, `tcp_close_state`: says that nothing more will be sent.
    static void finish(TcpSocket socket) {
        switch (socket.state) {
            case ESTABLISHED, SYN_RECEIVED -> socket.state = SocketState.FIN_WAIT1;
            case CLOSE_WAIT -> socket.state = SocketState.LAST_ACK;
            case SYN_SENT -> {
                TcpEnd.closed(socket);
                return;
            }
            default -> {
                return;
            }
        }
        socket.finWanted = true;
        push(socket);
    }

    /// `tcp_send_ack`
    static void acknowledge(TcpSocket socket) {
        say(socket, Kind.ACK);
    }

    /// `tcp_send_active_reset`
    static void reset(TcpSocket socket) {
        if (socket.peer != null || socket.wire != null) {
            say(socket, Kind.RESET);
        }
    }

    /// `tcp_write_queue_purge`
    static void purge(TcpSocket socket) {
        for (Skb skb = socket.unsent.poll(); skb != null; skb = socket.unsent.poll()) {
            socket.stack.skbs.give(skb);
        }
        socket.acknowledged = Math.max(socket.acknowledged, socket.written);
        TcpWire wire = socket.wire;
        if (wire != null) {
            wire.clear();
        }
    }

    /// `tcp_cleanup_rbuf`: tells the other end of room, once it is worth a packet.
    static void announceRoom(TcpSocket socket) {
        long limit = socket.copied + socket.options.receiveBuffer;
        if (limit - socket.advertised >= socket.options.receiveBuffer >> 1
                && socket.state != SocketState.CLOSE
                && (socket.wire == null || (socket.shutdown & Socket.RCV_SHUTDOWN) == 0)) {
            acknowledge(socket);
        }
    }

    /// Sends a segment without data.
    static void say(TcpSocket socket, Kind kind) {
        TcpWire wire = socket.wire;
        if (wire != null) {
            wire.say(kind);
        } else {
            TcpLoopback.transmit(socket, TcpLoopback.control(socket, kind));
        }
    }

    /// `sk_stream_wait_connect`
    private static int awaitConnected(Waiter waiter, TcpSocket socket, boolean nonblocking) {
        long deadline = socket.options.sendDeadline();
        for (; ; ) {
            switch (socket.state) {
                case ESTABLISHED, CLOSE_WAIT -> {
                    return 0;
                }
                default -> {
                    int failure = socket.takeError();
                    if (failure != 0) {
                        return failure;
                    }
                }
            }
            if (socket.state != SocketState.SYN_SENT && socket.state != SocketState.SYN_RECEIVED) {
                return -EPIPE;
            }
            int failure = nonblocking ? -EAGAIN : sleep(waiter, socket, deadline);
            if (failure != 0) {
                return failure;
            }
        }
    }

    /// `sk_stream_wait_memory`
    private static int awaitMemory(Waiter waiter, TcpSocket socket, boolean nonblocking) {
        socket.noSpace = true;
        return nonblocking ? -EAGAIN : sleep(waiter, socket, socket.options.sendDeadline());
    }

    /// Sleeps until the socket tells of anything; the caller looks again.
    private static int sleep(Waiter waiter, TcpSocket socket, long deadline) {
        waiter.prepare(socket.wait, false, -1);
        int failure;
        socket.lock.unlock();
        try {
            failure = waiter.sleep(deadline);
            waiter.finish();
        } finally {
            socket.lock.lock();
        }
        return failure == -ETIMEDOUT ? -EAGAIN : failure;
    }

    /// `sk_stream_wait_close`: waits until everything sent was taken, at most so long.
    static void linger(TcpSocket socket, int seconds) {
        Scheduler scheduler = socket.scheduler;
        Waiter waiter = new Waiter(scheduler, scheduler.current());
        long deadline = scheduler.deadline(TimeUnit.SECONDS.toNanos(seconds));
        int failure = 0;
        while (failure == 0) {
            switch (socket.state) {
                case FIN_WAIT1, CLOSING, LAST_ACK -> failure = sleep(waiter, socket, deadline);
                default -> {
                    return;
                }
            }
        }
    }
}
