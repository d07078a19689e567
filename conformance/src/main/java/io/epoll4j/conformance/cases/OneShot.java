package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EEXIST;

import io.epoll4j.conformance.Scope;
import java.io.IOException;
import java.util.List;

/// EPOLLONESHOT: an event disarms its item until MOD.
final class OneShot extends Lab {
    @Row(id = "OS-01", says = "one event, then silence, written or not")
    void once() {
        var p = pipe();
        var e = epoll().add(p.r(), IN | ONESHOT);
        p.w().write(1);
        e.sees(p.r().is(IN));
        p.w().write(1);
        e.seesNothing();
    }

    @Row(id = "OS-02", says = "ADD of a fired item: EEXIST")
    void stillThere() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | ONESHOT);
        e.sees(v.is(IN));
        e.refuses(EEXIST, ADD, v, IN | ONESHOT);
    }

    @Row(id = "OS-03", says = "MOD of a fired item with data left: reported at once")
    void rearmed() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | ONESHOT);
        e.sees(v.is(IN));
        e.mod(v, IN | ONESHOT);
        e.sees(v.is(IN));
        e.seesNothing();
    }

    @Row(id = "OS-04", says = "MOD of a fired, drained item: nothing until the next write")
    void rearmedDry() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | ONESHOT);
        e.sees(v.is(IN));
        v.take();
        e.mod(v, IN | ONESHOT);
        e.seesNothing();
        v.put(1);
        e.sees(v.is(IN));
    }

    @Row(id = "X-OS-05", says = "a fired item tells no hang-up, until MOD")
    void noHangUp() {
        var p = pipe();
        var e = epoll().add(p.r(), IN | ONESHOT);
        p.w().write(1);
        e.sees(p.r().is(IN));
        p.w().close();
        e.seesNothing();
        e.mod(p.r(), ONESHOT);
        e.sees(p.r().is(HUP));
    }

    @Row(id = "OS-06", says = "mask ONESHOT alone: a hang-up or error, once")
    void hangUpOnce() {
        var one = pipe();
        var two = pipe();
        var e = epoll().add(one.r(), ONESHOT).add(two.w(), ONESHOT);
        one.w().close();
        two.r().close();
        e.sees(one.r().is(HUP), two.w().is(ERR));
        e.seesNothing();
    }

    @Row(id = "OS-07", says = "IN|OUT|ET|ONESHOT: one event, then none")
    void withEdge() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | OUT | ET | ONESHOT);
        e.sees(v.is(IN | OUT));
        v.take();
        v.put(1);
        e.seesNothing();
    }

    @Row(id = "OS-08", says = "poll of the epoll does not disarm")
    void pollDoesNotFire() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | ONESHOT);
        e.readable(true);
        e.readable(true);
        e.sees(v.is(IN));
        e.readable(false);
    }

    @Row(id = "X-OS-09", says = "MOD without ONESHOT of a fired item: level-triggered again")
    void backToLevel() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | ONESHOT);
        e.sees(v.is(IN));
        e.mod(v, IN);
        e.sees(v.is(IN));
        e.sees(v.is(IN));
    }

    @Row(id = "OS-10", scope = Scope.LINUX, says = "fdinfo of a fired item: only the private bits")
    void fdinfo() throws IOException {
        var v = eventfd(1);
        var e = epoll().add(v, IN | ONESHOT);
        e.sees(v.is(IN));
        expect("events", "40000000", Fdinfo.of(e).getFirst().events());
    }

    @Row(id = "OS-11", says = "DEL and ADD of a fired item: it fires again")
    void addedAgain() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | ONESHOT);
        e.sees(v.is(IN));
        e.del(v).add(v, IN | ONESHOT);
        e.sees(v.is(IN));
    }

    @Row(id = "OS-12", says = "ONESHOT in two epolls, re-armed by two threads: no stall")
    void twoEpolls() {
        var s = stream();
        int rounds = 2000;
        var there = epoll().add(s.b(), IN | ONESHOT);
        var echo = start("echo", () -> echoes(s.b(), there, rounds));
        var here = epoll().add(s.a(), IN | ONESHOT);
        for (int i = 0; i < rounds; i++) {
            s.a().write(1);
            here.seesWithin(LONG, s.a().is(IN));
            s.a().read(1);
            here.mod(s.a(), IN | ONESHOT);
        }
        expect("rounds", rounds, echo.result().intValue());
    }

    private static int echoes(Fd fd, Ep ep, int rounds) {
        for (int i = 0; i < rounds; i++) {
            ep.seesWithin(LONG, fd.is(IN));
            fd.read(1);
            ep.mod(fd, IN | ONESHOT);
            fd.write(1);
        }
        return rounds;
    }

    @Row(id = "OS-13", says = "six waiters: a write lets one go, MOD one more")
    void oneThread() {
        var v = eventfd(0);
        var e = epoll().add(v, IN | ONESHOT);
        for (int i = 0; i < 6; i++) waiter(e);
        v.put(1);
        expectReturned(1);
        e.mod(v, IN | ONESHOT);
        expectReturned(2);
    }

    @Row(id = "X-OS-14", says = "two ONESHOT items ready, one slot: the other keeps its turn")
    void oneSlot() {
        var a = eventfd(1);
        var b = eventfd(1);
        var e = epoll().add(a, IN | ONESHOT).add(b, IN | ONESHOT);
        e.seesUpTo(1, a.is(IN));
        e.seesUpTo(1, b.is(IN));
        e.seesNothing();
    }

    @Row(
            id = "X-OS-15",
            says = "a queued ONESHOT item that was drained does not fire, and stays armed")
    void drainedStaysArmed() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | ONESHOT);
        v.take();
        e.seesNothing();
        v.put(1);
        e.sees(v.is(IN));
        e.seesNothing();
    }

    @Row(id = "OS-16", says = "MOD to OUT|ONESHOT under a waiter: it gets OUT, once")
    void modifiedUnderWaiter() {
        var s = stream();
        var e = epoll().add(s.a(), IN | ONESHOT);
        var waiter = waiter(e);
        e.mod(s.a(), OUT | ONESHOT);
        expect("waiter", List.of(s.a().is(OUT)), waiter.result().events());
        e.seesNothing();
    }
}
