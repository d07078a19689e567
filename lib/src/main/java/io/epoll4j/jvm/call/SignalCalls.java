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

import io.epoll4j.jvm.Task;
import io.epoll4j.jvm.file.DescriptorTable;
import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.file.SignalFd;
import io.epoll4j.jvm.net.Stack;
import io.epoll4j.jvm.task.Core;
import io.epoll4j.jvm.task.PendingSignals;
import java.lang.foreign.MemorySegment;

/// Signals: masks and signalfds (kernel/signal.c, fs/signalfd.c).
public abstract class SignalCalls extends BatchCalls {
    SignalCalls(Core core, Stack stack, DescriptorTable table) {
        super(core, stack, table);
    }

    @Override
    public int sigmask(int how, MemorySegment newMask, MemorySegment oldMask) {
        enter();
        Task task = core.current();
        long before = task.blockedSignals;
        if (!isNull(newMask)) {
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
        if (isNull(oldMask)) {
            return 0;
        }
        if (oldMask.byteSize() < Long.BYTES || oldMask.isReadOnly()) {
            return -EFAULT;
        }
        oldMask.set(JAVA_LONG_UNALIGNED, 0, before);
        return 0;
    }

    @Override
    public int signalfd(int fd, MemorySegment signalMask, int flags) {
        enter();
        if (signalMask.byteSize() < Long.BYTES) {
            return -EFAULT;
        }
        if ((flags & ~(O_CLOEXEC | O_NONBLOCK)) != 0) {
            return -EINVAL;
        }
        long mask = bits(signalMask);
        if (fd == -1) {
            return install(new SignalFd(core, mask, flags & O_NONBLOCK), (flags & O_CLOEXEC) != 0);
        }
        OpenFile file = table.get(fd);
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
    public static int borrowMask(Task task, MemorySegment signalMask) {
        if (isNull(signalMask)) {
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
