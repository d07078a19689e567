package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.ENOTCONN;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.epoll4j.jvm.net.Address;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.SocketLevel;
import io.epoll4j.sys.SockAddr;
import java.lang.foreign.MemorySegment;

/// shutdown(2) and the calls that ask or set what a socket is like (net/socket.c).
public final class SocketOptionCalls {
    private final Entry entry;

    /// Into the kernel behind `entry`.
    public SocketOptionCalls(Entry entry) {
        this.entry = entry;
    }

    public int shutdown(int fd, int how) {
        entry.enter();
        Socket socket = entry.socketOf(fd);
        if (socket == null) {
            return entry.noSocket(fd);
        }
        try {
            return socket.shutdown(how);
        } finally {
            socket.unpin();
        }
    }

    public int getsockname(int fd, SockAddr address) {
        entry.enter();
        Socket socket = entry.socketOf(fd);
        if (socket == null) {
            return entry.noSocket(fd);
        }
        try {
            Address local = socket.localAddress();
            SocketCalls.name(local == null ? Address.UNNAMED : local, address);
            return 0;
        } finally {
            socket.unpin();
        }
    }

    public int getpeername(int fd, SockAddr address) {
        entry.enter();
        Socket socket = entry.socketOf(fd);
        if (socket == null) {
            return entry.noSocket(fd);
        }
        try {
            Address peer = socket.peerAddress();
            if (peer == null) {
                return -ENOTCONN;
            }
            SocketCalls.name(peer, address);
            return 0;
        } finally {
            socket.unpin();
        }
    }

    public int getsockopt(int fd, int level, int option, MemorySegment value) {
        entry.enter();
        Socket socket = entry.socketOf(fd);
        if (socket == null) {
            return entry.noSocket(fd);
        }
        try {
            return level == SOL_SOCKET
                    ? SocketLevel.get(socket, option, value)
                    : socket.getOption(level, option, value);
        } finally {
            socket.unpin();
        }
    }

    public int getsockopt(int fd, int level, int option) {
        MemorySegment number = entry.scratch(entry.enter()).number;
        number.set(JAVA_INT, 0, 0);
        int answer = getsockopt(fd, level, option, number);
        return answer < 0 ? answer : number.get(JAVA_INT, 0);
    }

    public int setsockopt(int fd, int level, int option, int value) {
        MemorySegment number = entry.scratch(entry.enter()).number;
        number.set(JAVA_INT, 0, value);
        return setsockopt(fd, level, option, number);
    }

    public int setsockopt(int fd, int level, int option, MemorySegment value) {
        entry.enter();
        Socket socket = entry.socketOf(fd);
        if (socket == null) {
            return entry.noSocket(fd);
        }
        try {
            return level == SOL_SOCKET
                    ? SocketLevel.set(socket, option, value)
                    : socket.setOption(level, option, value);
        } finally {
            socket.unpin();
        }
    }
}
