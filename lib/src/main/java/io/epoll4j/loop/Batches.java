package io.epoll4j.loop;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.MessageBatch;

/// recvmmsg(2) and sendmmsg(2) of one socket; where a sandbox has them not, their older kin for one
/// message after the other. What is not on a sandbox's list it answers with ENOSYS, or with EPERM;
/// the latter may be about this one call, so the next is tried in a batch again.
final class Batches {
    private final Kernel kernel;
    private final int fd;
    private boolean receivesSingly;
    private boolean sendsSingly;

    /// What receiving was refused with behind messages that it brought.
    private int refusal;

    Batches(Kernel kernel, int fd) {
        this.kernel = kernel;
        this.fd = fd;
    }

    /// How many messages were received, or `-errno`.
    int receive(MessageBatch messages, int count) {
        if (!receivesSingly) {
            int n = kernel.recvmmsg(fd, messages, count, 0);
            if (n != -Errno.ENOSYS && n != -Errno.EPERM) return n;
            receivesSingly = n == -Errno.ENOSYS;
        }
        int answer = refusal;
        refusal = 0;
        if (answer < 0) return answer;
        for (int i = 0; i < count; i++) {
            long n = kernel.recvmsg(fd, messages.message(i), 0);
            if (n < 0) return i == 0 ? (int) n : putOff((int) n, i);
            messages.length(i, (int) n);
        }
        return count;
    }

    /// As in the kernel, an error behind messages is the next call's.
    private int putOff(int answer, int received) {
        if (answer != -Errno.EAGAIN) refusal = answer;
        return received;
    }

    /// How many messages were sent, or `-errno` of the first.
    int send(MessageBatch messages, int count) {
        if (!sendsSingly) {
            int n = kernel.sendmmsg(fd, messages, count, 0);
            if (n != -Errno.ENOSYS && n != -Errno.EPERM) return n;
            sendsSingly = n == -Errno.ENOSYS;
        }
        for (int i = 0; i < count; i++) {
            long n = kernel.sendmsg(fd, messages.message(i), 0);
            if (n < 0) return i > 0 ? i : (int) n;
            messages.length(i, (int) n);
        }
        return count;
    }
}
