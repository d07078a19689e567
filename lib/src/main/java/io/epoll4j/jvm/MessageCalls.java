package io.epoll4j.jvm;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EMSGSIZE;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.MSG_CMSG_CLOEXEC;
import static io.epoll4j.sys.SocketFlags.MSG_CTRUNC;
import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.MSG_WAITFORONE;

import io.epoll4j.sys.Message;
import io.epoll4j.sys.MessageBatch;
import io.epoll4j.sys.SockAddr;
import org.jspecify.annotations.Nullable;

/// sendmsg(2), recvmsg(2) and several of them at once (net/socket.c).
abstract class MessageCalls extends SendCalls {
    /// `SCM_MAX_FD`
    private static final int MOST_FILES = 253;

    MessageCalls(Core core, Stack stack, DescriptorTable table) {
        super(core, stack, table);
    }

    @Override
    public long sendmsg(int fd, Message message, int flags) {
        Call call = enter();
        Socket socket = socketOf(fd);
        if (socket == null) {
            return noSocket(fd);
        }
        try {
            return send(call, socket, message, flags);
        } finally {
            socket.unpin();
        }
    }

    @Override
    public int sendmmsg(int fd, MessageBatch messages, int count, int flags) {
        Call call = enter();
        Socket socket = socketOf(fd);
        if (socket == null) {
            return noSocket(fd);
        }
        int most = count < 0 ? MOST_PIECES : Math.min(count, MOST_PIECES);
        int sent = 0;
        long answer = 0;
        try {
            while (sent < most) {
                answer =
                        sent < messages.capacity()
                                ? send(call, socket, messages.message(sent), flags)
                                : -EFAULT;
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

    private long send(Call call, Socket socket, Message message, int flags) {
        int failure = check(message);
        if (failure != 0) {
            return failure;
        }
        Msg msg =
                call.msg.of(
                        call.iov.of(message.vector(), message.vectorCount()),
                        withMode(socket, flags));
        msg.target = call.address(message.address());
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
            return socket.send(call, msg);
        } finally {
            msg.dropFiles();
        }
    }

    /// `copy_msghdr_from_user`: 0 or `-errno`
    private static int check(Message message) {
        int pieces = message.vectorCount();
        return pieces < 0 || pieces > MOST_PIECES ? -EMSGSIZE : check(message.vector(), pieces);
    }

    /// `scm_fp_copy`: the files a message carries, pinned, or null.
    private OpenFile @Nullable [] filesOf(Message message) {
        int count = message.descriptorCount();
        if (count > MOST_FILES) {
            return null;
        }
        OpenFile[] files = new OpenFile[count];
        for (int i = 0; i < count; i++) {
            OpenFile file = table.get(message.descriptor(i));
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

    @Override
    public long recvmsg(int fd, Message message, int flags) {
        Call call = enter();
        Socket socket = socketOf(fd);
        if (socket == null) {
            return noSocket(fd);
        }
        try {
            return receive(call, socket, message, flags);
        } finally {
            socket.unpin();
        }
    }

    @Override
    public int recvmmsg(int fd, MessageBatch messages, int count, int flags) {
        Call call = enter();
        Socket socket = socketOf(fd);
        if (socket == null) {
            return noSocket(fd);
        }
        try {
            int failure = socket.takeError();
            return failure != 0 ? failure : receive(call, socket, messages, count, flags);
        } finally {
            socket.unpin();
        }
    }

    private int receive(Call call, Socket socket, MessageBatch messages, int count, int flags) {
        int waiting = flags;
        int received = 0;
        long answer = 0;
        while (count < 0 || received < count) {
            if (received == messages.capacity()) {
                answer = -EFAULT;
                break;
            }
            answer = receive(call, socket, messages.message(received), waiting & ~MSG_WAITFORONE);
            if (answer < 0) {
                break;
            }
            messages.length(received++, (int) answer);
            if ((flags & MSG_WAITFORONE) != 0) {
                waiting |= MSG_DONTWAIT;
            }
            if ((call.msg.receivedFlags & MSG_OOB) != 0) {
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

    private long receive(Call call, Socket socket, Message message, int flags) {
        int failure = check(message);
        if (failure != 0) {
            return failure;
        }
        SockAddr source = message.address();
        Msg msg =
                call.msg.of(
                        call.iov.of(message.vector(), message.vectorCount()),
                        withMode(socket, flags));
        msg.wantsSource = source != null;
        long answer = socket.receive(call, msg);
        if (answer < 0) {
            msg.dropFiles();
            return answer;
        }
        installFiles(msg, message, (flags & MSG_CMSG_CLOEXEC) != 0);
        message.flags(msg.receivedFlags | (flags & MSG_CMSG_CLOEXEC));
        if (source != null) {
            name(msg.source, source);
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
            int fd = fits ? install(file, cloexec) : -1;
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
    }
}
