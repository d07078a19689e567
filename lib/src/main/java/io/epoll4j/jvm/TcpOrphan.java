package io.epoll4j.jvm;

import java.util.concurrent.TimeUnit;

/// Ends a connection that the program closed and whose other end does not: FIN_WAIT2 lasts as long
/// as TCP_LINGER2 says (`tcp_fin_time`, net/ipv4/tcp.c). What comes later is answered by RST.
final class TcpOrphan extends Timer {
    private final TcpSocket socket;

    private TcpOrphan(TcpSocket socket) {
        this.socket = socket;
    }

    /// Called with the socket's lock held.
    static void begin(TcpSocket socket, int seconds) {
        TcpOrphan orphan = new TcpOrphan(socket);
        socket.orphan = orphan;
        long now = socket.core.host.monotonicNanos();
        socket.core.timers.arm(orphan, now + TimeUnit.SECONDS.toNanos(seconds));
    }

    static void stop(TcpSocket socket) {
        TcpOrphan orphan = socket.orphan;
        if (orphan != null) {
            socket.orphan = null;
            socket.core.timers.cancel(orphan);
        }
    }

    @Override
    void expire(long expired) {
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
