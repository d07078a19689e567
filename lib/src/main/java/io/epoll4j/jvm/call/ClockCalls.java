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

import io.epoll4j.jvm.file.EventFd;
import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.file.RealTimers;
import io.epoll4j.jvm.file.TimerFd;
import java.lang.foreign.MemorySegment;

/// eventfd(2), timerfd, the clocks and the limit on descriptors.
public final class ClockCalls {
    private static final int CLOCK_MONOTONIC_RAW = 4;
    private static final int CLOCK_REALTIME_COARSE = 5;
    private static final int CLOCK_REALTIME_ALARM = 8;
    private static final int CLOCK_BOOTTIME_ALARM = 9;

    private final Entry entry;
    private final RealTimers realTimers = new RealTimers();

    /// Into the kernel behind `entry`.
    public ClockCalls(Entry entry) {
        this.entry = entry;
    }

    public int eventfd(int initialValue, int flags) {
        entry.enter();
        if ((flags & ~(EFD_SEMAPHORE | O_CLOEXEC | O_NONBLOCK)) != 0) {
            return -EINVAL;
        }
        boolean semaphore = (flags & EFD_SEMAPHORE) != 0;
        return entry.install(
                new EventFd(entry.scheduler, initialValue, semaphore, flags & O_NONBLOCK),
                (flags & O_CLOEXEC) != 0);
    }

    public int timerfdCreate(int clockId, int flags) {
        entry.enter();
        boolean known =
                clockId == CLOCK_MONOTONIC
                        || clockId == CLOCK_REALTIME
                        || clockId == CLOCK_BOOTTIME
                        || clockId == CLOCK_REALTIME_ALARM
                        || clockId == CLOCK_BOOTTIME_ALARM;
        if (!known || (flags & ~(O_CLOEXEC | O_NONBLOCK)) != 0) {
            return -EINVAL;
        }
        return entry.install(
                new TimerFd(entry.scheduler, realTimers, clockId, flags & O_NONBLOCK),
                (flags & O_CLOEXEC) != 0);
    }

    public int timerfdSettime(int fd, int flags, MemorySegment newValue, MemorySegment oldValue) {
        entry.enter();
        int failure = TimerFd.check(flags, newValue);
        if (failure != 0) {
            return failure;
        }
        OpenFile file = entry.table.get(fd);
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

    public int timerfdGettime(int fd, MemorySegment currentValue) {
        entry.enter();
        OpenFile file = entry.table.get(fd);
        if (file == null) {
            return -EBADF;
        }
        try {
            return file instanceof TimerFd timer ? timer.getTime(currentValue) : -EINVAL;
        } finally {
            file.unpin();
        }
    }

    /// The host has set its real-time clock.
    public void clockWasSet() {
        realTimers.clockWasSet();
        entry.scheduler.timers.run();
    }

    public long clockGettime(int clockId) {
        return switch (clockId) {
            case CLOCK_REALTIME, CLOCK_REALTIME_COARSE -> entry.scheduler.host.realtimeNanos();
            case CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_MONOTONIC_RAW, CLOCK_MONOTONIC_COARSE ->
                    entry.scheduler.host.monotonicNanos();
            default -> -EINVAL;
        };
    }

    public int getrlimit(int resource, long[] limits) {
        if (resource != RLIMIT_NOFILE) {
            return -EINVAL;
        }
        limits[0] = entry.table.softLimit();
        limits[1] = entry.table.hardLimit();
        return 0;
    }

    public int setrlimit(int resource, long softLimit, long hardLimit) {
        return resource == RLIMIT_NOFILE ? entry.table.limit(softLimit, hardLimit) : -EINVAL;
    }
}
