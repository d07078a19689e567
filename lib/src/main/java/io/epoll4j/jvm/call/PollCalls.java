package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;

import io.epoll4j.jvm.Task;
import io.epoll4j.jvm.file.Call;
import io.epoll4j.jvm.file.DescriptorTable;
import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.file.SelectCall;
import io.epoll4j.jvm.net.Stack;
import io.epoll4j.jvm.task.Core;
import io.epoll4j.sys.FdSet;
import io.epoll4j.sys.PollFds;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// poll(2) and select(2) (fs/select.c).
public abstract class PollCalls extends SignalCalls {
    public static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;

    private final IntFunction<@Nullable OpenFile> files = table::get;

    public PollCalls(Core core, Stack stack, DescriptorTable table) {
        super(core, stack, table);
    }

    @Override
    public int poll(PollFds fds, int nfds, int timeoutMillis) {
        return poll(fds, nfds, timeoutMillis * NANOS_PER_MILLI);
    }

    private int poll(PollFds fds, int nfds, long nanos) {
        if (Integer.compareUnsigned(nfds, table.softLimit()) > 0) {
            return -EINVAL;
        }
        return enter().poll.poll(files, fds, nfds, nanos);
    }

    @Override
    public int ppoll(PollFds fds, int nfds, MemorySegment timespec, MemorySegment signalMask) {
        int failure = checkTime(timespec);
        if (failure != 0) {
            return failure;
        }
        Task task = core.current();
        long mask = task.blockedSignals;
        failure = borrowMask(task, signalMask);
        if (failure != 0) {
            return failure;
        }
        try {
            return poll(fds, nfds, isNull(timespec) ? -1 : Timespec.toNanos(timespec));
        } finally {
            task.blockedSignals = mask;
        }
    }

    @Override
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
        Call call = enter();
        return SelectCall.select(call.poll, files, nfds, readable, writable, exceptional, nanos);
    }

    private static boolean isShort(@Nullable FdSet set, int nfds) {
        return set != null && nfds > set.size();
    }
}
