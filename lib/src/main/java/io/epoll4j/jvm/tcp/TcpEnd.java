package io.epoll4j.jvm.tcp;

import static io.epoll4j.jvm.net.SocketState.CLOSE;
import static io.epoll4j.jvm.net.SocketState.FIN_WAIT2;
import static io.epoll4j.jvm.net.SocketState.LISTEN;
import static io.epoll4j.jvm.net.SocketState.SYN_SENT;
import static io.epoll4j.sys.Errno.ECONNRESET;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOTCONN;

import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.SocketState;
import io.epoll4j.jvm.tcp.TcpSocket.Connecting;

/// How TCP connections end: shut down, closed, reset, given up (net/ipv4/tcp.c).
final class TcpEnd {
    private TcpEnd() {}

    /// `tcp_disconnect`: back to a fresh socket. Called with the lock held.
    static void disconnect(TcpSocket socket) {
        SocketState before = socket.state;
        if (before != CLOSE) {
            closed(socket);
        }
        if (before == LISTEN) {
            stopListening(socket);
        } else if (needsReset(before)) {
            TcpOutput.reset(socket);
            socket.setError(ECONNRESET);
        } else if (before == SYN_SENT) {
            socket.setError(ECONNRESET);
        }
        socket.peer = null;
        socket.wire = null;
        socket.remote = null;
        if (!socket.addressChosen) {
            socket.local = socket.anyAddress().withPort(socket.local.port());
        }
        TcpInput.clear(socket);
        socket.shutdown = 0;
        socket.errorReport();
    }

    /// `inet_csk_listen_stop`: connections that nobody accepted are reset.
    private static void stopListening(TcpSocket socket) {
        TcpListener queue = socket.listener;
        if (queue == null) {
            return;
        }
        for (TcpSocket child = queue.poll(); child != null; child = queue.poll()) {
            abort(child);
        }
    }

    /// `inet_child_forget`
    static void abort(TcpSocket child) {
        child.lock.lock();
        try {
            if (needsReset(child.state)) {
                closed(child);
                TcpOutput.reset(child);
            }
            child.dead = true;
            TcpInput.clear(child);
        } finally {
            child.lock.unlock();
        }
    }

    private static boolean needsReset(SocketState state) {
        return switch (state) {
            case ESTABLISHED, CLOSE_WAIT, FIN_WAIT1, FIN_WAIT2, SYN_RECEIVED -> true;
            default -> false;
        };
    }

    /// `inet_shutdown`
    static int shutdown(TcpSocket socket, int how) {
        int bits = Socket.shutdownBits(how);
        if (bits < 0) {
            return -EINVAL;
        }
        socket.lock.lock();
        try {
            SocketState state = socket.state;
            if (socket.connecting == Connecting.CONNECTING) {
                socket.connecting =
                        state == SYN_SENT || state == CLOSE
                                ? Connecting.DISCONNECTING
                                : Connecting.CONNECTED;
            }
            int answer = state == CLOSE ? -ENOTCONN : 0;
            if (state == SYN_SENT || (state == LISTEN && (bits & Socket.RCV_SHUTDOWN) != 0)) {
                disconnect(socket);
                socket.connecting = Connecting.UNCONNECTED;
            } else if (state != LISTEN) {
                socket.shutdown = socket.shutdown | bits;
                if ((bits & Socket.SEND_SHUTDOWN) != 0) {
                    TcpOutput.finish(socket);
                }
            }
            socket.stateChange();
            return answer;
        } finally {
            socket.lock.unlock();
        }
    }

    /// `tcp_close`
    static void close(TcpSocket socket) {
        socket.lock.lock();
        try {
            socket.shutdown = Socket.BOTH_SHUTDOWN;
            SocketState state = socket.state;
            int linger = socket.options.linger;
            if (state == LISTEN) {
                closed(socket);
                stopListening(socket);
            } else if (state != CLOSE) {
                if (!socket.received.isEmpty()) {
                    closed(socket);
                    TcpOutput.reset(socket);
                } else if (linger == 0) {
                    disconnect(socket);
                } else {
                    TcpOutput.finish(socket);
                    if (linger > 0) {
                        TcpOutput.linger(socket, linger);
                    }
                }
            }
            socket.dead = true;
            TcpInput.dropReceived(socket);
            if (socket.state == FIN_WAIT2) {
                orphaned(socket);
            }
        } finally {
            socket.lock.unlock();
        }
        socket.ports.release(socket);
    }

    /// `tcp_done`: nothing more goes either way.
    static void done(TcpSocket socket) {
        closed(socket);
        socket.shutdown = Socket.BOTH_SHUTDOWN;
        if (!socket.dead) {
            socket.stateChange();
        }
    }

    /// The program has closed the socket, all that it sent was taken, and the far end may go on
    /// sending: that is not waited for without end.
    static void orphaned(TcpSocket socket) {
        int seconds = socket.tcpOptions.orphanSeconds();
        if (seconds < 0) {
            closed(socket);
            TcpOutput.reset(socket);
        } else {
            TcpOrphan.begin(socket, seconds);
        }
    }

    /// `tcp_time_wait`: both ends have said that nothing more comes, this one first.
    static void timeWait(TcpSocket socket) {
        TcpWire wire = socket.wire;
        if (wire != null) {
            wire.waitTime();
        }
        done(socket);
    }

    /// A connection that nobody knows of yet is dropped without a word.
    static void forget(TcpSocket child) {
        closed(child);
        child.dead = true;
        TcpInput.clear(child);
    }

    /// `tcp_set_state(sk, TCP_CLOSE)`: a port that bind did not choose is free again.
    static void closed(TcpSocket socket) {
        socket.state = CLOSE;
        TcpHandshake.stop(socket);
        TcpOrphan.stop(socket);
        TcpWire wire = socket.wire;
        if (wire != null) {
            wire.close();
        }
        if (!socket.portChosen) {
            socket.ports.release(socket);
        }
    }

    /// `tcp_done_with_error`
    static void fail(TcpSocket socket, int errno) {
        socket.setError(errno);
        TcpOutput.purge(socket);
        done(socket);
        if (!socket.dead) {
            socket.errorReport();
        }
    }
}
