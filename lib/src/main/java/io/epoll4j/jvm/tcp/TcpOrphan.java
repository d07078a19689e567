package io.epoll4j.jvm.tcp;

import io.epoll4j.jvm.task.HrTimer;
import java.util.concurrent.TimeUnit;

/// Ends a connection that the program closed and whose other end does not: FIN_WAIT2 lasts as long
/// as TCP_LINGER2 says (`tcp_fin_time`, net/ipv4/tcp.c). What comes later is answered by RST.
///
/// Over the loopback no timer is armed: only a FIN that comes can tell whether the time is over.
/// Guarded by the socket's lock.
final class TcpOrphan extends HrTimer {
    private final TcpSocket socket;
    private final long ends;

    private TcpOrphan(TcpSocket socket, long ends) {
        this.socket = socket;
        this.ends = ends;
    }

    static void begin(TcpSocket socket, int seconds) {
        long now = socket.scheduler.host.monotonicNanos();
        TcpOrphan orphan = new TcpOrphan(socket, now + TimeUnit.SECONDS.toNanos(seconds));
        socket.orphan = orphan;
        if (socket.wire != null) {
            socket.scheduler.timers.arm(orphan, orphan.ends);
        }
    }

    static void stop(TcpSocket socket) {
        TcpOrphan orphan = socket.orphan;
        if (orphan != null) {
            socket.orphan = null;
            if (socket.wire != null) {
                socket.scheduler.timers.cancel(orphan);
            }
        }
    }

    /// Whether the socket is one, and its time is over.
    static boolean isOver(TcpSocket socket) {
        TcpOrphan orphan = socket.orphan;
        return orphan != null && orphan.ends <= socket.scheduler.host.monotonicNanos();
    }

    @Override
    public void expire(long expired) {
        socket.lock.lock();
        try {
            if (socket.orphan == this) {
                TcpEnd.done(socket);
            }
        } finally {
            socket.lock.unlock();
        }
    }
}
