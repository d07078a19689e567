package io.epoll4j.jvm.call;

import static io.epoll4j.jvm.call.PollCalls.NANOS_PER_MILLI;
import static io.epoll4j.sys.EpollFlags.EPOLL_CLOEXEC;
import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.FileFlags.O_RDWR;

import io.epoll4j.jvm.epoll.EpollControl;
import io.epoll4j.jvm.epoll.EpollWait;
import io.epoll4j.jvm.epoll.Epolls;
import io.epoll4j.jvm.epoll.EventPoll;
import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;

/// epoll_create(2), epoll_ctl(2) and epoll_wait(2) with their kin (fs/eventpoll.c).
public final class EpollCalls {
    private final Entry entry;
    private final Epolls epolls;

    /// Into the kernel behind `entry`.
    public EpollCalls(Entry entry, Epolls epolls) {
        this.entry = entry;
        this.epolls = epolls;
    }

    public int create(int size) {
        return size <= 0 ? -EINVAL : create1(0);
    }

    public int create1(int flags) {
        entry.enter();
        if ((flags & ~EPOLL_CLOEXEC) != 0) {
            return -EINVAL;
        }
        return entry.install(new EventPoll(epolls, O_RDWR), flags != 0);
    }

    public int control(int epfd, int op, int fd, int events, long data) {
        entry.enter();
        OpenFile epoll = entry.table.get(epfd);
        if (epoll == null) {
            return -EBADF;
        }
        try {
            OpenFile target = entry.table.get(fd);
            if (target == null) {
                return -EBADF;
            }
            try {
                return EpollControl.control(epoll, op, target, fd, events, data);
            } finally {
                target.unpin();
            }
        } finally {
            epoll.unpin();
        }
    }

    public int await(int epfd, EpollEvents events, int maxevents, int timeoutMillis) {
        return awaitFor(epfd, events, maxevents, timeoutMillis * NANOS_PER_MILLI);
    }

    public int await(
            int epfd,
            EpollEvents events,
            int maxevents,
            int timeoutMillis,
            MemorySegment signalMask) {
        return awaitFor(epfd, events, maxevents, timeoutMillis * NANOS_PER_MILLI, signalMask);
    }

    public int await(
            int epfd,
            EpollEvents events,
            int maxevents,
            MemorySegment timespec,
            MemorySegment signalMask) {
        int failure = Entry.checkTime(timespec);
        if (failure != 0) {
            return failure;
        }
        long nanos = Entry.isNull(timespec) ? -1 : Timespec.toNanos(timespec);
        return awaitFor(epfd, events, maxevents, nanos, signalMask);
    }

    private int awaitFor(
            int epfd, EpollEvents events, int maxevents, long nanos, MemorySegment signalMask) {
        if (Entry.isNull(signalMask)) {
            return awaitFor(epfd, events, maxevents, nanos);
        }
        TaskStruct task = entry.scheduler.current();
        long mask = task.blockedSignals;
        int failure = SignalCalls.borrowMask(task, signalMask);
        try {
            return failure != 0 ? failure : awaitFor(epfd, events, maxevents, nanos);
        } finally {
            task.blockedSignals = mask;
        }
    }

    private int awaitFor(int epfd, EpollEvents events, int maxevents, long nanos) {
        entry.enter();
        OpenFile epoll = entry.table.get(epfd);
        if (epoll == null) {
            return -EBADF;
        }
        try {
            return EpollWait.await(epoll, events, maxevents, nanos);
        } finally {
            epoll.unpin();
        }
    }
}
