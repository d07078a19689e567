package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.FileFlags.F_SETPIPE_SZ;

import java.util.ArrayList;
import java.util.List;

/// Which of several epolls an exclusive wake-up reaches.
final class ExclusiveWakeUps extends Lab {
    private List<Ep> epolls(int count, Fd source, int mask) {
        var epolls = new ArrayList<Ep>();
        for (int i = 0; i < count; i++) epolls.add(epoll().add(source, mask));
        return epolls;
    }

    @Row(
            id = "EX-11",
            says = "8 exclusive epolls with a waiter each, ET: each write lets one more go")
    void oneByOne() {
        var v = eventfd(0);
        for (var e : epolls(8, v, IN | ET | EXCLUSIVE)) waiter(e);
        for (int round = 1; round <= 8; round++) {
            v.put(1);
            expectReturned(round);
            v.take();
        }
    }

    @Row(
            id = "X-EX-12",
            says = "8 exclusive epolls, level-triggered, undrained: still one per write")
    void levelTriggered() {
        var v = eventfd(0);
        for (var e : epolls(8, v, IN | EXCLUSIVE)) waiter(e);
        v.put(1);
        expectReturned(1);
        v.put(1);
        expectReturned(2);
    }

    @Row(
            id = "EX-13",
            says = "4 exclusive and 4 plain epolls: all plain ones and one exclusive wake")
    void mixed() {
        var v = eventfd(0);
        var exclusive = epolls(4, v, IN | EXCLUSIVE).stream().map(this::waiter).toList();
        var plain = epolls(4, v, IN).stream().map(this::waiter).toList();
        v.put(1);
        expectReturned(5);
        expect("plain", 4L, plain.stream().filter(Task::done).count());
        expect("exclusive", 1L, exclusive.stream().filter(Task::done).count());
    }

    @Row(id = "EX-14", says = "epolls nobody waits on do not take the wake-up, but queue the item")
    void passedOn() {
        var v = eventfd(0);
        var e = epolls(3, v, IN | EXCLUSIVE);
        var waiter = waiter(e.get(2));
        v.put(1);
        expect("the waiter", 1, waiter.result().answer());
        e.get(0).sees(v.is(IN));
        e.get(1).sees(v.is(IN));
    }

    @Row(id = "X-EX-15", says = "an epoll behind the one that took the wake-up has not queued it")
    void notReached() {
        var v = eventfd(0);
        var e = epolls(3, v, IN | EXCLUSIVE);
        var waiter = waiter(e.get(0));
        v.put(1);
        expect("the waiter", 1, waiter.result().answer());
        e.get(1).seesNothing();
        e.get(2).seesNothing();
    }

    @Row(id = "EX-16", says = "exclusive epolls are woken in the order of their ADD")
    void inOrder() {
        var v = eventfd(0);
        var waiters = new ArrayList<Task<Harvest>>();
        for (var e : epolls(8, v, IN | ET | EXCLUSIVE)) waiters.add(waiter(e));
        for (int i = 0; i < 8; i++) {
            v.put(1);
            expectReturned(i + 1);
            expectTrue("epoll " + i + " was woken by write " + i, waiters.get(i).done());
        }
    }

    @Row(id = "EX-17", says = "a hang-up wakes every exclusive waiter")
    void hangUp() {
        var p = pipe();
        for (var e : epolls(3, p.r(), IN | EXCLUSIVE)) waiter(e);
        p.w().close();
        expectReturned(3);
    }

    @Row(id = "X-EX-18", says = "on a pipe as well, one write lets one exclusive waiter go")
    void pipeOneByOne() {
        var p = pipe();
        for (var e : epolls(4, p.r(), IN | ET | EXCLUSIVE)) waiter(e);
        for (int round = 1; round <= 4; round++) {
            p.w().write(1);
            expectReturned(round);
        }
    }

    @Row(id = "EX-20", says = "no waiter anywhere: one write reaches both exclusive epolls")
    void nobodyWaits() {
        var v = eventfd(0);
        var e = epolls(2, v, IN | EXCLUSIVE);
        v.put(1);
        e.get(0).sees(v.is(IN));
        e.get(1).sees(v.is(IN));
    }

    @Row(
            id = "X-EX-21",
            says = "an epoll whose waiters all stand on an outer one does not take the wake-up")
    void waitersOutside() {
        var v = eventfd(0);
        var e = epolls(2, v, IN | EXCLUSIVE);
        waiter(epoll().add(e.get(0), IN));
        waiter(e.get(1));
        v.put(1);
        expectReturned(2);
    }

    @Row(id = "X-EX-22", says = "one that waits for OUT alone does not take the wake-up for input")
    void otherDirection() {
        var s = stream();
        s.a().fill(4096);
        var out = waiter(epoll().add(s.a(), OUT | EXCLUSIVE));
        var in = waiter(epoll().add(s.a(), IN | EXCLUSIVE));
        s.b().write(1);
        expectReturned(1);
        expectTrue("who waits for input", in.done() && !out.done());
    }

    @Row(
            id = "X-EX-23",
            says = "threads in poll(2) are woken all, and one exclusive epoll with them")
    void pollers() {
        var v = eventfd(0);
        for (var e : epolls(3, v, IN | EXCLUSIVE)) waiter(e);
        for (int i = 0; i < 3; i++) start("poll", () -> poll(v.n, IN, LONG)).untilAsleep();
        v.put(1);
        expect("threads done", 4, finished());
        expectReturned(1);
    }

    @Row(
            id = "X-EX-24",
            says =
                    "an fd and its duplicate in one epoll: the first takes the wake-up, the other"
                            + " is not told")
    void duplicate() {
        var v = eventfd(0);
        var copy = v.dup();
        var e = epoll().add(v, IN | EXCLUSIVE).add(copy, IN | EXCLUSIVE);
        var waiter = waiter(e);
        v.put(1);
        expect("events", List.of(v.is(IN)), waiter.result().events());
        e.del(v).seesNothing();
        v.put(1);
        e.sees(copy.is(IN));
    }

    @Row(
            id = "X-EX-25",
            says = "a full pipe that grows lets one exclusive writer go, a reader's close all")
    void growingPipe() {
        var p = pipe();
        p.w().fill(4096);
        for (var e : epolls(3, p.w(), OUT | ET | EXCLUSIVE)) waiter(e);
        ok("F_SETPIPE_SZ", k.fcntl(p.w().n, F_SETPIPE_SZ, 1 << 17));
        expectReturned(1);
        p.r().close();
        expectReturned(3);
    }

    @Row(id = "X-EX-26", says = "a datagram, an expired timer: each lets one exclusive waiter go")
    void otherSources() {
        var d = datagram();
        for (var e : epolls(3, d.a(), IN | ET | EXCLUSIVE)) waiter(e);
        d.b().write(1);
        expectReturned(1);
        var t = timer();
        for (var e : epolls(3, t, IN | ET | EXCLUSIVE)) waiter(e);
        Timers.set(this, t, 0, 1_000_000, 0);
        while (t.polled() == 0) Task.pause();
        expectReturned(2);
    }
}
