package io.epoll4j.sys;

import static io.epoll4j.sys.Pointer.NOWHERE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/// The calls that wait for several descriptors at once: epoll, poll, select.
///
/// Safe for any thread; all state but one hint is in the thread's [Scratch].
abstract class LinuxEpoll implements LinuxKernel {
    private static final Architecture HERE = Architecture.current();
    private static final MemorySegment NULL = MemorySegment.NULL;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final int FOREVER = -1;

    private final SystemCall pwait2;

    /// Set for good once the kernel says that it lacks epoll_pwait2. Every thread may find out.
    private volatile boolean pwait2Missing;

    /// @param pwait2 the call to wait with a timespec, so that tests can name one no kernel has
    LinuxEpoll(SystemCall pwait2) {
        this.pwait2 = pwait2;
    }

    /// The generic ABI has no epoll_create; there it is made of its successor, as the C libraries
    /// do.
    @Override
    public int epollCreate(int size) {
        if (SystemCall.EPOLL_CREATE.number >= 0) {
            return (int) Gate.call(SystemCall.EPOLL_CREATE, size);
        }
        return size <= 0 ? -Errno.EINVAL : epollCreate1(0);
    }

    @Override
    public int epollCreate1(int flags) {
        return (int) Gate.call(SystemCall.EPOLL_CREATE1, flags);
    }

    @Override
    public int epollCtl(int epfd, int op, int fd, int events, long data) {
        var scratch = Scratch.mine();
        var memory = scratch.memory;
        memory.set(JAVA_INT_UNALIGNED, Scratch.EVENT, events);
        memory.set(JAVA_LONG_UNALIGNED, Scratch.EVENT + HERE.epollDataOffset, data);
        return (int) Gate.call(SystemCall.EPOLL_CTL, epfd, op, fd, scratch.address + Scratch.EVENT);
    }

    @Override
    public int epollCtl(int epfd, int op, int fd, MemorySegment event) {
        return (int) Gate.call(SystemCall.EPOLL_CTL, epfd, op, fd, event.address(), event);
    }

    @Override
    public int epollWait(int epfd, EpollEvents events, int maxevents, int timeoutMillis) {
        return wait(epfd, address(events, maxevents), maxevents, timeoutMillis, events.memory());
    }

    @Override
    public int epollWait(int epfd, MemorySegment events, int maxevents, int timeoutMillis) {
        return wait(epfd, events.address(), maxevents, timeoutMillis, events);
    }

    private int wait(int epfd, long address, int maxevents, int millis, MemorySegment held) {
        return (int) Gate.call(SystemCall.EPOLL_WAIT, epfd, address, maxevents, millis, held);
    }

    @Override
    public int epollPwait(
            int epfd,
            EpollEvents events,
            int maxevents,
            int timeoutMillis,
            MemorySegment signalMask) {
        return (int)
                Gate.call(
                        SystemCall.EPOLL_PWAIT,
                        epfd,
                        address(events, maxevents),
                        maxevents,
                        timeoutMillis,
                        signalMask.address(),
                        Signals.MASK_SIZE,
                        events.memory(),
                        signalMask);
    }

    @Override
    public int epollPwait2(int epfd, EpollEvents events, int maxevents, MemorySegment timespec) {
        return epollPwait2(epfd, events, maxevents, timespec, NULL);
    }

    @Override
    public int epollPwait2(
            int epfd,
            EpollEvents events,
            int maxevents,
            MemorySegment timespec,
            MemorySegment signalMask) {
        if (!pwait2Missing) {
            int answer = pwait2(epfd, events, maxevents, timespec, signalMask);
            if (answer != -Errno.ENOSYS && answer != -Errno.EPERM) return answer;
            pwait2Missing = true;
        }
        if (timespec.address() != 0 && !Timespec.isValid(timespec)) return -Errno.EINVAL;
        return epollPwait(epfd, events, maxevents, millis(timespec), signalMask);
    }

    /// The timespec is copied, so that no third segment has to be held.
    private int pwait2(
            int epfd,
            EpollEvents events,
            int maxevents,
            MemorySegment timespec,
            MemorySegment signalMask) {
        var scratch = Scratch.mine();
        long timeAddress = timespec.address();
        if (timeAddress != 0) {
            MemorySegment.copy(timespec, 0, scratch.memory, Scratch.TIME, Timespec.SIZE);
            timeAddress = scratch.address + Scratch.TIME;
        }
        return (int)
                Gate.call(
                        pwait2,
                        epfd,
                        address(events, maxevents),
                        maxevents,
                        timeAddress,
                        signalMask.address(),
                        Signals.MASK_SIZE,
                        events.memory(),
                        signalMask);
    }

    /// Rounded up, so that no wait ends early; one longer than 24 days ends after them.
    private static int millis(MemorySegment timespec) {
        if (timespec.address() == 0) return FOREVER;
        long millis = Math.ceilDiv(Timespec.toNanos(timespec), NANOS_PER_MILLI);
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    private static long address(EpollEvents events, int maxevents) {
        return maxevents > events.capacity() ? NOWHERE : events.memory().address();
    }

    @Override
    public int epollGetParams(int epfd, EpollParams params) {
        return ioctl(epfd, EpollFlags.EPIOCGPARAMS, params.memory());
    }

    @Override
    public int epollSetParams(int epfd, EpollParams params) {
        return ioctl(epfd, EpollFlags.EPIOCSPARAMS, params.memory());
    }

    @Override
    public int poll(PollFds fds, int nfds, int timeoutMillis) {
        var scratch = Scratch.mine();
        long time = timeoutMillis < 0 ? 0 : scratch.time((long) timeoutMillis * NANOS_PER_MILLI);
        long address = nfds > fds.capacity() ? NOWHERE : fds.memory().address();
        return (int) Gate.call(SystemCall.PPOLL, address, nfds, time, fds.memory());
    }

    /// `held` has room for one set; the other two are kept alive by the fence at the end.
    @Override
    public int select(
            int nfds,
            @Nullable FdSet readable,
            @Nullable FdSet writable,
            @Nullable FdSet exceptional,
            long timeoutMicros) {
        var scratch = Scratch.mine();
        long time = timeoutMicros < 0 ? 0 : scratch.time(Math.multiplyExact(timeoutMicros, 1_000L));
        try {
            return (int)
                    Gate.call(
                            SystemCall.PSELECT6,
                            nfds,
                            address(readable, nfds),
                            address(writable, nfds),
                            address(exceptional, nfds),
                            time,
                            0,
                            NULL,
                            NULL);
        } finally {
            Reference.reachabilityFence(readable);
            Reference.reachabilityFence(writable);
            Reference.reachabilityFence(exceptional);
        }
    }

    private static long address(@Nullable FdSet set, int nfds) {
        if (set == null) return 0;
        return nfds > set.size() ? NOWHERE : set.memory().address();
    }
}
