package io.epoll4j.conformance.cases;

import io.epoll4j.sys.EpollEvents;
import java.lang.foreign.MemorySegment;

/// The many-threaded cases of the kernel's epoll_wakeup_test.c, by their numbers there.
final class WakeUpCrowd extends Crowd {
    @Row(id = "KS-59", says = "100 000 waits, each after a MOD(ET) by another thread: always 1")
    void ks59() {
        modifiedByAnother(100_000);
    }

    @Row(
            id = "KS-60",
            says =
                    "300 rounds of 10 threads and 10 ET eventfds written at once: each takes its"
                            + " own")
    void ks60() {
        eachItsOwn(300);
    }

    @Row(id = "KS-61", says = "a write as one waiter's time runs out: the other gets it, or it did")
    void ks61() {
        var v = eventfd(0);
        var e = epoll().add(v, IN | ET);
        for (int round = 0; round < 50; round++) {
            var timed = start("timed", () -> e.await(1, 1));
            var endless = waiter(e, 1, LONG);
            if (round % 2 == 0) timed.result();
            v.put(1);
            if (timed.result().answer() == 0) {
                expect("the endless waiter", 1, endless.result().answer());
            } else {
                v.put(1);
                expect("the endless waiter", 1, endless.result().answer());
            }
            v.take();
        }
    }

    @Row(id = "KS-62", says = "epoll_pwait2 without a limit, LT: 1, 1")
    void ks62() {
        var e = epoll().add(eventfd(1), IN);
        for (int i = 0; i < 2; i++) {
            expect("pwait2", 1, k.epollPwait2(e.n, new EpollEvents(1), 1, MemorySegment.NULL));
        }
    }

    @Row(id = "KS-63", says = "a wait of 10 ms with nothing ready: 0, not early")
    void ks63() {
        var e = epoll().add(stream().a(), IN);
        expectTrue("it took 10 ms", milliseconds(() -> e.seesWithin(10)) >= 10);
    }

    @Row(
            id = "KS-64",
            says = "two waiters asleep, one write, LT: both return",
            version = "5.5 to 5.12: one")
    void ks64() {
        var s = stream();
        waiters(2, epoll().add(s.a(), IN));
        s.b().write(1);
        expectReturned(2);
    }

    @Row(
            id = "KS-65",
            says = "64 threads' 6 400 000 waits of no time on a ready LT item: none misses it",
            version = "Linux has a tiny unlocked window: fewer than 1 in 100 may")
    void ks65() {
        neverMissed(64, 100_000);
    }
}
