package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.FileFlags.O_CLOEXEC;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.Signals.SIG_BLOCK;
import static io.epoll4j.sys.Signals.SIG_SETMASK;
import static io.epoll4j.sys.Signals.SIG_UNBLOCK;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.file.SignalFd;
import io.epoll4j.jvm.task.PendingSignals;
import io.epoll4j.jvm.task.TaskStruct;
import java.lang.foreign.MemorySegment;

/// Signals: masks and signalfds (kernel/signal.c, fs/signalfd.c).
public final class SignalCalls {
    private final Entry entry;

    /// Into the kernel behind `entry`.
    public SignalCalls(Entry entry) {
        this.entry = entry;
    }

    public int sigmask(int how, MemorySegment newMask, MemorySegment oldMask) {
        entry.enter();
        TaskStruct task = entry.scheduler.current();
        long before = task.blockedSignals;
        if (!Entry.isNull(newMask)) {
            if (newMask.byteSize() < Long.BYTES) {
                return -EFAULT;
            }
            long bits = bits(newMask);
            switch (how) {
                case SIG_BLOCK -> task.blockedSignals = before | bits;
                case SIG_UNBLOCK -> task.blockedSignals = before & ~bits;
                case SIG_SETMASK -> task.blockedSignals = bits;
                default -> {
                    return -EINVAL;
                }
            }
        }
        if (Entry.isNull(oldMask)) {
            return 0;
        }
        if (oldMask.byteSize() < Long.BYTES || oldMask.isReadOnly()) {
            return -EFAULT;
        }
        oldMask.set(JAVA_LONG_UNALIGNED, 0, before);
        return 0;
    }

    public int signalfd(int fd, MemorySegment signalMask, int flags) {
        entry.enter();
        if (signalMask.byteSize() < Long.BYTES) {
            return -EFAULT;
        }
        if ((flags & ~(O_CLOEXEC | O_NONBLOCK)) != 0) {
            return -EINVAL;
        }
        long mask = bits(signalMask);
        if (fd == -1) {
            return entry.install(
                    new SignalFd(entry.scheduler, mask, flags & O_NONBLOCK),
                    (flags & O_CLOEXEC) != 0);
        }
        OpenFile file = entry.table.get(fd);
        if (file == null) {
            return -EBADF;
        }
        int answer = -EINVAL;
        if (file instanceof SignalFd signals) {
            signals.mask(mask);
            answer = fd;
        }
        file.unpin();
        return answer;
    }

    /// `set_user_sigmask`: the mask for the time of one wait. What is to be restored afterwards is
    /// the task's own.
    ///
    /// @return 0, or -EFAULT
    public static int borrowMask(TaskStruct task, MemorySegment signalMask) {
        if (Entry.isNull(signalMask)) {
            return 0;
        }
        if (signalMask.byteSize() < Long.BYTES) {
            return -EFAULT;
        }
        task.blockedSignals = bits(signalMask);
        return 0;
    }

    private static long bits(MemorySegment mask) {
        return mask.get(JAVA_LONG_UNALIGNED, 0) & ~PendingSignals.UNBLOCKABLE;
    }
}
