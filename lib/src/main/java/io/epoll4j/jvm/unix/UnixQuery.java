package io.epoll4j.jvm.unix;

import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOTTY;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.FileFlags.FIONREAD;
import static io.epoll4j.sys.FileFlags.SIOCATMARK;
import static io.epoll4j.sys.FileFlags.SIOCOUTQ;
import static io.epoll4j.sys.SocketFlags.SOCK_SEQPACKET;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.SocketState;
import java.lang.foreign.MemorySegment;

/// What ioctl(2) says of a unix socket (`unix_ioctl`, net/unix/af_unix.c).
final class UnixQuery {
    private UnixQuery() {}

    static int ioctl(UnixSocket socket, long request, MemorySegment argument) {
        if (request == FIONREAD) {
            return socket.state == SocketState.LISTEN
                    ? -EINVAL
                    : OpenFile.store(unread(socket), argument);
        }
        if (request == SIOCOUTQ) {
            return OpenFile.store(socket.writeMemory(), argument);
        }
        if (request != SIOCATMARK) {
            return -ENOTTY;
        }
        return socket.type == SOCK_STREAM
                ? OpenFile.store(isAtMark(socket) ? 1 : 0, argument)
                : -EOPNOTSUPP;
    }

    /// `unix_inq_len`
    private static int unread(UnixSocket socket) {
        socket.lock.lock();
        int sum = 0;
        if (socket.type == SOCK_STREAM) {
            sum = socket.unread;
        } else if (socket.type == SOCK_SEQPACKET) {
            for (Skb skb = socket.received.first(); skb != null; skb = skb.next) {
                sum += skb.length;
            }
        } else {
            Skb first = socket.received.first();
            sum = first == null ? 0 : first.length;
        }
        socket.lock.unlock();
        return sum;
    }

    /// Whether the out-of-band byte comes next, or was taken and nothing behind it was read yet.
    private static boolean isAtMark(UnixSocket socket) {
        socket.lock.lock();
        Skb head = socket.received.first();
        Skb mark = socket.outOfBand;
        boolean at =
                head != null
                        && (head == mark
                                || (head.length == 0 && (mark == null || head.next == mark)));
        socket.lock.unlock();
        return at;
    }
}
