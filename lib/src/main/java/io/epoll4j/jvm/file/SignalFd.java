package io.epoll4j.jvm.file;

import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.FileFlags.O_RDWR;

import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.task.PendingSignals;
import io.epoll4j.jvm.task.Scheduler;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.jvm.task.Waiter;

/// Signals as something to read: `struct signalfd_ctx` (fs/signalfd.c). Any thread may use it.
public final class SignalFd extends OpenFile {
    /// `sizeof(struct signalfd_siginfo)`, of which `ssi_signo` is the first field and all others
    /// are 0: `ssi_code` is SI_USER, sent by process 0, for there is no other.
    private static final int INFO = 128;

    private final PendingSignals signals;
    private volatile long mask;

    public SignalFd(Scheduler scheduler, long mask, int flags) {
        super(scheduler, O_RDWR | flags);
        this.signals = scheduler.signals;
        this.mask = mask;
    }

    /// signalfd(2) of one that is there.
    public void mask(long wanted) {
        mask = wanted;
        signals.queue.wakeOne(0);
    }

    @Override
    public int poll(PollTable table) {
        table.pollWait(signals.queue);
        return signals.anyOf(mask) ? EPOLLIN : 0;
    }

    @Override
    public int readable() {
        return 0;
    }

    /// `signalfd_read_iter`: waits for the first signal only.
    @Override
    public long read(TaskStruct task, Iov to) {
        long room = to.remaining() / INFO;
        if (room == 0) {
            return -EINVAL;
        }
        byte[] info = new byte[INFO];
        long count = 0;
        while (count < room) {
            int signal = signals.take(mask);
            if (signal != 0) {
                info[0] = (byte) signal;
                to.write(info, 0, INFO);
                count++;
                continue;
            }
            if (count != 0 || (flags & O_NONBLOCK) != 0) {
                break;
            }
            int error = await(task.waiter);
            if (error != 0) {
                return error;
            }
        }
        return count == 0 ? -EAGAIN : count * INFO;
    }

    private int await(Waiter waiter) {
        int error = 0;
        while (error == 0) {
            waiter.prepare(signals.queue, false, -1);
            if (signals.anyOf(mask)) {
                break;
            }
            error = waiter.sleep(Host.NEVER);
        }
        waiter.finish();
        return error;
    }

    @Override
    public void release() {}
}
