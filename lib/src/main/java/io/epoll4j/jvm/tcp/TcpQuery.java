package io.epoll4j.jvm.tcp;

import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOTTY;
import static io.epoll4j.sys.FileFlags.FIONREAD;
import static io.epoll4j.sys.FileFlags.SIOCATMARK;
import static io.epoll4j.sys.FileFlags.SIOCOUTQ;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.net.SocketState;
import io.epoll4j.jvm.tcp.TcpSocket.Urgent;
import java.lang.foreign.MemorySegment;

/// What ioctl(2) says of a TCP socket (`tcp_ioctl`, net/ipv4/tcp.c).
final class TcpQuery {
    private TcpQuery() {}

    static int ioctl(TcpSocket socket, long request, MemorySegment argument) {
        if (request == SIOCATMARK) {
            return OpenFile.store(isAtMark(socket) ? 1 : 0, argument);
        }
        if (request != FIONREAD && request != SIOCOUTQ) {
            return -ENOTTY;
        }
        if (socket.state == SocketState.LISTEN) {
            return -EINVAL;
        }
        socket.lock.lock();
        try {
            long count = request == FIONREAD ? unread(socket) : untaken(socket);
            return OpenFile.store((int) count, argument);
        } finally {
            socket.lock.unlock();
        }
    }

    private static boolean isAtMark(TcpSocket socket) {
        return socket.urgent != Urgent.NONE && socket.urgentAt == socket.copied;
    }

    /// `tcp_inq`: as far as the urgent byte, or the end of the stream, which is no byte.
    private static long unread(TcpSocket socket) {
        if (isConnecting(socket)) {
            return 0;
        }
        boolean stops =
                socket.urgent != Urgent.NONE
                        && !socket.options.isUrgentInline()
                        && socket.urgentAt >= socket.copied
                        && socket.urgentAt < socket.arrived;
        if (stops) {
            return socket.urgentAt - socket.copied;
        }
        long count = socket.arrived - socket.copied;
        return count != 0 && socket.done ? count - 1 : count;
    }

    private static long untaken(TcpSocket socket) {
        return isConnecting(socket) ? 0 : TcpSendSpace.queued(socket);
    }

    private static boolean isConnecting(TcpSocket socket) {
        return socket.state == SocketState.SYN_SENT || socket.state == SocketState.SYN_RECEIVED;
    }
}
