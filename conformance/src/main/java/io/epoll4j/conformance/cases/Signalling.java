package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EINTR;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.FileFlags.FD_CLOEXEC;
import static io.epoll4j.sys.FileFlags.F_GETFD;
import static io.epoll4j.sys.Signals.SFD_CLOEXEC;
import static io.epoll4j.sys.Signals.SFD_NONBLOCK;
import static io.epoll4j.sys.Signals.SIGUSR1;
import static io.epoll4j.sys.Signals.SIGUSR2;
import static io.epoll4j.sys.Signals.SIG_BLOCK;
import static io.epoll4j.sys.Signals.SIG_SETMASK;
import static io.epoll4j.sys.Signals.SIG_UNBLOCK;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.PollFds;
import io.epoll4j.sys.Signals;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;

/// Signals that somebody else raises: masks that let them through, and signalfd(2). Each case runs
/// on a thread of its own, whose mask ends with it.
final class Signalling extends Lab {
    private static final MemorySegment NONE = Signals.mask();
    private static final MemorySegment USR1 = Signals.mask(SIGUSR1);
    private static final MemorySegment BOTH = Signals.mask(SIGUSR1, SIGUSR2);
    private static final MemorySegment NULL = MemorySegment.NULL;
    private static final int INFO = 128;

    private void block(MemorySegment mask) {
        ok("sigmask", k.sigmask(SIG_BLOCK, mask, NULL));
    }

    private Fd signals(MemorySegment mask) {
        return own(k.signalfd(-1, mask, SFD_NONBLOCK), "g");
    }

    /// Reads one signal's structure and answers which it is of.
    private int next(Fd fd) {
        fd.read(INFO);
        return scratch().get(JAVA_INT_UNALIGNED, 0);
    }

    @Row(id = "X-SIG-01", says = "sigmask blocks, unblocks, sets and tells; how 3: EINVAL")
    void masks() {
        var before = Signals.mask();
        ok("tell", k.sigmask(SIG_BLOCK, NULL, before));
        block(BOTH);
        var now = Signals.mask();
        ok("unblock", k.sigmask(SIG_UNBLOCK, USR1, now));
        expectTrue("both", Signals.contains(now, SIGUSR1) && Signals.contains(now, SIGUSR2));
        ok("set", k.sigmask(SIG_SETMASK, Signals.mask(9, 19, SIGUSR1), now));
        expectTrue("one", !Signals.contains(now, SIGUSR1) && Signals.contains(now, SIGUSR2));
        ok("tell", k.sigmask(99, NULL, now));
        expectTrue(
                "SIGKILL and SIGSTOP not", !Signals.contains(now, 9) && !Signals.contains(now, 19));
        refused("how 3", EINVAL, k.sigmask(3, USR1, now));
        ok("back", k.sigmask(SIG_SETMASK, before, NULL));
    }

    @Row(id = "X-SIG-02", says = "a blocked signal waits: readable, read once, then EAGAIN")
    void reading() {
        block(BOTH);
        var g = signals(BOTH);
        var e = epoll().add(g, IN | OUT);
        e.seesNothing();
        refused("nothing", EAGAIN, g.tryRead(INFO));
        raise(SIGUSR2);
        raise(SIGUSR1);
        raise(SIGUSR1);
        e.sees(g.is(IN));
        refused("short", EINVAL, g.tryRead(INFO - 1));
        expect("lowest first", SIGUSR1, next(g));
        expect("then", SIGUSR2, next(g));
        refused("no more", EAGAIN, g.tryRead(INFO));
        e.seesNothing();
        raise(SIGUSR1);
        raise(SIGUSR2);
        expect("both at once", 2 * INFO, g.tryRead(3 * INFO));
        refused("write", EINVAL, g.tryWrite(8));
    }

    @Row(id = "X-SIG-03", says = "a signalfd hears of its own mask, which can be changed")
    void changing() {
        block(BOTH);
        var g = signals(USR1);
        var e = epoll().add(g, IN | ET);
        raise(SIGUSR2);
        e.seesNothing();
        expect("changed", g.n, k.signalfd(g.n, BOTH, 0));
        e.sees(g.is(IN));
        expect("read", SIGUSR2, next(g));
        refused("not one", EINVAL, k.signalfd(eventfd(0).n, BOTH, 0));
        refused("closed", EBADF, k.signalfd(closedNumber(), BOTH, 0));
        refused("flag 1", EINVAL, k.signalfd(-1, BOTH, 1));
        var c = own(k.signalfd(-1, BOTH, SFD_CLOEXEC), "g");
        expect("FD_CLOEXEC", FD_CLOEXEC, k.fcntl(c.n, F_GETFD, 0));
    }

    @Row(id = "X-SIG-04", says = "a pending signal that a wait's mask lets through: EINTR at once")
    void letThrough() {
        block(USR1);
        var e = epoll();
        var long10 = Timespec.allocate();
        Timespec.set(long10, 10, 0);
        var fds = new PollFds(1);
        fds.set(0, eventfd(0).n, IN);
        var out = new EpollEvents(4);
        var g = signals(USR1);
        raise(SIGUSR1);
        refused("epoll_pwait", EINTR, k.epollPwait(e.n, out, 4, LONG, NONE));
        raise(SIGUSR1);
        refused("epoll_pwait2", EINTR, k.epollPwait2(e.n, out, 4, long10, NONE));
        raise(SIGUSR1);
        refused("ppoll", EINTR, k.ppoll(fds, 1, long10, NONE));
        refused("each was taken", EAGAIN, g.tryRead(INFO));
        raise(SIGUSR1);
        expect("blocked", 0, k.epollPwait(e.n, out, 4, 10, USR1));
        expect("blocked by the thread", 0, k.epollPwait(e.n, out, 4, 10, NULL));
        expect("no time, no EINTR", 0, k.epollPwait(e.n, out, 4, 0, NONE));
        e.add(eventfd(1), IN);
        expect("an event goes first", 1, k.epollPwait(e.n, out, 4, LONG, NONE));
        expect("and it stays", SIGUSR1, next(g));
    }

    @Row(id = "X-SIG-05", says = "the thread's mask is back after each such wait")
    void restored() {
        block(USR1);
        var e = epoll();
        var now = Signals.mask();
        k.epollPwait(e.n, new EpollEvents(1), 1, 1, NONE);
        k.epollPwait(-1, new EpollEvents(1), 1, 1, NONE);
        k.ppoll(new PollFds(1), 2, NULL, NONE);
        ok("sigmask", k.sigmask(SIG_BLOCK, NULL, now));
        expectTrue("SIGUSR1 is blocked", Signals.contains(now, SIGUSR1));
    }
}
