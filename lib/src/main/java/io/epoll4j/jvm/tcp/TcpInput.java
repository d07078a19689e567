package io.epoll4j.jvm.tcp;

import static io.epoll4j.jvm.net.SocketState.CLOSE;
import static io.epoll4j.jvm.net.SocketState.CLOSE_WAIT;
import static io.epoll4j.jvm.net.SocketState.CLOSING;
import static io.epoll4j.jvm.net.SocketState.ESTABLISHED;
import static io.epoll4j.jvm.net.SocketState.FIN_WAIT1;
import static io.epoll4j.jvm.net.SocketState.FIN_WAIT2;
import static io.epoll4j.jvm.net.SocketState.LAST_ACK;
import static io.epoll4j.jvm.net.SocketState.LISTEN;
import static io.epoll4j.jvm.net.SocketState.SYN_RECEIVED;
import static io.epoll4j.jvm.net.SocketState.SYN_SENT;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.ECONNRESET;
import static io.epoll4j.sys.Errno.EPIPE;

import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.SocketState;
import io.epoll4j.jvm.tcp.TcpSocket.Urgent;

/// What comes in for a TCP socket, in order and once (net/ipv4/tcp_input.c): over the loopback it
/// does, and what comes from another kernel [TcpArrival] puts in order. Needs the socket's lock.
///
/// An answer is sent last: the loopback delivers at once, and the other end must not hear of what
/// this one has yet to tell its own watchers.
final class TcpInput {
    private TcpInput() {}

    /// `tcp_finish_connect`
    static void connected(TcpSocket socket, long limit) {
        TcpHandshake.stop(socket);
        socket.sendLimit = limit;
        socket.options.expandSendBuffer(socket.wire == null);
        socket.state = ESTABLISHED;
        socket.stateChange();
        TcpOutput.acknowledge(socket);
        TcpOutput.push(socket);
    }

    /// A socket that connects to its own address: a simultaneous opening by one.
    static void meetItself(TcpSocket socket) {
        socket.peer = socket;
        socket.sendLimit = socket.options.receiveBuffer;
        socket.options.expandSendBuffer(true);
        socket.state = ESTABLISHED;
        socket.stateChange();
        if ((socket.shutdown & Socket.SEND_SHUTDOWN) != 0) {
            TcpOutput.finish(socket);
        }
    }

    /// `tcp_ack`, and what it does to a connection that is being opened or closed: the far end has
    /// `position` bytes, and room up to `limit`.
    ///
    /// @param bare whether neither data nor the end comes with it
    static void acknowledged(TcpSocket socket, long position, long limit, boolean bare) {
        if (socket.state == SYN_RECEIVED && !TcpRequests.complete(socket, bare)) {
            return;
        }
        long before = socket.acknowledged;
        socket.acknowledged = Math.max(before, position);
        socket.sendLimit = Math.max(socket.sendLimit, limit);
        TcpWire wire = socket.wire;
        if (wire != null) {
            wire.acknowledged(before);
        }
        boolean end = socket.finSent && position > socket.written;
        switch (socket.state) {
            case FIN_WAIT1 -> {
                if (end) {
                    socket.state = FIN_WAIT2;
                    socket.shutdown = socket.shutdown | Socket.SEND_SHUTDOWN;
                    socket.stateChange();
                    if (socket.dead) {
                        TcpEnd.orphaned(socket);
                        return;
                    }
                }
            }
            case CLOSING -> {
                if (end) {
                    TcpEnd.timeWait(socket);
                    return;
                }
            }
            case LAST_ACK -> {
                if (end) {
                    TcpEnd.done(socket);
                    return;
                }
            }
            default -> {}
        }
        if (socket.noSpace) {
            socket.writeSpace();
        }
        TcpOutput.push(socket);
        if (socket.noSpace && socket.notSentLowWater != 0) {
            socket.writeSpace(); // tcp_check_space: what was sent makes room
        }
    }

    /// `tcp_data_queue`. Whether the skb is kept.
    static boolean data(TcpSocket socket, Skb skb) {
        SocketState state = socket.state;
        if (skb.urgent && (state == ESTABLISHED || state == FIN_WAIT1 || state == FIN_WAIT2)) {
            urgent(socket, skb);
        }
        switch (state) {
            case FIN_WAIT1, FIN_WAIT2 -> {
                if ((socket.shutdown & Socket.RCV_SHUTDOWN) != 0) {
                    TcpEnd.fail(socket, ECONNRESET);
                    TcpOutput.reset(socket);
                    return false;
                }
            }
            case ESTABLISHED -> {}
            default -> {
                if (state == CLOSE) {
                    TcpOutput.reset(socket);
                }
                return false;
            }
        }
        socket.received.add(skb);
        socket.received(skb.length);
        socket.dataArrived();
        TcpOutput.acknowledge(socket);
        return true;
    }

    /// `tcp_check_urg`, `tcp_urg`: the last byte of `skb`, which is about to be queued, is urgent.
    private static void urgent(TcpSocket socket, Skb skb) {
        boolean unread =
                socket.urgent != Urgent.NONE
                        && socket.urgentAt == socket.copied
                        && socket.copied != socket.arrived;
        if (unread && !socket.options.isUrgentInline()) {
            TcpReader.skip(socket);
        }
        socket.urgentAt = socket.arrived + skb.length - 1;
        socket.urgentByte = skb.data[skb.start + skb.length - 1];
        socket.urgent = Urgent.VALID;
        socket.dataReady();
    }

    /// `tcp_fin`
    static void fin(TcpSocket socket) {
        if (TcpOrphan.isOver(socket)) {
            TcpEnd.done(socket);
        }
        SocketState state = socket.state;
        if (state != ESTABLISHED && state != FIN_WAIT1 && state != FIN_WAIT2) {
            if (state == CLOSE) {
                TcpOutput.reset(socket);
            }
            return;
        }
        socket.received(1);
        socket.shutdown = socket.shutdown | Socket.RCV_SHUTDOWN;
        socket.done = true;
        if (state == ESTABLISHED) {
            socket.state = CLOSE_WAIT;
        } else if (state == FIN_WAIT1) {
            socket.state = CLOSING;
        }
        if (state == FIN_WAIT2) {
            TcpEnd.timeWait(socket);
        }
        socket.stateChange();
        TcpOutput.acknowledge(socket);
    }

    /// `tcp_reset`
    static void reset(TcpSocket socket) {
        switch (socket.state) {
            case CLOSE, LISTEN -> {}
            case SYN_SENT -> TcpEnd.fail(socket, ECONNREFUSED);
            case CLOSE_WAIT -> TcpEnd.fail(socket, EPIPE);
            case SYN_RECEIVED, LAST_ACK, CLOSING, TIME_WAIT -> {
                TcpEnd.fail(socket, ECONNRESET);
            }
            default -> TcpEnd.fail(socket, ECONNRESET);
        }
    }

    /// Forgets the stream: for a new connection, or after the last.
    static void clear(TcpSocket socket) {
        dropReceived(socket);
        TcpOutput.purge(socket);
        socket.urgent = Urgent.NONE;
        socket.done = false;
        socket.finWanted = false;
        socket.finSent = false;
        socket.noSpace = false;
    }

    /// Both directions begin at 0.
    static void restart(TcpSocket socket) {
        clear(socket);
        socket.written = 0;
        socket.sent = 0;
        socket.acknowledged = 0;
        socket.sendLimit = 0;
        socket.arrived = 0;
        socket.copied = 0;
        socket.advertised = 0;
    }

    static void dropReceived(TcpSocket socket) {
        for (Skb skb = socket.received.poll(); skb != null; skb = socket.received.poll()) {
            socket.stack.skbs.give(skb);
        }
        socket.copied = socket.arrived;
    }
}
