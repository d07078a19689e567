package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;

import io.epoll4j.jvm.file.Iov;
import io.epoll4j.jvm.net.Msg;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.Stack;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.sys.SockAddr;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// send(2), recv(2) and their kin with an address (net/socket.c).
public final class SendCalls {
    private final Entry entry;
    private final Stack stack;

    /// Into the kernel behind `entry`.
    public SendCalls(Entry entry, Stack stack) {
        this.entry = entry;
        this.stack = stack;
    }

    public long recv(int fd, MemorySegment buffer, long offset, long length, int flags) {
        return receive(fd, buffer, offset, length, flags, null);
    }

    public long recvfrom(
            int fd, MemorySegment buffer, long offset, long length, int flags, SockAddr source) {
        return receive(fd, buffer, offset, length, flags, source);
    }

    private long receive(
            int fd,
            MemorySegment buffer,
            long offset,
            long length,
            int flags,
            @Nullable SockAddr source) {
        TaskStruct task = entry.enter();
        if (!Iov.isValid(buffer, offset, length)) {
            return -EFAULT;
        }
        Socket socket = entry.socketOf(fd);
        if (socket == null) {
            return entry.noSocket(fd);
        }
        try {
            Msg msg =
                    stack.messages
                            .of(task)
                            .of(
                                    entry.scratch(task).iov.of(buffer, offset, length),
                                    withMode(socket, flags));
            msg.wantsSource = source != null;
            long answer = socket.receive(task, msg);
            socket.dropFiles(msg);
            if (source != null && answer >= 0) {
                SocketCalls.name(msg.source, source);
            }
            return answer;
        } finally {
            socket.unpin();
        }
    }

    public long send(int fd, MemorySegment buffer, long offset, long length, int flags) {
        return transmit(fd, buffer, offset, length, flags, null);
    }

    public long sendto(
            int fd, MemorySegment buffer, long offset, long length, int flags, SockAddr target) {
        return transmit(fd, buffer, offset, length, flags, target);
    }

    private long transmit(
            int fd,
            MemorySegment buffer,
            long offset,
            long length,
            int flags,
            @Nullable SockAddr target) {
        TaskStruct task = entry.enter();
        if (!Iov.isValid(buffer, offset, length)) {
            return -EFAULT;
        }
        Socket socket = entry.socketOf(fd);
        if (socket == null) {
            return entry.noSocket(fd);
        }
        try {
            Msg msg =
                    stack.messages
                            .of(task)
                            .of(
                                    entry.scratch(task).iov.of(buffer, offset, length),
                                    withMode(socket, flags));
            msg.target = entry.scratch(task).address(target);
            return socket.send(task, msg);
        } finally {
            socket.unpin();
        }
    }

    static int withMode(Socket socket, int flags) {
        return (socket.flags & O_NONBLOCK) != 0 ? flags | MSG_DONTWAIT : flags;
    }
}
