package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;
import static io.epoll4j.sys.SocketFlags.MSG_ERRQUEUE;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.MSG_WAITFORONE;

import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.Stack;
import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.sys.MessageBatch;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;

/// sendmmsg(2) and recvmmsg(2): several messages at once (net/socket.c).
public final class BatchCalls {
    private final Entry entry;
    private final MessageCalls single;
    private final Stack stack;

    /// Into the kernel behind `entry`.
    public BatchCalls(Entry entry, MessageCalls single, Stack stack) {
        this.entry = entry;
        this.single = single;
        this.stack = stack;
    }

    public int sendmmsg(int fd, MessageBatch messages, int count, int flags) {
        TaskStruct task = entry.enter();
        Socket socket = entry.socketOf(fd);
        if (socket == null) {
            return entry.noSocket(fd);
        }
        int most = Math.min(count, TransferCalls.MOST_PIECES);
        int sent = 0;
        long answer = holds(messages, count) ? 0 : -EFAULT;
        try {
            while (answer >= 0 && sent < most) {
                answer = single.send(task, socket, messages.message(sent), flags);
                if (answer < 0) {
                    break;
                }
                messages.length(sent++, (int) answer);
                if (entry.scratch(task).iov.remaining() != 0) {
                    break;
                }
            }
        } finally {
            socket.unpin();
        }
        return sent != 0 ? sent : (int) answer;
    }

    public int recvmmsg(int fd, MessageBatch messages, int count, int flags) {
        return recvmmsg(fd, messages, count, flags, MemorySegment.NULL);
    }

    public int recvmmsg(
            int fd, MessageBatch messages, int count, int flags, MemorySegment timespec) {
        TaskStruct task = entry.enter();
        boolean limited = !Entry.isNull(timespec);
        int failure = Entry.checkTime(timespec);
        if (failure != 0) {
            return failure;
        }
        long deadline = limited ? entry.scheduler.deadline(Timespec.toNanos(timespec)) : Host.NEVER;
        Socket socket = entry.socketOf(fd);
        if (socket == null) {
            return entry.noSocket(fd);
        }
        try {
            failure = (flags & MSG_ERRQUEUE) != 0 ? 0 : socket.takeError();
            if (failure == 0 && !holds(messages, count)) {
                failure = -EFAULT;
            }
            int received =
                    failure != 0
                            ? failure
                            : receive(task, socket, messages, count, flags, deadline);
            if (limited && received > 0) {
                Timespec.set(
                        timespec, Math.max(0, deadline - entry.scheduler.host.monotonicNanos()));
            }
            return received;
        } finally {
            socket.unpin();
        }
    }

    /// `do_recvmmsg`. The deadline is looked at after each message, not while one is waited for.
    private int receive(
            TaskStruct task,
            Socket socket,
            MessageBatch messages,
            int count,
            int flags,
            long deadline) {
        int waiting = flags;
        int received = 0;
        long answer = 0;
        while (received < count) {
            answer =
                    single.receive(
                            task, socket, messages.message(received), waiting & ~MSG_WAITFORONE);
            if (answer < 0) {
                break;
            }
            messages.length(received++, (int) answer);
            if ((flags & MSG_WAITFORONE) != 0) {
                waiting |= MSG_DONTWAIT;
            }
            boolean late =
                    deadline != Host.NEVER && deadline <= entry.scheduler.host.monotonicNanos();
            if (late || (stack.messages.of(task).receivedFlags & MSG_OOB) != 0) {
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
