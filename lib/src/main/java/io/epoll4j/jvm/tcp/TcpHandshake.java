package io.epoll4j.jvm.tcp;

import static io.epoll4j.jvm.net.SocketState.SYN_RECEIVED;
import static io.epoll4j.jvm.net.SocketState.SYN_SENT;
import static io.epoll4j.sys.Errno.ETIMEDOUT;

import io.epoll4j.jvm.net.Skb.Kind;
import io.epoll4j.jvm.net.SocketState;
import io.epoll4j.jvm.task.HrTimer;
import java.util.concurrent.TimeUnit;

/// Asks for a connection, or answers who asks, again when nothing is heard: after 1, 2, 4 ...
/// seconds, a SYN six times (`net.ipv4.tcp_syn_retries`), a SYN-ACK five times
/// (`net.ipv4.tcp_synack_retries`, net/ipv4/tcp_timer.c, net/ipv4/inet_connection_sock.c).
///
/// `net.ipv4.tcp_syn_linear_timeouts` is 0 here, as it was before Linux 6.5. Guarded by the
/// socket's lock.
final class TcpHandshake extends HrTimer {
    private static final int SYN_RETRIES = 6;
    private static final int SYN_ACK_RETRIES = 5;

    private final TcpSocket socket;
    private final Kind kind;

    /// When it was first waited for.
    private long began;

    /// Whether the timer is, or was: over the loopback the answer mostly is there before.
    private boolean armed;

    /// `num_timeout`, `icsk_retransmits`
    private int tries;

    /// A bare ACK came, which TCP_DEFER_ACCEPT does not take for more than that it came
    /// (`inet_rsk(req)->acked`).
    private boolean acknowledged;

    private TcpHandshake(TcpSocket socket, Kind kind) {
        this.socket = socket;
        this.kind = kind;
    }

    /// Sends the first; called with the socket's lock held.
    static void begin(TcpSocket socket, Kind kind) {
        TcpHandshake handshake = new TcpHandshake(socket, kind);
        stop(socket);
        socket.handshake = handshake;
        TcpOutput.say(socket, kind);
        if (handshake.isPending()) {
            handshake.arm();
        }
    }

    /// It is answered, or not wanted any more.
    static void stop(TcpSocket socket) {
        TcpHandshake handshake = socket.handshake;
        if (handshake != null) {
            socket.handshake = null;
            if (handshake.armed) {
                socket.scheduler.timers.cancel(handshake);
            }
        }
    }

    boolean wasRepeated() {
        return tries != 0;
    }

    /// `tcp_check_req`: whether a bare ACK does not make a connection yet, since the listener waits
    /// for data.
    boolean defers() {
        if (tries >= deferred()) {
            return false;
        }
        acknowledged = true;
        return true;
    }

    /// `rskq_defer_accept`
    private int deferred() {
        TcpListener parent = socket.parent;
        return parent == null ? 0 : parent.deferredTries();
    }

    private long now() {
        return socket.scheduler.host.monotonicNanos();
    }

    private void arm() {
        long now = now();
        if (!armed) {
            armed = true;
            began = now;
        }
        long wait =
                Math.min(TcpRetransmit.TIMEOUT_INIT << Math.min(tries, 8), TcpRetransmit.RTO_MAX);
        int limit = socket.tcpOptions.userTimeout();
        if (limit != 0 && kind == Kind.SYN) {
            long left = began + TimeUnit.MILLISECONDS.toNanos(limit) - now;
            wait = Math.clamp(left, 1, wait);
        }
        socket.scheduler.timers.arm(this, now + wait);
    }

    @Override
    public void expire(long expired) {
        socket.lock.lock();
        try {
            if (isPending()) {
                again();
            }
        } finally {
            socket.lock.unlock();
        }
    }

    private void again() {
        if (kind == Kind.SYN) {
            if (isRefused()) {
                TcpEnd.fail(socket, ETIMEDOUT);
                return;
            }
            tries++;
            TcpOutput.say(socket, kind);
        } else {
            int deferred = deferred();
            boolean last = tries >= socket.tcpOptions.synRetries(SYN_ACK_RETRIES);
            if (!hasListener() || (last && (!acknowledged || tries >= deferred))) {
                TcpEnd.forget(socket);
                return;
            }
            tries++; // before it is sent: over the loopback the answer is here at once
            if (!acknowledged || tries >= deferred) {
                TcpOutput.say(socket, kind);
            }
        }
        if (isPending()) {
            arm();
        }
    }

    /// `tcp_write_timeout`
    private boolean isRefused() {
        int limit = socket.tcpOptions.userTimeout();
        return tries >= socket.tcpOptions.synRetries(SYN_RETRIES)
                || (limit != 0
                        && tries != 0
                        && now() - began >= TimeUnit.MILLISECONDS.toNanos(limit));
    }

    /// Whether anybody would take the connection.
    private boolean hasListener() {
        TcpListener parent = socket.parent;
        return parent == null || parent.listens();
    }

    /// Whether this very handshake is not done.
    private boolean isPending() {
        SocketState state = socket.state;
        return socket.handshake == this && (state == SYN_SENT || state == SYN_RECEIVED);
    }
}
