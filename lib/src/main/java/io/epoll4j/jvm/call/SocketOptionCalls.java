package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.ENOTCONN;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.epoll4j.jvm.file.DescriptorTable;
import io.epoll4j.jvm.net.Address;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.SocketLevel;
import io.epoll4j.jvm.net.Stack;
import io.epoll4j.jvm.task.Core;
import io.epoll4j.sys.SockAddr;
import java.lang.foreign.MemorySegment;

/// shutdown(2) and the calls that ask or set what a socket is like (net/socket.c).
public abstract class SocketOptionCalls extends SocketCalls {
    SocketOptionCalls(Core core, Stack stack, DescriptorTable table) {
        super(core, stack, table);
    }

    @Override
    public int shutdown(int fd, int how) {
        enter();
        Socket socket = socketOf(fd);
        if (socket == null) {
            return noSocket(fd);
        }
        try {
            return socket.shutdown(how);
        } finally {
            socket.unpin();
        }
    }

    @Override
    public int getsockname(int fd, SockAddr address) {
        enter();
        Socket socket = socketOf(fd);
        if (socket == null) {
            return noSocket(fd);
        }
        try {
            Address local = socket.localAddress();
            name(local == null ? Address.UNNAMED : local, address);
            return 0;
        } finally {
            socket.unpin();
        }
    }

    @Override
    public int getpeername(int fd, SockAddr address) {
        enter();
        Socket socket = socketOf(fd);
        if (socket == null) {
            return noSocket(fd);
        }
        try {
            Address peer = socket.peerAddress();
            if (peer == null) {
                return -ENOTCONN;
            }
            name(peer, address);
            return 0;
        } finally {
            socket.unpin();
        }
    }

    @Override
    public int getsockopt(int fd, int level, int option, MemorySegment value) {
        enter();
        Socket socket = socketOf(fd);
        if (socket == null) {
            return noSocket(fd);
        }
        try {
            return level == SOL_SOCKET
                    ? SocketLevel.get(socket, option, value)
                    : socket.getOption(level, option, value);
        } finally {
            socket.unpin();
        }
    }

    @Override
    public int getsockopt(int fd, int level, int option) {
        MemorySegment number = enter().number;
        number.set(JAVA_INT, 0, 0);
        int answer = getsockopt(fd, level, option, number);
        return answer < 0 ? answer : number.get(JAVA_INT, 0);
    }

    @Override
    public int setsockopt(int fd, int level, int option, int value) {
        MemorySegment number = enter().number;
        number.set(JAVA_INT, 0, value);
        return setsockopt(fd, level, option, number);
    }

    @Override
    public int setsockopt(int fd, int level, int option, MemorySegment value) {
        enter();
        Socket socket = socketOf(fd);
        if (socket == null) {
            return noSocket(fd);
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
