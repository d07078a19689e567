package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.FileFlags.POLLNVAL;
import static io.epoll4j.sys.FileFlags.RLIMIT_NOFILE;

import io.epoll4j.sys.PollFds;

/// poll(2), which looks at the same wait queues as epoll and keeps nothing (fs/select.c).
final class Polling extends Lab {
    /// `fds` and masks in turn.
    private static PollFds set(int... fdsAndMasks) {
        var set = new PollFds(fdsAndMasks.length / 2);
        for (int i = 0; i < set.capacity(); i++) {
            set.set(i, fdsAndMasks[2 * i], fdsAndMasks[2 * i + 1]);
            set.revents(i, 0x7fff);
        }
        return set;
    }

    private void expectRevents(PollFds set, int... masks) {
        for (int i = 0; i < masks.length; i++) {
            expect("revents " + i, Names.mask(masks[i]), Names.mask(set.revents(i) & 0xffff));
        }
    }

    @Row(id = "X-PO-01", says = "the answer counts entries, NVAL too, and every revents is written")
    void counts() {
        var p = pipe();
        p.w().write(1);
        var set = set(p.r().n, IN, p.w().n, IN, closedNumber(), IN, -1, IN, p.w().n, OUT);
        expect("poll", 3, k.poll(set, 5, 0));
        expectRevents(set, IN, 0, POLLNVAL, 0, OUT);
    }

    @Row(id = "X-PO-02", says = "only the first nfds entries are looked at; none at all: a sleep")
    void prefix() {
        var v = eventfd(1);
        var set = set(v.n, 0, v.n, IN);
        expect("poll of one", 0, k.poll(set, 1, 0));
        expect("the other's revents", 0x7fff, set.revents(1));
        long time = milliseconds(() -> expect("poll of none", 0, k.poll(set, 0, 20)));
        expectTrue(time + " ms", time >= 20);
    }

    @Row(
            id = "X-PO-03",
            says = "more entries than descriptors are allowed: EINVAL; than there are: EFAULT")
    void tooMany() {
        var limits = new long[2];
        ok("getrlimit", k.getrlimit(RLIMIT_NOFILE, limits));
        skipIf(Long.compareUnsigned(limits[0], 1 << 22) > 0, "so many descriptors are allowed");
        int many = (int) limits[0] + 1;
        refused("one more than allowed", EINVAL, k.poll(new PollFds(many), many, 0));
        refused("beyond the array", EFAULT, k.poll(new PollFds(2), 3, 0));
    }

    @Row(id = "X-PO-04", says = "one descriptor three times: three answers, each with its own mask")
    void repeated() {
        var v = eventfd(1);
        var set = set(v.n, IN, v.n, OUT, v.n, PRI);
        expect("poll", 2, k.poll(set, 3, 0));
        expectRevents(set, IN, OUT, 0);
    }

    @Row(id = "X-PO-05", says = "HUP and ERR come unasked, also to who sleeps for nothing else")
    void unasked() {
        var p = pipe();
        var q = pipe();
        var sleeper = start("poll", () -> poll(p.r().n, 0, LONG)).untilAsleep();
        p.w().write(1);
        sleeper.untilAsleep();
        p.w().close();
        expect("revents", HUP, (int) sleeper.result());
        q.r().close();
        expect("revents", ERR, poll(q.w().n, 0));
    }

    @Row(
            id = "X-PO-06",
            says = "asleep on three: what the third tells ends it, and only that is set")
    void third() {
        var a = pipe();
        var b = pipe();
        var v = eventfd(0);
        var set = set(a.r().n, IN, b.r().n, IN, v.n, IN);
        var sleeper = start("poll", () -> (long) k.poll(set, 3, LONG)).untilAsleep();
        v.put(1);
        returns(1, sleeper);
        expectRevents(set, 0, 0, IN);
    }

    @Row(id = "X-PO-07", says = "asleep for OUT: input does not end it, room does")
    void onlyRoom() {
        var s = stream();
        s.a().fill(4096);
        var sleeper = start("poll", () -> poll(s.a().n, OUT, LONG)).untilAsleep();
        s.b().write(1);
        sleeper.untilAsleep();
        s.b().drain();
        expect("revents", OUT, (int) sleeper.result());
    }

    @Row(id = "X-PO-08", says = "one write ends every poll, unlike waits on one epoll")
    void everybody() {
        var p = pipe();
        for (int i = 0; i < 4; i++) {
            start("poll " + i, () -> poll(p.r().n, IN, LONG)).untilAsleep();
        }
        p.w().write(1);
        expect("done", 4, finished());
    }

    @Row(id = "X-PO-09", says = "a number closed under a poll: the file stays polled")
    void closedUnder() {
        var p = pipe();
        var sleeper = start("poll", () -> poll(p.r().n, IN, LONG)).untilAsleep();
        p.r().close();
        sleeper.untilAsleep();
        expect("the pipe still has a reader", 1, p.w().tryWrite(1));
        // the number is looked up again on waking, as in no other call
        expect("revents", POLLNVAL, (int) sleeper.result());
    }

    @Row(id = "X-PO-10", says = "a poll of no time and one that ends in time leave nothing behind")
    void leavesNothing() {
        var v = eventfd(0);
        for (int i = 0; i < 100; i++) expect("poll", 0, poll(v.n, IN, i % 2));
        var e = epoll().add(v, IN | ET);
        v.put(1);
        e.sees(v.is(IN));
        expect("poll", IN, poll(v.n, IN));
        e.seesNothing();
    }

    @Row(id = "X-PO-11", says = "any negative time is without limit, INT_MAX ms is legal")
    void times() {
        for (int time : new int[] {-1, -2, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            var v = eventfd(0);
            var sleeper = start("poll " + time, () -> poll(v.n, IN, time)).untilAsleep();
            v.put(1);
            expect("revents", IN, (int) sleeper.result());
        }
    }

    @Row(
            id = "X-PO-12",
            says = "RDHUP, RDNORM, WRNORM are told when asked for; MSG and unknown bits never")
    void otherBits() {
        var s = stream();
        s.b().write(1);
        s.b().close();
        expect(
                "all",
                Names.mask(IN | OUT | HUP | RDHUP | RDNORM | WRNORM | WRBAND),
                Names.mask(poll(s.a().n, 0xffff)));
        expect("some", Names.mask(RDHUP | HUP), Names.mask(poll(s.a().n, RDHUP)));
        expect("none", Names.mask(HUP), Names.mask(poll(s.a().n, MSG | 0x1000)));
    }

    @Row(
            id = "X-PO-13",
            says = "poll of an epoll in an epoll: the source is asked, whatever is queued")
    void nested() {
        var v = eventfd(1);
        var inner = epoll().add(v, IN);
        var outer = epoll().add(inner, IN);
        outer.readable(true);
        v.take();
        outer.readable(false);
        inner.readable(false);
        v.put(1);
        inner.readable(true);
        outer.sees(inner.is(IN));
    }
}
