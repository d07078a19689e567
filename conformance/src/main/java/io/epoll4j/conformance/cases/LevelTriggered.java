package io.epoll4j.conformance.cases;

import java.util.List;

/// Level-triggered items: reported as long as they are ready.
final class LevelTriggered extends Lab {
    @Row(id = "LT-01", says = "one unread byte is reported at every wait")
    void again() {
        var p = pipe();
        var e = epoll().add(p.r(), IN);
        p.w().write(1);
        e.sees(p.r().is(IN));
        e.sees(p.r().is(IN));
    }

    @Row(id = "LT-02", says = "after a drain: nothing")
    void drained() {
        var p = pipe();
        var e = epoll().add(p.r(), IN);
        p.w().write(5);
        e.sees(p.r().is(IN));
        p.r().drain();
        e.seesNothing();
    }

    @Row(id = "LT-03", says = "two bytes, one read: still reported")
    void partly() {
        var p = pipe();
        var e = epoll().add(p.r(), IN);
        p.w().write(2);
        e.sees(p.r().is(IN));
        p.r().read(1);
        e.sees(p.r().is(IN));
    }

    @Row(id = "LT-04", says = "two ready sources: two events, twice")
    void two() {
        var e = epoll().add(eventfd(1), IN).add(eventfd(1), IN);
        e.counts(2, 2);
        e.counts(2, 2);
    }

    @Row(id = "LT-05", says = "three fresh eventfds for IN|OUT: each exactly OUT")
    void writable() {
        var v = List.of(eventfd(0), eventfd(0), eventfd(0));
        var e = epoll();
        for (var each : v) e.add(each, IN | OUT);
        e.sees(v.get(0).is(OUT), v.get(1).is(OUT), v.get(2).is(OUT));
    }

    @Row(id = "LT-06", says = "the last of three written: OUT, OUT, IN|OUT in ADD order")
    void lastReadable() {
        var v = List.of(eventfd(0), eventfd(0), eventfd(0));
        var e = epoll();
        for (var each : v) e.add(each, IN | OUT);
        v.get(2).put(1);
        e.sees(v.get(0).is(OUT), v.get(1).is(OUT), v.get(2).is(IN | OUT));
    }

    @Row(id = "X-LT-07", says = "an eventfd at its maximum is IN, not OUT")
    void full() {
        var v = eventfd(0);
        var e = epoll().add(v, IN | OUT);
        v.put(-2);
        e.sees(v.is(IN));
        v.take();
        e.sees(v.is(OUT));
    }

    @Row(id = "LT-08", says = "written and read before the wait: nothing, state is sampled then")
    void sampled() {
        var p = pipe();
        var e = epoll().add(p.r(), IN);
        p.w().write(1);
        p.r().read(1);
        e.seesNothing();
    }

    @Row(id = "X-LT-09", says = "the bits are those of the wait, not of the wake-up")
    void bitsOfNow() {
        var p = pipe();
        var e = epoll().add(p.r(), IN);
        p.w().write(1);
        p.w().close();
        e.sees(p.r().is(IN | HUP));
        p.r().read(1);
        e.sees(p.r().is(HUP));
    }

    @Row(id = "LT-10", says = "poll of the epoll drops a queued item that was drained")
    void staleDropped() {
        var p = pipe();
        var e = epoll().add(p.r(), IN);
        p.w().write(1);
        e.readable(true);
        p.r().read(1);
        e.readable(false);
        e.seesNothing();
    }

    @Row(id = "LT-11", says = "a pipe filled by 512-byte writes is not OUT; its reader is IN")
    void pipeFull() {
        var p = pipe();
        var e = epoll().add(p.w(), OUT);
        e.sees(p.w().is(OUT));
        expectTrue("some writes were taken", p.w().fill(512) > 0);
        e.seesWithin(100);
        e.add(p.r(), IN);
        e.sees(p.r().is(IN));
    }

    @Row(id = "X-LT-12", says = "a full pipe is OUT again once a whole page is read, not before")
    void pipeSlots() {
        var p = pipe();
        var e = epoll().add(p.w(), OUT);
        p.w().fill(4096);
        e.seesNothing();
        p.r().read(4095);
        e.seesNothing();
        p.r().read(1);
        e.sees(p.w().is(OUT));
    }

    @Row(
            id = "X-LT-13",
            says = "a level-triggered item that is not asked for again leaves the list")
    void leavesTheList() {
        var a = eventfd(1);
        var b = eventfd(1);
        var e = epoll().add(a, IN).add(b, IN);
        e.sees(a.is(IN), b.is(IN));
        a.take();
        e.sees(b.is(IN));
        a.put(1);
        e.sees(b.is(IN), a.is(IN));
    }

    @Row(id = "LT-14", says = "a stream is OUT exactly while it can be written, five rounds")
    void writableWhileTrue() {
        var s = stream();
        var e = epoll().add(s.a(), OUT);
        for (int round = 0; round < 5; round++) {
            e.sees(s.a().is(OUT));
            s.a().fill(4096);
            e.seesNothing();
            var reader = start("reader", () -> s.b().drain());
            e.seesWithin(LONG, s.a().is(OUT));
            reader.result();
            s.b().drain();
        }
    }
}
