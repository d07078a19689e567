package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EEXIST;
import static io.epoll4j.sys.Errno.EINVAL;

/// EPOLLEXCLUSIVE: what it may be combined with, and when.
final class Exclusive extends Lab {
    @Row(id = "EX-01", says = "an exclusive item reports as any other")
    void plain() {
        var p = pipe();
        var e = epoll().add(p.r(), IN | EXCLUSIVE);
        e.seesNothing();
        p.w().write(1);
        e.sees(p.r().is(IN));
    }

    @Row(id = "EX-02", says = "MOD with EXCLUSIVE of a normal item: EINVAL")
    void modifyTo() {
        var v = eventfd(1);
        var e = epoll().add(v, IN);
        e.refuses(EINVAL, MOD, v, IN | EXCLUSIVE);
        e.sees(v.is(IN));
    }

    @Row(id = "EX-03", says = "MOD of an exclusive item: EINVAL, with or without the bit")
    void modifyFrom() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | EXCLUSIVE);
        for (int mask : new int[] {IN, OUT, 0, IN | EXCLUSIVE, IN | ET}) {
            e.refuses(EINVAL, MOD, v, mask);
        }
        e.sees(v.is(IN));
    }

    @Row(id = "EX-04", says = "ADD of an epoll as exclusive: EINVAL, before any loop is looked for")
    void epollAsTarget() {
        var inner = epoll();
        var outer = epoll();
        outer.refuses(EINVAL, ADD, inner, IN | EXCLUSIVE);
        outer.add(inner, IN);
        inner.refuses(EINVAL, ADD, outer, IN | EXCLUSIVE);
    }

    @Row(id = "X-EX-05", says = "ADD as exclusive with RDHUP, PRI, ONESHOT or RDNORM: EINVAL")
    void otherBits() {
        var e = epoll();
        var v = eventfd(0);
        for (int bit : new int[] {RDHUP, PRI, ONESHOT, RDNORM, WRNORM, MSG, 1 << 27}) {
            e.refuses(EINVAL, ADD, v, IN | EXCLUSIVE | bit);
        }
        e.add(v, IN | EXCLUSIVE);
    }

    @Row(id = "EX-06", says = "ADD as exclusive with IN, OUT, ERR, HUP, WAKEUP, ET: fine")
    void legalBits() {
        epoll().add(eventfd(0), EXCLUSIVE | IN | OUT | ERR | HUP | WAKEUP | ET);
    }

    @Row(id = "EX-07", says = "EXCLUSIVE alone on a pipe's write end: ERR when the reader closes")
    void errorsStay() {
        var p = pipe();
        var e = epoll().add(p.w(), EXCLUSIVE);
        p.r().close();
        e.sees(p.w().is(ERR));
    }

    @Row(id = "X-EX-08", says = "the exclusive rules go before ENOENT and EEXIST")
    void rulesFirst() {
        var e = epoll();
        var v = eventfd(0);
        e.refuses(EINVAL, MOD, v, IN | EXCLUSIVE);
        e.add(v, IN);
        e.refuses(EINVAL, ADD, v, IN | EXCLUSIVE | ONESHOT);
        e.refuses(EEXIST, ADD, v, IN | EXCLUSIVE);
    }

    @Row(id = "EX-09", says = "ADD of a registered exclusive item: EEXIST")
    void twice() {
        var v = eventfd(0);
        var e = epoll().add(v, IN | EXCLUSIVE);
        e.refuses(EEXIST, ADD, v, IN | EXCLUSIVE);
        e.refuses(EEXIST, ADD, v, IN);
    }

    @Row(id = "X-EX-10", says = "DEL and ADD turn an exclusive item into a normal one and back")
    void turned() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | EXCLUSIVE).del(v).add(v, IN).mod(v, IN | ET).del(v);
        e.add(v, IN | EXCLUSIVE);
        e.sees(v.is(IN));
    }

    @Row(id = "EX-19", says = "ADD as exclusive of what is ready: reported at once")
    void readyAtAdd() {
        var v = eventfd(1);
        epoll().add(v, IN | EXCLUSIVE).sees(v.is(IN));
    }
}
