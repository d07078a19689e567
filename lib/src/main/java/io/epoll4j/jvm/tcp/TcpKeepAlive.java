package io.epoll4j.jvm.tcp;

import static io.epoll4j.sys.Errno.ETIMEDOUT;
import static io.epoll4j.sys.SocketFlags.TCP_KEEPCNT;
import static io.epoll4j.sys.SocketFlags.TCP_KEEPIDLE;
import static io.epoll4j.sys.SocketFlags.TCP_KEEPINTVL;

import io.epoll4j.jvm.net.Skb.Kind;
import io.epoll4j.jvm.task.HrTimer;
import java.util.concurrent.TimeUnit;

/// Asks a silent end, once in a while, whether it is still there: SO_KEEPALIVE
/// (`tcp_keepalive_timer`, net/ipv4/tcp_timer.c). Over the loopback the answer is known. Guarded by
/// the socket's lock.
final class TcpKeepAlive extends HrTimer {
    private static final long NONE = -1;

    private final TcpSocket socket;
    private final TcpWire wire;

    /// When this is to happen, or [#NONE].
    private long due = NONE;

    /// `rcv_tstamp`: when something came last.
    private long heardAt;

    /// `icsk_probes_out`
    private int probes;

    TcpKeepAlive(TcpSocket socket, TcpWire wire) {
        this.socket = socket;
        this.wire = wire;
        this.heardAt = now();
    }

    private long now() {
        return socket.scheduler.host.monotonicNanos();
    }

    /// Something came.
    void heard() {
        heardAt = now();
        probes = 0;
    }

    /// `tcp_set_keepalive`, `tcp_sock_set_keepidle`: the connection is there, or the options have
    /// changed.
    void start() {
        stop();
        if (socket.options.isKeepAlive() && isOpen()) {
            arm(heardAt + seconds(TCP_KEEPIDLE));
        }
    }

    private boolean isOpen() {
        return switch (socket.state) {
            case CLOSE, LISTEN, SYN_SENT, SYN_RECEIVED -> false;
            default -> true;
        };
    }

    private long seconds(int option) {
        return TimeUnit.SECONDS.toNanos(TcpLevel.number(socket, option));
    }

    private void arm(long at) {
        due = Math.max(at, now() + 1);
        socket.scheduler.timers.arm(this, due);
    }

    void stop() {
        due = NONE;
        socket.scheduler.timers.cancel(this);
    }

    @Override
    public void expire(long expired) {
        socket.lock.lock();
        try {
            if (expired == due) {
                due = NONE;
                if (socket.options.isKeepAlive() && isOpen()) {
                    ask();
                }
            }
        } finally {
            socket.lock.unlock();
        }
    }

    private void ask() {
        long idle = seconds(TCP_KEEPIDLE);
        if (wire.isInFlight() || wire.hasUnsent()) { // the other timer is at it
            arm(now() + idle);
            return;
        }
        long silent = now() - heardAt;
        if (silent < idle) {
            arm(heardAt + idle);
            return;
        }
        if (isGivenUp(silent)) {
            TcpOutput.say(socket, Kind.RESET);
            TcpEnd.fail(socket, wire.softError != 0 ? wire.softError : ETIMEDOUT);
            return;
        }
        probes++;
        wire.probe();
        arm(now() + seconds(TCP_KEEPINTVL));
    }

    private boolean isGivenUp(long silent) {
        int limit = socket.tcpOptions.userTimeout();
        return limit != 0
                ? probes > 0 && silent >= TimeUnit.MILLISECONDS.toNanos(limit)
                : probes >= TcpLevel.number(socket, TCP_KEEPCNT);
    }
}
