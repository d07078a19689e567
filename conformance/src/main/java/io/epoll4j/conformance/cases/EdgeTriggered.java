package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.FileFlags.EFD_NONBLOCK;
import static io.epoll4j.sys.FileFlags.EFD_SEMAPHORE;

import java.util.ArrayList;
import java.util.List;

/// Edge-triggered items: reported once for each wake-up of their source.
final class EdgeTriggered extends Lab {
    @Row(
            id = "ET-01",
            says = "every write to a pipe is an edge, drained or not",
            version = "5.5 to 5.13: a write to a pipe with data in it was none")
    void everyWrite() {
        var p = pipe();
        var e = epoll().add(p.r(), IN | ET);
        p.w().write(1);
        e.sees(p.r().is(IN));
        e.seesNothing();
        p.w().write(1);
        e.sees(p.r().is(IN));
        e.seesNothing();
    }

    @Row(id = "ET-02", says = "every write to an eventfd is an edge, read or not")
    void everyAddition() {
        var v = eventfd(0);
        var e = epoll().add(v, IN | ET);
        for (int i = 0; i < 3; i++) {
            v.put(1);
            e.sees(v.is(IN));
            e.seesNothing();
        }
    }

    @Row(id = "X-ET-03", says = "two writes before a wait are one event")
    void merged() {
        var p = pipe();
        var e = epoll().add(p.r(), IN | ET);
        p.w().write(1);
        p.w().write(1);
        e.sees(p.r().is(IN));
        e.seesNothing();
    }

    @Row(
            id = "ET-04",
            says = "two bytes, one read: no new event",
            version = "3.2 told of the rest of an AF_UNIX stream again")
    void partlyRead() {
        var p = pipe();
        var s = stream();
        var e = epoll().add(p.r(), IN | ET).add(s.a(), IN | ET);
        p.w().write(2);
        s.b().write(2);
        e.sees(p.r().is(IN), s.a().is(IN));
        p.r().read(1);
        s.a().read(1);
        e.seesNothing();
    }

    @Row(id = "ET-05", says = "ready at ADD: one event, then none")
    void readyAtAdd() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | ET);
        e.sees(v.is(IN));
        e.seesNothing();
    }

    @Row(id = "ET-06", says = "two sources: 2, 0, and the epoll is no longer readable")
    void two() {
        var e = epoll().add(eventfd(1), IN | ET).add(eventfd(1), IN | ET);
        e.readable(true);
        e.counts(2);
        e.counts(0);
        e.readable(false);
    }

    @Row(id = "ET-07", says = "an edge on one bit brings the whole mask of now")
    void wholeMask() {
        var v = eventfd(0);
        var e = epoll().add(v, IN | OUT | ET);
        e.sees(v.is(OUT));
        v.put(1);
        e.sees(v.is(IN | OUT));
        e.seesNothing();
    }

    @Row(id = "X-ET-08", says = "a read of an eventfd is an edge too: OUT")
    void readIsAnEdge() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | OUT | ET);
        e.sees(v.is(IN | OUT));
        v.take();
        e.sees(v.is(OUT));
        e.seesNothing();
    }

    @Row(id = "ET-09", says = "wake-ups for bits outside the mask are no edges")
    void keyed() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | ET);
        e.sees(v.is(IN));
        v.take();
        e.seesNothing();
        e.mod(v, OUT | ET);
        e.sees(v.is(OUT));
        v.put(1);
        e.seesNothing();
    }

    @Row(id = "X-ET-10", says = "mask without ET after MOD is level-triggered again")
    void back() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | ET);
        e.sees(v.is(IN));
        e.seesNothing();
        e.mod(v, IN);
        e.sees(v.is(IN));
        e.sees(v.is(IN));
    }

    @Row(id = "ET-11", says = "a semaphore's read is no edge for IN, its write is")
    void semaphore() {
        var v = eventfd(7, EFD_NONBLOCK | EFD_SEMAPHORE);
        var e = epoll().add(v, IN | ET);
        e.sees(v.is(IN));
        expect("read", 1L, v.take());
        e.seesNothing();
        v.put(1);
        e.sees(v.is(IN));
    }

    @Row(id = "X-ET-12", says = "a full pipe read until a slot is free is an edge for OUT")
    void pipeFreed() {
        var p = pipe();
        p.w().fill(4096);
        var e = epoll().add(p.w(), OUT | ET);
        e.seesNothing();
        p.r().read(4096);
        e.sees(p.w().is(OUT));
        e.seesNothing();
    }

    @Row(id = "ET-13", says = "a read from a pipe that is not full is no edge for OUT")
    void notFull() {
        var p = pipe();
        var e = epoll().add(p.w(), OUT | ET);
        e.sees(p.w().is(OUT));
        p.w().write(10);
        p.r().read(10);
        e.seesNothing();
    }

    @Row(id = "X-ET-14", says = "further reads from a pipe no longer full are no edges for OUT")
    void onlyTheFirstFreed() {
        var p = pipe();
        p.w().fill(4096);
        var e = epoll().add(p.w(), OUT | ET);
        p.r().read(4096);
        e.sees(p.w().is(OUT));
        p.r().read(4096);
        e.seesNothing();
    }

    @Row(id = "ET-15", says = "a socket's own write is no event for itself")
    void ownWrite() {
        var s = stream();
        var e = epoll().add(s.a(), IN | OUT | ET).add(s.b(), IN | OUT | ET);
        e.sees(s.a().is(OUT), s.b().is(OUT));
        s.a().write(5);
        e.sees(s.b().is(IN | OUT));
        e.seesNothing();
    }

    @Row(id = "ET-16", says = "written and read before the wait: nothing; the next write: one")
    void sampled() {
        var p = pipe();
        var e = epoll().add(p.r(), IN | ET);
        p.w().write(1);
        p.r().read(1);
        e.seesNothing();
        p.w().write(1);
        e.sees(p.r().is(IN));
    }

    @Row(id = "ET-17", says = "13 ready, 5 at a time: 5, 5, 3, 0")
    void leftovers() {
        var e = epoll();
        for (int i = 0; i < 13; i++) e.add(eventfd(1), IN | ET);
        for (int n : new int[] {5, 5, 3, 0}) e.counts(n, 5);
    }

    @Row(id = "X-ET-18", says = "an edge while its item waits its turn keeps its place")
    void edgeWhileQueued() {
        var a = eventfd(1);
        var b = eventfd(1);
        var e = epoll().add(a, IN | ET).add(b, IN | ET);
        a.put(1);
        e.sees(a.is(IN), b.is(IN));
        e.seesNothing();
    }

    @Row(id = "ET-19", says = "two waiters, one write: exactly one returns, the event is seen once")
    void oneOfTwo() {
        var p = pipe();
        var e = epoll().add(p.r(), IN | ET);
        waiter(e);
        waiter(e);
        p.w().write(1);
        expectReturned(1);
        e.seesNothing();
    }

    @Row(id = "X-ET-20", says = "the hang-up of a drained pipe is an edge, once")
    void hangUp() {
        var p = pipe();
        var e = epoll().add(p.r(), IN | ET);
        p.w().write(1);
        e.sees(p.r().is(IN));
        p.w().close();
        e.sees(p.r().is(IN | HUP));
        p.r().read(1);
        e.seesNothing();
    }

    @Row(id = "ET-21", says = "a write of no bytes to a pipe is no edge")
    void emptyWrite() {
        var p = pipe();
        var e = epoll().add(p.r(), IN | ET);
        p.w().write(0);
        e.seesNothing();
    }

    @Row(id = "ET-22", says = "mask ET alone is silent; MOD to IN|ET brings what is there")
    void maskEtOnly() {
        var s = stream();
        var e = epoll().add(s.a(), ET).add(s.b(), ET);
        s.a().write(1);
        e.seesWithin(100);
        e.mod(s.b(), IN | ET);
        e.sees(s.b().is(IN));
    }

    @Row(id = "ET-23", says = "sources added one by one for OUT|ET: only the newest each time")
    void newestOnly() {
        var e = epoll();
        var added = new ArrayList<>(List.of(eventfd(0), datagram().a(), eventfd(0)));
        for (var fd : added) {
            e.add(fd, OUT | ET);
            e.sees(fd.is(OUT));
        }
    }

    @Row(id = "ET-24", says = "both ends of a pipe: write, read, close each bring what they should")
    void bothEnds() {
        var p = pipe();
        var e = epoll().add(p.r(), IN | OUT | ET).add(p.w(), IN | OUT | ET);
        e.sees(p.w().is(OUT));
        p.w().write(1);
        e.sees(p.r().is(IN));
        p.r().read(1);
        e.seesNothing();
        p.w().close();
        e.sees(p.r().is(HUP));
    }
}
