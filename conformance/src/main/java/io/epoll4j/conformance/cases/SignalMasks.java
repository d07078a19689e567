package io.epoll4j.conformance.cases;

import static io.epoll4j.conformance.cases.Raw.SIGUSR1;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINTR;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Signals.SIG_BLOCK;
import static io.epoll4j.sys.Signals.SIG_SETMASK;

import io.epoll4j.conformance.Scope;
import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.LinuxKernel;
import io.epoll4j.sys.Signals;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;
import java.util.function.ToIntFunction;

/// epoll_pwait and epoll_pwait2: the signal mask that holds while they wait.
final class SignalMasks extends Lab {
    private static final long BAD = 1;
    private static final MemorySegment NONE = Signals.mask();
    private static final MemorySegment USR1 = Signals.mask(SIGUSR1);

    /// What a thread with SIGUSR1 blocked and pending gets from that call.
    private int whilePending(ToIntFunction<LinuxKernel> call) {
        Raw.handle(SIGUSR1, 0);
        var linux = linux();
        return start(
                        "with a signal pending",
                        () -> {
                            ok("sigmask", linux.sigmask(SIG_BLOCK, USR1, MemorySegment.NULL));
                            ok("tgkill", linux.tgkill(linux.getpid(), linux.gettid(), SIGUSR1));
                            expectPending(true);
                            return call.applyAsInt(linux);
                        })
                .result();
    }

    private void expectPending(boolean expected) {
        expect("SIGUSR1 is pending", expected, (Raw.pending() & 1L << (SIGUSR1 - 1)) != 0);
    }

    private static int pwait(LinuxKernel linux, Ep e, int timeout, MemorySegment mask) {
        return linux.epollPwait(e.n, new EpollEvents(4), 4, timeout, mask);
    }

    @Row(id = "SM-01", scope = Scope.LINUX, says = "a signal the mask blocks does not interrupt")
    void blocked() {
        var e = epoll();
        int answer =
                whilePending(linux -> {
                    int n = pwait(linux, e, 50, USR1);
                    expectPending(true);
                    return n;
                });
        expect("epoll_pwait", 0, answer);
    }

    @Row(id = "SM-02", scope = Scope.LINUX, says = "no mask: a signal interrupts, EINTR")
    void noMask() {
        Raw.handle(SIGUSR1, 0);
        var linux = linux();
        var e = epoll();
        var tid = new java.util.concurrent.atomic.AtomicInteger();
        var waiter =
                start(
                        "pwait",
                        () -> {
                            tid.set(linux.gettid());
                            return pwait(linux, e, LONG, MemorySegment.NULL);
                        });
        waiter.untilAsleep();
        ok("tgkill", linux.tgkill(linux.getpid(), tid.get(), SIGUSR1));
        refused("epoll_pwait", EINTR, waiter.result());
    }

    @Row(
            id = "SM-03",
            scope = Scope.LINUX,
            says = "a pending signal the mask lets through: EINTR at once, the handler ran")
    void unblocked() {
        var e = epoll();
        int answer =
                whilePending(linux -> {
                    int n = pwait(linux, e, LONG, NONE);
                    expectPending(false);
                    return n;
                });
        refused("epoll_pwait", EINTR, answer);
    }

    @Row(
            id = "X-SM-04",
            scope = Scope.LINUX,
            says = "a wait of no time under such a mask: 0, no EINTR")
    void noTime() {
        var e = epoll();
        expect("epoll_pwait(0)", 0, whilePending(linux -> pwait(linux, e, 0, NONE)));
    }

    @Row(
            id = "SM-05",
            scope = Scope.LINUX,
            says = "a bad mask pointer goes before a bad epoll: EFAULT")
    void badMask() {
        var e = epoll();
        for (int epfd : new int[] {e.n, -1}) {
            refused("pwait", EFAULT, Raw.epollPwait(epfd, scratch().address(), 1, 0, BAD, 8));
            refused("pwait2", EFAULT, Raw.epollPwait2(epfd, scratch().address(), 1, 0, BAD, 8));
        }
    }

    @Row(
            id = "SM-06",
            scope = Scope.LINUX,
            says = "a mask of size 0, 4, 16: EINVAL; without a mask the size is not looked at")
    void maskSize() {
        var e = epoll().add(eventfd(1), IN);
        long to = scratch().address();
        for (long size : new long[] {0, 4, 16}) {
            refused("pwait", EINVAL, Raw.epollPwait(e.n, to, 1, 0, NONE.address(), size));
            refused("pwait2", EINVAL, Raw.epollPwait2(e.n, to, 1, 0, NONE.address(), size));
        }
        expect("pwait without a mask", 1, Raw.epollPwait(e.n, to, 1, 0, 0, 99));
        expect("pwait2 without a mask", 1, Raw.epollPwait2(e.n, to, 1, 0, 0, 99));
    }

    @Row(id = "SM-07", scope = Scope.LINUX, says = "the caller's mask is back after any return")
    void restored() {
        var linux = linux();
        var ready = epoll().add(eventfd(1), IN);
        var idle = epoll();
        start(
                        "mask",
                        () -> {
                            ok("sigmask", linux.sigmask(SIG_SETMASK, USR1, MemorySegment.NULL));
                            pwait(linux, ready, 0, NONE);
                            pwait(linux, idle, 1, NONE);
                            linux.epollPwait(-1, new EpollEvents(1), 1, 0, NONE);
                            var now = Signals.mask();
                            ok("sigmask", linux.sigmask(SIG_BLOCK, MemorySegment.NULL, now));
                            expect("SIGUSR1 blocked", true, Signals.contains(now, SIGUSR1));
                            return 0;
                        })
                .result();
    }

    @Row(
            id = "SM-08",
            scope = Scope.LINUX,
            says = "a pending signal and a ready item: the item, and the signal stays pending")
    void itemFirst() {
        var e = epoll().add(eventfd(1), IN);
        int answer =
                whilePending(linux -> {
                    int n = pwait(linux, e, -1, NONE);
                    expectPending(true);
                    return n;
                });
        expect("epoll_pwait", 1, answer);
    }

    @Row(id = "SM-09", scope = Scope.LINUX, says = "without a mask epoll_pwait is epoll_wait")
    void likeWait() {
        var e = epoll();
        expect("idle", 0, pwait(linux(), e, 0, MemorySegment.NULL));
        e.add(eventfd(1), IN);
        expect("ready", 1, pwait(linux(), e, -1, MemorySegment.NULL));
        refused(
                "-1",
                io.epoll4j.sys.Errno.EBADF,
                linux().epollPwait(-1, new EpollEvents(1), 1, 0, MemorySegment.NULL));
    }

    @Row(id = "X-SM-10", scope = Scope.LINUX, says = "epoll_pwait2 takes a mask too: EINTR at once")
    void pwait2() {
        var e = epoll();
        var tenSeconds = Timespec.allocate();
        Timespec.set(tenSeconds, 10, 0);
        int answer =
                whilePending(
                        linux -> linux.epollPwait2(e.n, new EpollEvents(1), 1, tenSeconds, NONE));
        refused("epoll_pwait2", EINTR, answer);
    }

    @Row(
            id = "P2-05",
            scope = Scope.POINTER,
            says = "a bad timespec goes before a bad epoll: EFAULT")
    void badTimespec() {
        linux();
        long to = scratch().address();
        refused("good epoll", EFAULT, Raw.epollPwait2(epoll().n, to, 1, BAD, 0, 8));
        refused("bad epoll", EFAULT, Raw.epollPwait2(-1, to, 1, BAD, 0, 8));
    }
}
