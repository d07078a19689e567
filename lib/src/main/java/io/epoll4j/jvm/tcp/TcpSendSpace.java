package io.epoll4j.jvm.tcp;

/// Whether a TCP socket has room for more to send (include/net/sock.h, include/net/tcp.h). Poll
/// asks without the socket's lock.
final class TcpSendSpace {
    private TcpSendSpace() {}

    /// `sk_wmem_queued`: bytes that the other end has not taken yet.
    static long queued(TcpSocket socket) {
        return Math.max(0, socket.written - socket.acknowledged);
    }

    /// `__sk_stream_is_writeable`
    static boolean isWritable(TcpSocket socket) {
        long queued = queued(socket);
        long room = socket.options.sendBuffer - queued;
        return room >= queued >> 1 && room > 0 && isFewUnsent(socket, 1);
    }

    /// `sk_stream_memory_free`
    static boolean hasMemory(TcpSocket socket) {
        return queued(socket) < socket.options.sendBuffer && isFewUnsent(socket, 0);
    }

    /// `tcp_stream_memory_free`: whether less than TCP_NOTSENT_LOWAT waits to be sent, half as much
    /// for a wake-up.
    private static boolean isFewUnsent(TcpSocket socket, int wake) {
        int most = socket.notSentLowWater;
        if (most == 0) {
            return true;
        }
        socket.lock.lock();
        try {
            long unsent = socket.written - socket.sent;
            return (unsent << wake) < Integer.toUnsignedLong(most);
        } finally {
            socket.lock.unlock();
        }
    }

    /// TCP_NOTSENT_LOWAT: tells whoever waits for room, whether there is more of it or not.
    static void setLowWater(TcpSocket socket, int bytes) {
        socket.lock.lock();
        try {
            socket.notSentLowWater = bytes;
            socket.writeSpace();
        } finally {
            socket.lock.unlock();
        }
    }
}
