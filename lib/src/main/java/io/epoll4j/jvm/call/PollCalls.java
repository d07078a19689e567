package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.file.SelectCall;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.sys.FdSet;
import io.epoll4j.sys.PollFds;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// poll(2) and select(2) (fs/select.c).
public final class PollCalls {
    public static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;

    private final IntFunction<@Nullable OpenFile> files;

    private final Entry entry;

    /// Into the kernel behind `entry`.
    public PollCalls(Entry entry) {
        this.entry = entry;
        this.files = entry.table::get;
    }

    public int poll(PollFds fds, int nfds, int timeoutMillis) {
        return poll(fds, nfds, timeoutMillis * NANOS_PER_MILLI);
    }

    private int poll(PollFds fds, int nfds, long nanos) {
        if (Integer.compareUnsigned(nfds, entry.table.softLimit()) > 0) {
            return -EINVAL;
        }
        return entry.scratch(entry.enter()).poll.poll(files, fds, nfds, nanos);
    }

    public int ppoll(PollFds fds, int nfds, MemorySegment timespec, MemorySegment signalMask) {
        int failure = Entry.checkTime(timespec);
        if (failure != 0) {
            return failure;
        }
        TaskStruct task = entry.scheduler.current();
        long mask = task.blockedSignals;
        failure = SignalCalls.borrowMask(task, signalMask);
        if (failure != 0) {
            return failure;
        }
        try {
            return poll(fds, nfds, Entry.isNull(timespec) ? -1 : Timespec.toNanos(timespec));
        } finally {
            task.blockedSignals = mask;
        }
    }

    public int select(
            int nfds,
            @Nullable FdSet readable,
            @Nullable FdSet writable,
            @Nullable FdSet exceptional,
            long timeoutMicros) {
        long nanos =
                timeoutMicros < 0 || timeoutMicros > Long.MAX_VALUE / NANOS_PER_MICRO
                        ? -1
                        : timeoutMicros * NANOS_PER_MICRO;
        if (nfds < 0) {
            return -EINVAL;
        }
        if (isShort(readable, nfds) || isShort(writable, nfds) || isShort(exceptional, nfds)) {
            return -EFAULT;
        }
        TaskStruct task = entry.enter();
        return SelectCall.select(
                entry.scratch(task).poll, files, nfds, readable, writable, exceptional, nanos);
    }

    private static boolean isShort(@Nullable FdSet set, int nfds) {
        return set != null && nfds > set.size();
    }
}
