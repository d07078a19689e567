package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_DEL;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_MOD;

import io.epoll4j.sys.EpollEvents;
import java.util.List;

/// An epoll of a case. Data is the descriptor's number unless the case gives another.
final class Ep extends Fd {
    private static final int ROOM = 64;

    Ep(Lab lab, int n, String name) {
        super(lab, n, name);
    }

    // changing it

    Ep add(Fd fd, int mask) {
        return add(fd, mask, fd.n);
    }

    Ep add(Fd fd, int mask, long data) {
        return change(EPOLL_CTL_ADD, fd, mask, data);
    }

    Ep mod(Fd fd, int mask) {
        return mod(fd, mask, fd.n);
    }

    Ep mod(Fd fd, int mask, long data) {
        return change(EPOLL_CTL_MOD, fd, mask, data);
    }

    Ep del(Fd fd) {
        return change(EPOLL_CTL_DEL, fd, 0, 0);
    }

    /// The bare call.
    int ctl(int op, int fd, int mask, long data) {
        return lab.k.epollCtl(n, op, fd, mask, data);
    }

    /// The call must fail with that errno.
    void refuses(int errno, int op, int fd, int mask) {
        lab.expect(told(op, Integer.toString(fd), mask), -errno, ctl(op, fd, mask, fd));
    }

    void refuses(int errno, int op, Fd fd, int mask) {
        lab.expect(told(op, fd.name, mask), -errno, ctl(op, fd.n, mask, fd.n));
    }

    private Ep change(int op, Fd fd, int mask, long data) {
        lab.expect(told(op, fd.name, mask), 0, ctl(op, fd.n, mask, data));
        return this;
    }

    private String told(int op, String fd, int mask) {
        return "epoll_ctl("
                + name
                + ", "
                + Names.op(op)
                + ", "
                + fd
                + ", "
                + Names.mask(mask)
                + ")";
    }

    // waiting

    /// epoll_wait, whatever it answers.
    Harvest await(int max, int timeout) {
        var events = new EpollEvents(max);
        return Harvest.of(lab.k.epollWait(n, events, max, timeout), events);
    }

    Harvest await(int timeout) {
        return await(ROOM, timeout);
    }

    /// A wait of no time must bring exactly these events in this order.
    void sees(Ev... events) {
        seesWithin(0, events);
    }

    /// A wait of at most so many milliseconds must bring exactly these events in this order.
    void seesWithin(int timeout, Ev... events) {
        expect(timeout, List.of(events), await(timeout));
    }

    /// A wait of no time for at most `max` events must bring exactly these.
    void seesUpTo(int max, Ev... events) {
        expect(0, List.of(events), await(max, 0));
    }

    void seesNothing() {
        seesWithin(0);
    }

    /// A wait of no time must bring so many events.
    void counts(int events) {
        counts(events, ROOM);
    }

    void counts(int events, int max) {
        lab.expect("epoll_wait(" + name + ", max " + max + ", 0)", events, await(max, 0).answer());
    }

    private void expect(int timeout, List<Ev> expected, Harvest seen) {
        lab.expect(
                "epoll_wait(" + name + ", " + timeout + " ms)", lab.show(expected), lab.show(seen));
    }

    /// poll(2) of the epoll itself must find it readable, or not.
    void readable(boolean expected) {
        polls(expected ? Lab.IN | Lab.RDNORM : 0);
    }
}
