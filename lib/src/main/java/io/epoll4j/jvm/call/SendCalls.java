package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;

import io.epoll4j.jvm.file.Call;
import io.epoll4j.jvm.file.DescriptorTable;
import io.epoll4j.jvm.file.Iov;
import io.epoll4j.jvm.net.Msg;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.Stack;
import io.epoll4j.jvm.task.Core;
import io.epoll4j.sys.SockAddr;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// send(2), recv(2) and their kin with an address (net/socket.c).
abstract class SendCalls extends SocketOptionCalls {
    SendCalls(Core core, Stack stack, DescriptorTable table) {
        super(core, stack, table);
    }

    @Override
    public long recv(int fd, MemorySegment buffer, long offset, long length, int flags) {
        return receive(fd, buffer, offset, length, flags, null);
    }

    @Override
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
        Call call = enter();
        if (!Iov.isValid(buffer, offset, length)) {
            return -EFAULT;
        }
        Socket socket = socketOf(fd);
        if (socket == null) {
            return noSocket(fd);
        }
        try {
            Msg msg = call.msg.of(call.iov.of(buffer, offset, length), withMode(socket, flags));
            msg.wantsSource = source != null;
            long answer = socket.receive(call, msg);
            msg.dropFiles();
            if (source != null && answer >= 0) {
                name(msg.source, source);
            }
            return answer;
        } finally {
            socket.unpin();
        }
    }

    @Override
    public long send(int fd, MemorySegment buffer, long offset, long length, int flags) {
        return transmit(fd, buffer, offset, length, flags, null);
    }

    @Override
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
        Call call = enter();
        if (!Iov.isValid(buffer, offset, length)) {
            return -EFAULT;
        }
        Socket socket = socketOf(fd);
        if (socket == null) {
            return noSocket(fd);
        }
        try {
            Msg msg = call.msg.of(call.iov.of(buffer, offset, length), withMode(socket, flags));
            msg.target = call.address(target);
            return socket.send(call, msg);
        } finally {
            socket.unpin();
        }
    }

    static int withMode(Socket socket, int flags) {
        return (socket.flags & O_NONBLOCK) != 0 ? flags | MSG_DONTWAIT : flags;
    }
}
