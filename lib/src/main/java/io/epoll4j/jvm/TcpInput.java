package io.epoll4j.jvm;

import static io.epoll4j.jvm.SocketState.CLOSE;
import static io.epoll4j.jvm.SocketState.CLOSE_WAIT;
import static io.epoll4j.jvm.SocketState.CLOSING;
import static io.epoll4j.jvm.SocketState.ESTABLISHED;
import static io.epoll4j.jvm.SocketState.FIN_WAIT1;
import static io.epoll4j.jvm.SocketState.FIN_WAIT2;
import static io.epoll4j.jvm.SocketState.LAST_ACK;
import static io.epoll4j.jvm.SocketState.LISTEN;
import static io.epoll4j.jvm.SocketState.SYN_RECEIVED;
import static io.epoll4j.jvm.SocketState.SYN_SENT;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.ECONNRESET;
import static io.epoll4j.sys.Errno.EPIPE;

import io.epoll4j.jvm.Skb.Kind;
import io.epoll4j.jvm.TcpSocket.Urgent;

/// What comes in for a TCP socket (net/ipv4/tcp_input.c). Called without the socket's lock, or by
/// the thread that holds it.
///
/// An answer is sent last: the loopback delivers at once, and the other end must not hear of what
/// this one has yet to tell its own watchers.
final class TcpInput {
    private TcpInput() {}

    /// A packet for `socket`, which is taken over.
    static void arrived(TcpSocket socket, Skb skb) {
        socket.lock.lock();
        try {
            boolean kept = false;
            switch (skb.kind) {
                case SYN_ACK -> connected(socket, skb);
                case RESET -> reset(socket);
                case ACK -> acknowledged(socket, skb);
                case DATA -> kept = data(socket, skb);
                case FIN -> fin(socket);
                case SYN, DATAGRAM -> throw new AssertionError("not for a connection");
            }
            if (!kept) {
                socket.stack.skbs.give(skb);
            }
        } finally {
            socket.lock.unlock();
        }
    }

    /// A request for a connection to a socket that listens: makes the near end, which shares the
    /// lock of the far one. Answers false if nobody listens after all.
    static boolean request(TcpSocket socket, Skb syn) {
        TcpListener queue = socket.listener;
        if (queue == null || socket.state != LISTEN) {
            return false;
        }
        if (!(syn.sender instanceof TcpSocket far) || syn.to == null) {
            return false;
        }
        if (queue.isFull()) {
            return true; // dropped: it is sent again
        }
        TcpSocket near = new TcpSocket(socket.stack, socket.family, far.lock);
        near.inherit(socket);
        near.tcpOptions.inherit(socket.tcpOptions);
        near.local = syn.to;
        near.remote = syn.from;
        near.addressChosen = socket.addressChosen;
        near.peer = far;
        near.parent = queue;
        near.shutdown = socket.shutdown;
        near.sendLimit = syn.limit;
        near.options.expandSendBuffer();
        near.state = SYN_RECEIVED;
        TcpOutput.transmit(near, TcpOutput.control(near, Kind.SYN_ACK));
        return true;
    }

    /// `tcp_rcv_synsent_state_process`
    private static void connected(TcpSocket socket, Skb skb) {
        if (!(skb.sender instanceof TcpSocket far)) {
            return;
        }
        if (socket.state != SYN_SENT) {
            refuse(socket, far);
            return;
        }
        socket.peer = far;
        socket.sendLimit = skb.limit;
        socket.options.expandSendBuffer();
        socket.state = ESTABLISHED;
        socket.stateChange();
        TcpOutput.acknowledge(socket);
        TcpOutput.push(socket);
    }

    /// A socket that connects to its own address: a simultaneous opening by one.
    static void meetItself(TcpSocket socket) {
        socket.peer = socket;
        socket.sendLimit = socket.options.receiveBuffer;
        socket.options.expandSendBuffer();
        socket.state = ESTABLISHED;
        socket.stateChange();
        if ((socket.shutdown & Socket.SEND_SHUTDOWN) != 0) {
            TcpOutput.finish(socket);
        }
    }

    /// Answers a reset to `far`, which believes in a connection to `socket` that is not.
    private static void refuse(TcpSocket socket, TcpSocket far) {
        Skb answer = TcpOutput.control(socket, Kind.RESET);
        answer.from = far.remote;
        answer.to = far.local;
        answer.sender = socket;
        answer.receiver = far;
        socket.stack.transmit(answer);
    }

    /// `tcp_ack`, and what it does to a connection that is being opened or closed.
    private static void acknowledged(TcpSocket socket, Skb skb) {
        socket.acknowledged = Math.max(socket.acknowledged, skb.acknowledged);
        socket.sendLimit = Math.max(socket.sendLimit, skb.limit);
        boolean end = socket.finSent && skb.acknowledged > socket.written;
        switch (socket.state) {
            case SYN_RECEIVED -> {
                socket.state = ESTABLISHED;
                socket.ports.share(socket);
                TcpListener queue = socket.parent;
                socket.parent = null;
                if (queue == null || !queue.offer(socket)) {
                    TcpEnd.abort(socket);
                    return;
                }
                if ((socket.shutdown & Socket.SEND_SHUTDOWN) != 0) {
                    TcpOutput.finish(socket); // the listener was shut down before it listened
                }
            }
            case FIN_WAIT1 -> {
                if (end) {
                    socket.state = FIN_WAIT2;
                    socket.shutdown = socket.shutdown | Socket.SEND_SHUTDOWN;
                    socket.stateChange();
                }
            }
            case CLOSING, LAST_ACK -> {
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
    }

    /// `tcp_data_queue`. Whether the skb is kept.
    private static boolean data(TcpSocket socket, Skb skb) {
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
    private static void fin(TcpSocket socket) {
        SocketState state = socket.state;
        if (state != ESTABLISHED && state != FIN_WAIT1 && state != FIN_WAIT2) {
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
            TcpEnd.done(socket);
        }
        socket.stateChange();
        TcpOutput.acknowledge(socket);
    }

    /// `tcp_reset`
    private static void reset(TcpSocket socket) {
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
    }

    static void dropReceived(TcpSocket socket) {
        for (Skb skb = socket.received.poll(); skb != null; skb = socket.received.poll()) {
            socket.stack.skbs.give(skb);
        }
        socket.copied = socket.arrived;
    }
}
