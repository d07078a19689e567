package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;
import static io.epoll4j.sys.SocketFlags.MSG_ERRQUEUE;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.MSG_WAITFORONE;

import io.epoll4j.jvm.Host;
import io.epoll4j.jvm.file.Call;
import io.epoll4j.jvm.file.DescriptorTable;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.Stack;
import io.epoll4j.jvm.task.Core;
import io.epoll4j.sys.MessageBatch;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;

/// sendmmsg(2) and recvmmsg(2): several messages at once (net/socket.c).
abstract class BatchCalls extends MessageCalls {
    BatchCalls(Core core, Stack stack, DescriptorTable table) {
        super(core, stack, table);
    }

    @Override
    public int sendmmsg(int fd, MessageBatch messages, int count, int flags) {
        Call call = enter();
        Socket socket = socketOf(fd);
        if (socket == null) {
            return noSocket(fd);
        }
        int most = Math.min(count, MOST_PIECES);
        int sent = 0;
        long answer = holds(messages, count) ? 0 : -EFAULT;
        try {
            while (answer >= 0 && sent < most) {
                answer = send(call, socket, messages.message(sent), flags);
                if (answer < 0) {
                    break;
                }
                messages.length(sent++, (int) answer);
                if (call.iov.remaining() != 0) {
                    break;
                }
            }
        } finally {
            socket.unpin();
        }
        return sent != 0 ? sent : (int) answer;
    }

    @Override
    public int recvmmsg(int fd, MessageBatch messages, int count, int flags) {
        return recvmmsg(fd, messages, count, flags, MemorySegment.NULL);
    }

    @Override
    public int recvmmsg(
            int fd, MessageBatch messages, int count, int flags, MemorySegment timespec) {
        Call call = enter();
        boolean limited = !isNull(timespec);
        int failure = checkTime(timespec);
        if (failure != 0) {
            return failure;
        }
        long deadline = limited ? core.deadline(Timespec.toNanos(timespec)) : Host.NEVER;
        Socket socket = socketOf(fd);
        if (socket == null) {
            return noSocket(fd);
        }
        try {
            failure = (flags & MSG_ERRQUEUE) != 0 ? 0 : socket.takeError();
            if (failure == 0 && !holds(messages, count)) {
                failure = -EFAULT;
            }
            int received =
                    failure != 0
                            ? failure
                            : receive(call, socket, messages, count, flags, deadline);
            if (limited && received > 0) {
                Timespec.set(timespec, Math.max(0, deadline - core.host.monotonicNanos()));
            }
            return received;
        } finally {
            socket.unpin();
        }
    }

    /// `do_recvmmsg`. The deadline is looked at after each message, not while one is waited for.
    private int receive(
            Call call, Socket socket, MessageBatch messages, int count, int flags, long deadline) {
        int waiting = flags;
        int received = 0;
        long answer = 0;
        while (received < count) {
            answer = receive(call, socket, messages.message(received), waiting & ~MSG_WAITFORONE);
            if (answer < 0) {
                break;
            }
            messages.length(received++, (int) answer);
            if ((flags & MSG_WAITFORONE) != 0) {
                waiting |= MSG_DONTWAIT;
            }
            boolean late = deadline != Host.NEVER && deadline <= core.host.monotonicNanos();
            if (late || (call.msg.receivedFlags & MSG_OOB) != 0) {
                break;
            }
        }
        if (received == 0) {
            return (int) answer;
        }
        if (answer < 0 && answer != -EAGAIN) {
            socket.setError((int) -answer);
        }
        return received;
    }

    /// A count below 0 is a large one.
    private static boolean holds(MessageBatch messages, int count) {
        return Integer.compareUnsigned(count, messages.capacity()) <= 0;
    }
}
