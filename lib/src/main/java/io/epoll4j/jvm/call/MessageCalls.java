package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EMSGSIZE;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.MSG_CMSG_CLOEXEC;
import static io.epoll4j.sys.SocketFlags.MSG_CTRUNC;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.net.Msg;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.Stack;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.jvm.unix.Unix;
import io.epoll4j.sys.Message;
import io.epoll4j.sys.SockAddr;
import org.jspecify.annotations.Nullable;

/// sendmsg(2) and recvmsg(2) (net/socket.c).
public final class MessageCalls {
    /// `SCM_MAX_FD`
    private static final int MOST_FILES = 253;

    private final Entry entry;
    private final Stack stack;
    private final Unix unix;

    /// Into the kernel behind `entry`.
    public MessageCalls(Entry entry, Stack stack, Unix unix) {
        this.entry = entry;
        this.stack = stack;
        this.unix = unix;
    }

    public long sendmsg(int fd, Message message, int flags) {
        TaskStruct task = entry.enter();
        Socket socket = entry.socketOf(fd);
        if (socket == null) {
            return entry.noSocket(fd);
        }
        try {
            return send(task, socket, message, flags);
        } finally {
            socket.unpin();
        }
    }

    final long send(TaskStruct task, Socket socket, Message message, int flags) {
        int failure = check(message);
        if (failure != 0) {
            return failure;
        }
        Msg msg =
                stack.messages
                        .of(task)
                        .of(
                                entry.scratch(task).iov.of(message.vector(), message.vectorCount()),
                                SendCalls.withMode(socket, flags));
        msg.target = entry.scratch(task).address(message.address());
        if (socket.family == AF_UNIX && message.descriptorCount() != 0) {
            failure = socket.refusal();
            if (failure != 0) {
                return failure;
            }
            OpenFile[] files = filesOf(message);
            if (files == null) {
                return message.descriptorCount() > MOST_FILES ? -EINVAL : -EBADF;
            }
            msg.files = files;
        }
        try {
            return socket.send(task, msg);
        } finally {
            socket.dropFiles(msg);
        }
    }

    /// `copy_msghdr_from_user`: 0 or `-errno`
    private static int check(Message message) {
        int pieces = message.vectorCount();
        return pieces < 0 || pieces > TransferCalls.MOST_PIECES
                ? -EMSGSIZE
                : TransferCalls.check(message.vector(), pieces);
    }

    /// `scm_fp_copy`: the files a message carries, pinned, or null.
    private OpenFile @Nullable [] filesOf(Message message) {
        int count = message.descriptorCount();
        if (count > MOST_FILES) {
            return null;
        }
        OpenFile[] files = new OpenFile[count];
        for (int i = 0; i < count; i++) {
            OpenFile file = entry.table.get(message.descriptor(i));
            if (file == null) {
                while (i-- > 0) {
                    files[i].unpin();
                }
                return null;
            }
            files[i] = file;
        }
        return files;
    }

    public long recvmsg(int fd, Message message, int flags) {
        TaskStruct task = entry.enter();
        message.clearDescriptors();
        Socket socket = entry.socketOf(fd);
        if (socket == null) {
            return entry.noSocket(fd);
        }
        try {
            return receive(task, socket, message, flags);
        } finally {
            socket.unpin();
        }
    }

    final long receive(TaskStruct task, Socket socket, Message message, int flags) {
        int failure = check(message);
        if (failure != 0) {
            return failure;
        }
        SockAddr source = message.address();
        Msg msg =
                stack.messages
                        .of(task)
                        .of(
                                entry.scratch(task).iov.of(message.vector(), message.vectorCount()),
                                SendCalls.withMode(socket, flags));
        msg.wantsSource = source != null;
        long answer = socket.receive(task, msg);
        if (answer < 0) {
            socket.dropFiles(msg);
            return answer;
        }
        installFiles(msg, message, (flags & MSG_CMSG_CLOEXEC) != 0);
        message.flags(msg.receivedFlags | (flags & MSG_CMSG_CLOEXEC));
        if (source != null) {
            SocketCalls.name(msg.source, source);
        }
        return answer;
    }

    /// `scm_detach_fds`: gives received files numbers, as many as there is room for.
    private void installFiles(Msg msg, Message message, boolean cloexec) {
        message.clearDescriptors();
        OpenFile[] files = msg.files;
        if (files == null) {
            return;
        }
        msg.files = null;
        boolean fits = true;
        for (OpenFile file : files) {
            fits = fits && message.descriptorCount() < message.descriptorRoom();
            int fd = fits ? entry.install(file, cloexec) : -1;
            if (fd >= 0) {
                message.addDescriptor(fd);
            } else {
                if (!fits) {
                    file.unpin();
                }
                fits = false;
                msg.receivedFlags |= MSG_CTRUNC;
            }
        }
        unix.collectGarbage();
    }
}
