package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.FileFlags.CLOCK_BOOTTIME;
import static io.epoll4j.sys.FileFlags.CLOCK_MONOTONIC;
import static io.epoll4j.sys.FileFlags.CLOCK_MONOTONIC_COARSE;
import static io.epoll4j.sys.FileFlags.CLOCK_REALTIME;
import static io.epoll4j.sys.FileFlags.EFD_SEMAPHORE;
import static io.epoll4j.sys.FileFlags.O_CLOEXEC;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.FileFlags.RLIMIT_NOFILE;

import io.epoll4j.jvm.file.DescriptorTable;
import io.epoll4j.jvm.file.EventFd;
import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.file.TimerFd;
import io.epoll4j.jvm.net.Stack;
import io.epoll4j.jvm.task.Core;
import java.lang.foreign.MemorySegment;

/// eventfd(2), timerfd, the clocks and the limit on descriptors.
public abstract class ClockCalls extends DescriptorCalls {
    private static final int CLOCK_MONOTONIC_RAW = 4;
    private static final int CLOCK_REALTIME_COARSE = 5;
    private static final int CLOCK_REALTIME_ALARM = 8;
    private static final int CLOCK_BOOTTIME_ALARM = 9;

    ClockCalls(Core core, Stack stack, DescriptorTable table) {
        super(core, stack, table);
    }

    @Override
    public int eventfd(int initialValue, int flags) {
        enter();
        if ((flags & ~(EFD_SEMAPHORE | O_CLOEXEC | O_NONBLOCK)) != 0) {
            return -EINVAL;
        }
        boolean semaphore = (flags & EFD_SEMAPHORE) != 0;
        return install(
                new EventFd(core, initialValue, semaphore, flags & O_NONBLOCK),
                (flags & O_CLOEXEC) != 0);
    }

    @Override
    public int timerfdCreate(int clockId, int flags) {
        enter();
        boolean known =
                clockId == CLOCK_MONOTONIC
                        || clockId == CLOCK_REALTIME
                        || clockId == CLOCK_BOOTTIME
                        || clockId == CLOCK_REALTIME_ALARM
                        || clockId == CLOCK_BOOTTIME_ALARM;
        if (!known || (flags & ~(O_CLOEXEC | O_NONBLOCK)) != 0) {
            return -EINVAL;
        }
        return install(new TimerFd(core, clockId, flags & O_NONBLOCK), (flags & O_CLOEXEC) != 0);
    }

    @Override
    public int timerfdSettime(int fd, int flags, MemorySegment newValue, MemorySegment oldValue) {
        enter();
        int failure = TimerFd.check(flags, newValue);
        if (failure != 0) {
            return failure;
        }
        OpenFile file = table.get(fd);
        if (file == null) {
            return -EBADF;
        }
        try {
            return file instanceof TimerFd timer
                    ? timer.setTime(flags, newValue, oldValue)
                    : -EINVAL;
        } finally {
            file.unpin();
        }
    }

    @Override
    public int timerfdGettime(int fd, MemorySegment currentValue) {
        enter();
        OpenFile file = table.get(fd);
        if (file == null) {
            return -EBADF;
        }
        try {
            return file instanceof TimerFd timer ? timer.getTime(currentValue) : -EINVAL;
        } finally {
            file.unpin();
        }
    }

    @Override
    public long clockGettime(int clockId) {
        return switch (clockId) {
            case CLOCK_REALTIME, CLOCK_REALTIME_COARSE -> core.host.realtimeNanos();
            case CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_MONOTONIC_RAW, CLOCK_MONOTONIC_COARSE ->
                    core.host.monotonicNanos();
            default -> -EINVAL;
        };
    }

    @Override
    public int getrlimit(int resource, long[] limits) {
        if (resource != RLIMIT_NOFILE) {
            return -EINVAL;
        }
        limits[0] = table.softLimit();
        limits[1] = table.hardLimit();
        return 0;
    }

    @Override
    public int setrlimit(int resource, long softLimit, long hardLimit) {
        return resource == RLIMIT_NOFILE ? table.limit(softLimit, hardLimit) : -EINVAL;
    }
}
