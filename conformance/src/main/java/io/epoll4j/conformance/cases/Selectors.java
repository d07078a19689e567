package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EBADF;

import java.util.List;

/// What a selector in the manner of java.nio needs from an epoll, done with its own means: an
/// eventfd as the waker.
final class Selectors extends Lab {
    @Row(id = "JS-01", says = "a wake-up before the wait, or two: it returns at once, and once")
    void wakeupFirst() {
        var waker = eventfd(0);
        var e = epoll().add(waker, IN | ET);
        waker.put(1);
        waker.put(1);
        e.seesWithin(LONG, waker.is(IN));
        e.seesNothing();
    }

    @Row(id = "JS-02", says = "a wake-up during the wait: it returns, nothing else is reported")
    void wakeupDuring() {
        var waker = eventfd(0);
        var e = epoll().add(waker, IN | ET).add(pipe().r(), IN);
        var waiter = waiter(e);
        waker.put(1);
        expect("waiter", List.of(waker.is(IN)), waiter.result().events());
        e.seesNothing();
    }

    @Row(id = "JS-03", says = "woken, then closed: the waiter returned, a later wait is EBADF")
    void closeDuring() {
        var waker = eventfd(0).dupTo(closedNumber());
        var e = epoll().add(waker, IN | ET);
        var waiter = waiter(e);
        waker.put(1);
        waiter.result();
        e.close();
        refused("wait", EBADF, e.await(0).answer());
    }

    @Row(id = "X-JS-04", says = "closed under a waiter without a wake-up: it waits out its time")
    void closedUnderWaiter() {
        var e = epoll().add(pipe().r(), IN);
        var waiter = waiter(e, 8, 100);
        e.close();
        expect("waiter", 0, waiter.result().answer());
    }

    @Row(id = "JS-05", says = "10 000 changes of interest in one key: all succeed, the last holds")
    void manyUpdates() {
        var v = eventfd(1);
        var e = epoll().add(v, IN);
        for (int i = 0; i < 10_000; i++) e.mod(v, i % 2 == 0 ? OUT : IN);
        e.sees(v.is(IN));
    }

    @Row(
            id = "JS-06",
            says = "a ready set only grows by what is new; nothing new: nothing reported")
    void growingSet() {
        var s = stream();
        var e = epoll().add(s.a(), IN | OUT | ET);
        int ready = e.await(0).events().getFirst().mask();
        expect("first", OUT, ready);
        e.seesNothing();
        s.b().write(1);
        ready |= e.await(0).events().getFirst().mask();
        expect("both", IN | OUT, ready);
        e.seesNothing();
    }
}
