package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOTTY;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.Errno.EPERM;
import static io.epoll4j.sys.FileFlags.FIONREAD;

import io.epoll4j.conformance.Scope;
import io.epoll4j.sys.EpollParams;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The busy-poll parameters of an epoll (Linux 6.9, CONFIG_NET_RX_BUSY_POLL).
final class BusyPoll extends Lab {
    private static final long SET = 0x40088a01L;
    private static final long GET = 0x80088a02L;

    /// An epoll that knows the ioctls; skips the case where the kernel does not.
    private Ep epollWithParams() {
        var e = epoll();
        int answer = linux().epollGetParams(e.n, new EpollParams());
        skipIf(answer == -ENOTTY || answer == -EINVAL, "this kernel is older than 6.9");
        skipIf(answer == -EOPNOTSUPP, "this kernel has no CONFIG_NET_RX_BUSY_POLL");
        return e;
    }

    private int set(Ep e, int micros, int budget, int prefer, int pad) {
        try (var arena = Arena.ofConfined()) {
            var params = arena.allocate(8, 8);
            params.set(ValueLayout.JAVA_INT, 0, micros);
            params.set(ValueLayout.JAVA_SHORT, 4, (short) budget);
            params.set(ValueLayout.JAVA_BYTE, 6, (byte) prefer);
            params.set(ValueLayout.JAVA_BYTE, 7, (byte) pad);
            return linux().ioctl(e.n, SET, params);
        }
    }

    private void holds(Ep e, int micros, int budget, boolean prefer) {
        var params = new EpollParams();
        expect("EPIOCGPARAMS", 0, linux().epollGetParams(e.n, params));
        expect("usecs", micros, params.busyPollMicros());
        expect("budget", budget, params.busyPollBudget());
        expect("prefer", prefer, params.preferBusyPoll());
    }

    @Row(id = "BP-01", scope = Scope.LINUX, says = "a fresh epoll: all zero")
    void fresh() {
        holds(epollWithParams(), 0, 0, false);
    }

    @Row(id = "BP-02", scope = Scope.LINUX, says = "what was set is got")
    void setAndGet() {
        var e = epollWithParams();
        var params = new EpollParams().busyPollMicros(25).busyPollBudget(16).preferBusyPoll(true);
        expect("EPIOCSPARAMS", 0, linux().epollSetParams(e.n, params));
        holds(e, 25, 16, true);
    }

    @Row(id = "BP-03", scope = Scope.LINUX, says = "padding that is not zero: EINVAL")
    void padding() {
        refused("set", EINVAL, set(epollWithParams(), 25, 16, 1, 1));
    }

    @Row(id = "BP-04", scope = Scope.LINUX, says = "usecs INT_MAX is fine, one more EINVAL")
    void micros() {
        var e = epollWithParams();
        refused("INT_MAX + 1", EINVAL, set(e, Integer.MIN_VALUE, 16, 1, 0));
        expect("INT_MAX", 0, set(e, Integer.MAX_VALUE, 16, 1, 0));
    }

    @Row(id = "X-BP-05", scope = Scope.LINUX, says = "prefer above 1: EINVAL")
    void prefer() {
        refused("prefer 2", EINVAL, set(epollWithParams(), 25, 16, 2, 0));
    }

    @Row(id = "BP-06", scope = Scope.LINUX, says = "a budget above 64 needs CAP_NET_ADMIN: EPERM")
    void budget() {
        var e = epollWithParams();
        expect("64", 0, set(e, 25, 64, 1, 0));
        int unprivileged =
                start(
                                "unprivileged",
                                () -> {
                                    Raw.dropCapabilities();
                                    return set(e, 25, 65, 1, 0);
                                })
                        .result();
        refused("65 without the capability", EPERM, unprivileged);
        int ours = set(e, 25, 65, 1, 0);
        expectTrue("65 with or without: " + Names.answer(ours), ours == 0 || ours == -EPERM);
    }

    @Row(id = "BP-07", scope = Scope.LINUX, says = "a bad pointer: EFAULT")
    void badPointer() {
        var e = epollWithParams();
        refused("get", EFAULT, linux().ioctl(e.n, GET, MemorySegment.NULL));
        refused("set", EFAULT, linux().ioctl(e.n, SET, MemorySegment.NULL));
    }

    @Row(id = "BP-08", scope = Scope.LINUX, says = "any other ioctl on an epoll: EINVAL")
    void otherIoctl() {
        var e = epollWithParams();
        refused("FIONREAD", EINVAL, linux().ioctl(e.n, FIONREAD, scratch()));
        refused("0x8aff", EINVAL, linux().ioctl(e.n, 0x8aff, scratch()));
    }

    @Row(id = "BP-09", scope = Scope.LINUX, says = "the ioctls on a socket or pipe: ENOTTY")
    void notAnEpoll() {
        epollWithParams();
        for (var fd : new Fd[] {stream().a(), pipe().r()}) {
            refused("get of " + fd, ENOTTY, linux().epollGetParams(fd.n, new EpollParams()));
            refused("set of " + fd, ENOTTY, linux().epollSetParams(fd.n, new EpollParams()));
        }
    }
}
