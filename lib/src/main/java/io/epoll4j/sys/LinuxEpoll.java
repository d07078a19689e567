package io.epoll4j.sys;

import static io.epoll4j.sys.Pointer.NOWHERE;
import static io.epoll4j.sys.SystemCall.PPOLL;
import static io.epoll4j.sys.SystemCall.PSELECT6;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/// The calls that wait for several descriptors at once: epoll, poll, select.
///
/// Safe for any thread; all state but one hint is in the thread's [Scratch].
final class LinuxEpoll {
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
    int epollCreate(int size) {
        if (SystemCall.EPOLL_CREATE.number >= 0) {
            return (int) Gate.call(SystemCall.EPOLL_CREATE, size);
        }
        return size <= 0 ? -Errno.EINVAL : epollCreate1(0);
    }

    int epollCreate1(int flags) {
        return (int) Gate.call(SystemCall.EPOLL_CREATE1, flags);
    }

    int epollCtl(int epfd, int op, int fd, int events, long data) {
        try (var scratch = Scratch.mine()) {
            var memory = scratch.memory;
            memory.set(JAVA_INT_UNALIGNED, Scratch.EVENT, events);
            memory.set(JAVA_LONG_UNALIGNED, Scratch.EVENT + HERE.epollDataOffset, data);
            long at = scratch.address + Scratch.EVENT;
            return (int) Gate.call(SystemCall.EPOLL_CTL, epfd, op, fd, at);
        }
    }

    int epollCtl(int epfd, int op, int fd, MemorySegment event) {
        return (int) Gate.call(SystemCall.EPOLL_CTL, epfd, op, fd, event.address(), event);
    }

    int epollWait(int epfd, EpollEvents events, int maxevents, int timeoutMillis) {
        long at = address(events, maxevents);
        return wait(SystemCall.EPOLL_WAIT, epfd, at, maxevents, timeoutMillis, events.memory());
    }

    int epollWait(int epfd, MemorySegment events, int maxevents, int timeoutMillis) {
        long at = events.address();
        return wait(SystemCall.EPOLL_WAIT, epfd, at, maxevents, timeoutMillis, events);
    }

    private static int wait(
            SystemCall call, int epfd, long at, int maxevents, int millis, MemorySegment held) {
        return wait(call, epfd, at, maxevents, millis, millis != 0, held, NULL);
    }

    int epollPwait(
            int epfd,
            EpollEvents events,
            int maxevents,
            int timeoutMillis,
            MemorySegment signalMask) {
        return wait(
                SystemCall.EPOLL_PWAIT,
                epfd,
                address(events, maxevents),
                maxevents,
                timeoutMillis,
                timeoutMillis != 0,
                events.memory(),
                signalMask);
    }

    /// epoll_wait in any form. `limit` is what that form takes. A virtual thread looks first, and
    /// leaves to another thread only what has to wait.
    private static int wait(
            SystemCall call,
            int epfd,
            long at,
            int maxevents,
            long limit,
            boolean mayWait,
            MemorySegment held,
            MemorySegment mask) {
        long maskAt = mask.address();
        long size = Signals.MASK_SIZE;
        if (!mayWait || !Waiting.isElsewhere())
            return (int) Gate.call(call, epfd, at, maxevents, limit, maskAt, size, held, mask);
        if (maskAt == 0) {
            long ready = Gate.call(SystemCall.EPOLL_WAIT, epfd, at, maxevents, 0, held);
            if (ready != 0) return (int) ready;
        }
        return (int) Waiting.elsewhere(call, epfd, at, maxevents, limit, maskAt, size, held, mask);
    }

    int epollPwait2(int epfd, EpollEvents events, int maxevents, MemorySegment timespec) {
        return epollPwait2(epfd, events, maxevents, timespec, NULL);
    }

    int epollPwait2(
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

    private int pwait2(
            int epfd,
            EpollEvents events,
            int maxevents,
            MemorySegment timespec,
            MemorySegment signalMask) {
        try (var scratch = Scratch.mine()) {
            long limit = scratch.time(timespec);
            boolean mayWait = mayWait(timespec, limit);
            long at = address(events, maxevents);
            var memory = events.memory();
            return wait(pwait2, epfd, at, maxevents, limit, mayWait, memory, signalMask);
        }
    }

    /// Whether a call with that limit, which lies at `at`, gets as far as to wait.
    private static boolean mayWait(MemorySegment timespec, long at) {
        return at == 0 || (at != NOWHERE && Timespec.isValid(timespec));
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

    int epollGetParams(int epfd, EpollParams params) {
        return ioctl(epfd, EpollFlags.EPIOCGPARAMS, params);
    }

    int epollSetParams(int epfd, EpollParams params) {
        return ioctl(epfd, EpollFlags.EPIOCSPARAMS, params);
    }

    private static int ioctl(int epfd, long request, EpollParams params) {
        var memory = params.memory();
        return (int) Gate.call(SystemCall.IOCTL, epfd, request, memory.address(), memory);
    }

    int poll(PollFds fds, int nfds, int timeoutMillis) {
        if (timeoutMillis == 0 || !Waiting.isElsewhere())
            return poll(fds, nfds, timeoutMillis, false);
        int ready = poll(fds, nfds, 0, false);
        return ready != 0 ? ready : poll(fds, nfds, timeoutMillis, true);
    }

    private static int poll(PollFds fds, int nfds, int millis, boolean elsewhere) {
        var held = fds.memory();
        long at = nfds > fds.capacity() ? NOWHERE : held.address();
        try (var scratch = Scratch.mine()) {
            long limit = millis < 0 ? 0 : scratch.time((long) millis * NANOS_PER_MILLI);
            return (int)
                    (elsewhere
                            ? Waiting.elsewhere(PPOLL, at, nfds, limit, 0, 0, 0, held, NULL)
                            : Gate.call(PPOLL, at, nfds, limit, held));
        }
    }

    /// A virtual thread's mask is not its own: it does not look first.
    int ppoll(PollFds fds, int nfds, MemorySegment timespec, MemorySegment signalMask) {
        var held = fds.memory();
        long at = nfds > fds.capacity() ? NOWHERE : held.address();
        long mask = signalMask.address();
        long size = Signals.MASK_SIZE;
        try (var scratch = Scratch.mine()) {
            long limit = scratch.time(timespec);
            return (int)
                    (Waiting.isElsewhere() && mayWait(timespec, limit)
                            ? Waiting.elsewhere(
                                    PPOLL, at, nfds, limit, mask, size, 0, held, signalMask)
                            : Gate.call(PPOLL, at, nfds, limit, mask, size, 0, held, signalMask));
        }
    }

    /// `held` has room for one set; the other two are kept alive by the fence at the end. The sets
    /// are taken and given, so that a look before would leave nothing to wait for.
    int select(
            int nfds,
            @Nullable FdSet readable,
            @Nullable FdSet writable,
            @Nullable FdSet exceptional,
            long timeoutMicros) {
        try (var scratch = Scratch.mine()) {
            long limit =
                    timeoutMicros < 0 ? 0 : scratch.time(Math.multiplyExact(timeoutMicros, 1_000L));
            long in = address(readable, nfds);
            long out = address(writable, nfds);
            long except = address(exceptional, nfds);
            return (int)
                    (timeoutMicros != 0 && Waiting.isElsewhere()
                            ? Waiting.elsewhere(
                                    PSELECT6, nfds, in, out, except, limit, 0, NULL, NULL)
                            : Gate.call(PSELECT6, nfds, in, out, except, limit, 0, NULL, NULL));
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
