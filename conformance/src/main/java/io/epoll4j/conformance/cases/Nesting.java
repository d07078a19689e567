package io.epoll4j.conformance.cases;

import java.util.List;

/// Epolls in epolls: what the outer one tells of the inner.
final class Nesting extends Lab {
    /// An outer epoll over an inner one over a pipe.
    private record Chain(Ep outer, Ep inner, Pipe pipe) {
        void write() {
            pipe.w().write(1);
        }
    }

    private Chain chain(int link, int source) {
        var p = pipe();
        var inner = epoll().add(p.r(), source);
        return new Chain(epoll().add(inner, link), inner, p);
    }

    @Row(id = "NE-01", says = "LT over LT: reported each time")
    void levelLevel() {
        var c = chain(IN, IN);
        c.write();
        c.outer().sees(c.inner().is(IN));
        c.outer().sees(c.inner().is(IN));
    }

    @Row(id = "NE-02", says = "LT over ET: each time, while nobody takes the inner event")
    void levelEdge() {
        var c = chain(IN, IN | ET);
        c.write();
        c.outer().sees(c.inner().is(IN));
        c.outer().sees(c.inner().is(IN));
        c.inner().sees(c.pipe().r().is(IN));
        c.outer().seesNothing();
    }

    @Row(id = "NE-03", says = "ET over LT: once")
    void edgeLevel() {
        var c = chain(IN | ET, IN);
        c.write();
        c.outer().sees(c.inner().is(IN));
        c.outer().seesNothing();
    }

    @Row(id = "X-NE-04", says = "ET over ET: once for each write")
    void edgeEdge() {
        var c = chain(IN | ET, IN | ET);
        for (int i = 0; i < 3; i++) {
            c.write();
            c.outer().sees(c.inner().is(IN));
            c.outer().seesNothing();
        }
    }

    @Row(id = "NE-05", says = "a ready inner epoll is exactly IN|RDNORM")
    void bits() {
        int all = IN | RDNORM | RDBAND | MSG | OUT | WRNORM | WRBAND | PRI | RDHUP;
        var c = chain(all, IN);
        c.write();
        c.outer().sees(c.inner().is(IN | RDNORM));
        c.outer().mod(c.inner(), IN);
        c.outer().sees(c.inner().is(IN));
    }

    @Row(id = "NE-06", says = "an epoll is never writable")
    void neverWritable() {
        var c = chain(OUT, IN | OUT);
        c.write();
        c.outer().seesNothing();
        expect("poll(inner)", 0, poll(c.inner().n, OUT | WRNORM | WRBAND));
    }

    @Row(id = "NE-07", says = "the source drained: nothing on either level")
    void drained() {
        var c = chain(IN, IN);
        c.write();
        c.outer().sees(c.inner().is(IN));
        c.pipe().r().drain();
        c.outer().seesNothing();
        c.inner().seesNothing();
    }

    @Row(
            id = "X-NE-08",
            says = "the item keeps its own bits: the outer sees IN for an inner hang-up")
    void hangUpInside() {
        var c = chain(IN, 0);
        c.pipe().w().close();
        c.outer().sees(c.inner().is(IN));
        c.inner().sees(c.pipe().r().is(HUP));
    }

    @Row(id = "NE-09", says = "the ready inner epoll closes: the outer sees nothing")
    void innerCloses() {
        var c = chain(IN, IN);
        c.write();
        c.inner().close();
        c.outer().seesNothing();
    }

    @Row(id = "NE-10", says = "the ready source leaves the inner epoll, and comes back")
    void sourceLeaves() {
        var c = chain(IN, IN);
        c.write();
        c.inner().del(c.pipe().r());
        c.outer().seesNothing();
        c.inner().add(c.pipe().r(), IN);
        c.outer().sees(c.inner().is(IN));
    }

    @Row(
            id = "NE-25",
            says = "harvesting the inner does not signal the outer again",
            version = "before 5.5 it did")
    void harvestIsNoEdge() {
        var c = chain(IN | ET, IN);
        c.write();
        c.inner().sees(c.pipe().r().is(IN));
        c.outer().sees(c.inner().is(IN));
        c.outer().seesNothing();
        c.inner().sees(c.pipe().r().is(IN));
        c.outer().seesNothing();
    }

    @Row(id = "X-NE-26", says = "ONESHOT over a ready inner: once, until MOD")
    void oneshotOuter() {
        var c = chain(IN | ONESHOT, IN);
        c.write();
        c.outer().sees(c.inner().is(IN));
        c.outer().seesNothing();
        c.write();
        c.outer().seesNothing();
        c.outer().mod(c.inner(), IN | ONESHOT);
        c.outer().sees(c.inner().is(IN));
    }

    @Row(
            id = "NE-27",
            says = "idle waits on the inner leave nothing stale: the outer wakes at once")
    void noStaleWaiters() {
        var c = chain(IN, IN);
        for (int i = 0; i < 4; i++) {
            c.inner().seesNothing();
            c.inner().seesWithin(10);
        }
        var waiter = waiter(c.outer());
        c.write();
        expect("waiter", List.of(c.inner().is(IN)), waiter.result().events());
        c.outer().sees(c.inner().is(IN));
    }

    @Row(id = "X-NE-28", says = "ADD of a ready source to the inner wakes who waits on the outer")
    void addInside() {
        var c = chain(IN, IN);
        var waiter = waiter(c.outer());
        c.inner().add(eventfd(1), IN);
        expect("waiter", List.of(c.inner().is(IN)), waiter.result().events());
    }

    @Row(id = "NE-29", says = "MOD of an inner item that makes it ready wakes the outer's waiter")
    void modInside() {
        var c = chain(IN, 0);
        c.write();
        var waiter = waiter(c.outer());
        c.inner().mod(c.pipe().r(), IN);
        expect("waiter", List.of(c.inner().is(IN)), waiter.result().events());
    }

    @Row(id = "NE-30", says = "the inner closes under the outer's waiter: 0 at the deadline")
    void closedInside() {
        var c = chain(IN, IN);
        var waiter = waiter(c.outer(), 8, 200);
        c.inner().close();
        expect("waiter", 0, waiter.result().answer());
    }

    @Row(
            id = "X-NE-31",
            says = "two inners over one source: the outer sees both, by last ADD first")
    void diamond() {
        var v = eventfd(0);
        var one = epoll().add(v, IN);
        var two = epoll().add(v, IN);
        var outer = epoll().add(one, IN).add(two, IN);
        v.put(1);
        outer.sees(two.is(IN), one.is(IN));
        v.take();
        outer.seesNothing();
    }

    @Row(id = "NE-32", says = "outer and inner both tell of each of two rounds of write and drain")
    void rounds() {
        var c = chain(IN, IN);
        for (int i = 0; i < 2; i++) {
            var waiter = waiter(c.outer());
            c.write();
            expect("outer", List.of(c.inner().is(IN)), waiter.result().events());
            c.inner().sees(c.pipe().r().is(IN));
            c.pipe().r().drain();
            c.outer().seesNothing();
        }
    }

    @Row(id = "NE-33", says = "two inners with a source each: 2, 2 under LT and 2, 0 under ET")
    void twoInners() {
        for (int link : new int[] {IN, IN | ET}) {
            var one = epoll().add(eventfd(1), IN);
            var two = epoll().add(eventfd(1), IN);
            var outer = epoll().add(one, link).add(two, link);
            outer.readable(true);
            outer.counts(2, 2);
            outer.readable(link == IN);
            outer.counts(link == IN ? 2 : 0, 2);
        }
    }

    @Row(id = "NE-34", says = "waits on the outer against ADD and DEL in the inners: no deadlock")
    void noDeadlock() {
        var one = epoll();
        var two = epoll();
        var outer = epoll().add(one, IN).add(two, IN);
        var v = eventfd(1);
        var changer =
                start(
                        "changer",
                        () -> {
                            for (int i = 0; i < 2000; i++) {
                                one.add(v, IN).del(v);
                                two.add(v, IN).del(v);
                            }
                            return 0;
                        });
        while (!changer.done()) outer.await(0);
        changer.result();
    }
}
