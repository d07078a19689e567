package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;

import io.epoll4j.conformance.Scope;
import io.epoll4j.sys.EpollEvents;
import java.lang.foreign.MemorySegment;

/// What epoll_wait refuses, and in which order it looks.
final class WaitErrors extends Lab {
    private static final int MOST = Integer.MAX_VALUE / (Raw.ARM ? 16 : 12);
    private static final MemorySegment OUTSIDE = MemorySegment.ofAddress(-4096L);

    private int wait(int epfd, int max) {
        return k.epollWait(epfd, new EpollEvents(4), max, 0);
    }

    @Row(id = "WA-01", says = "wait on -1 or a closed number: EBADF")
    void badEpoll() {
        refused("-1", EBADF, wait(-1, 1));
        refused("closed", EBADF, wait(closedNumber(), 1));
    }

    @Row(id = "WA-02", says = "wait on a pipe: EINVAL")
    void notAnEpoll() {
        refused("pipe", EINVAL, wait(pipe().r().n, 1));
        refused("eventfd", EINVAL, wait(eventfd(1).n, 1));
    }

    @Row(id = "WA-03", says = "maxevents 0: EINVAL")
    void none() {
        refused("0", EINVAL, wait(epoll().n, 0));
    }

    @Row(id = "WA-04", says = "maxevents below 0: EINVAL")
    void negative() {
        refused("-1", EINVAL, wait(epoll().n, -1));
        refused("MIN", EINVAL, wait(epoll().n, Integer.MIN_VALUE));
    }

    @Row(
            id = "WA-05",
            scope = Scope.POINTER,
            says = "maxevents INT_MAX / sizeof is legal, one more is EINVAL")
    void most() {
        var e = epoll();
        refused("one too many", EINVAL, wait(e.n, MOST + 1));
        if (!onLinux()) return;
        expect("the most", 0, linux().epollWait(e.n, MemorySegment.NULL, MOST, 0));
    }

    @Row(id = "X-WA-06", says = "maxevents beyond the buffer: EFAULT, and nothing is consumed")
    void beyondTheBuffer() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | ET);
        refused("5 into 4", EFAULT, wait(e.n, 5));
        e.sees(v.is(IN));
    }

    @Row(id = "WA-07", scope = Scope.POINTER, says = "null events with nothing ready: 0")
    void nullBuffer() {
        expect("wait", 0, linux().epollWait(epoll().n, MemorySegment.NULL, 1, 0));
    }

    @Row(id = "WA-08", scope = Scope.POINTER, says = "events outside user space: EFAULT at once")
    void outside() {
        var e = epoll();
        refused("beyond the buffer", EFAULT, wait(e.n, 5));
        if (onLinux()) refused("outside", EFAULT, linux().epollWait(e.n, OUTSIDE, 1, 0));
    }

    @Row(id = "WA-09", scope = Scope.POINTER, says = "null events and maxevents 0: EINVAL")
    void countFirst() {
        refused("null", EINVAL, linux().epollWait(epoll().n, MemorySegment.NULL, 0, 0));
        refused("outside", EINVAL, linux().epollWait(epoll().n, OUTSIDE, -1, 0));
    }

    @Row(
            id = "X-WA-10",
            scope = Scope.POINTER,
            says = "null events with something ready: EFAULT, and the event is not lost")
    void faultKeepsTheEvent() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | ET);
        refused("wait", EFAULT, linux().epollWait(e.n, MemorySegment.NULL, 1, 0));
        e.sees(v.is(IN));
        e.seesNothing();
    }

    @Row(id = "WA-11", says = "one event into a buffer of four leaves the other three alone")
    void untouched() {
        var v = eventfd(1);
        var e = epoll().add(v, IN);
        var events = new EpollEvents(4);
        for (int i = 0; i < 4; i++) events.set(i, 77, 1000 + i);
        expect("wait", 1, k.epollWait(e.n, events, 4, 0));
        for (int i = 1; i < 4; i++) {
            expect("slot " + i, new Ev(77, 1000 + i), new Ev(events.events(i), events.data(i)));
        }
    }

    @Row(
            id = "X-WA-12",
            says = "a bad epoll goes before a bad maxevents: EBADF",
            version = "EINVAL before 6.15")
    void badBoth() {
        refused("-1, 0", EBADF, wait(-1, 0));
        refused("closed, -1", EBADF, wait(closedNumber(), -1));
    }

    @Row(id = "X-WA-13", says = "a bad maxevents goes before the descriptor's kind: EINVAL")
    void countBeforeKind() {
        refused("pipe, 0", EINVAL, wait(pipe().r().n, 0));
    }

    @Row(id = "WA-13", scope = Scope.POINTER, says = "a bad buffer goes before the kind: EFAULT")
    void bufferBeforeKind() {
        refused("pipe, beyond the buffer", EFAULT, wait(pipe().r().n, 5));
        if (onLinux()) refused("pipe", EFAULT, linux().epollWait(pipe().r().n, OUTSIDE, 1, 0));
    }
}
