package io.epoll4j.jvm;

import static io.epoll4j.sys.Errno.ETIMEDOUT;

import io.epoll4j.jvm.Skb.Kind;
import java.util.concurrent.TimeUnit;

/// Asks for a connection again when nobody answered: after 1, 2, 4 ... seconds, six times, as
/// `tcp_syn_retries` says (net/ipv4/tcp_timer.c).
final class TcpRetry extends Timer {
    private static final int TRIES = 6;
    private static final long FIRST = TimeUnit.SECONDS.toNanos(1);

    private final TcpSocket socket;
    private int tries;

    TcpRetry(TcpSocket socket) {
        this.socket = socket;
    }

    /// Sends the request; called with the socket's lock held.
    void send() {
        socket.retry = this;
        TcpOutput.transmit(socket, TcpOutput.control(socket, Kind.SYN));
        if (isPending()) {
            long wait = FIRST << tries++;
            socket.core.timers.arm(this, socket.core.host.monotonicNanos() + wait);
        }
    }

    @Override
    void expire(long expired) {
        socket.lock.lock();
        try {
            if (!isPending()) {
                return;
            }
            if (tries <= TRIES) {
                send();
            } else {
                TcpEnd.fail(socket, ETIMEDOUT);
            }
        } finally {
            socket.lock.unlock();
        }
    }

    /// Whether this very attempt to connect is still unanswered.
    private boolean isPending() {
        return socket.state == SocketState.SYN_SENT && socket.retry == this;
    }
}
