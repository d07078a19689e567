package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EINTR;
import static io.epoll4j.sys.FileFlags.EFD_NONBLOCK;

import io.epoll4j.conformance.Scope;
import io.epoll4j.sys.EpollEvents;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Several threads on one epoll: how many wake, who, and that none is forgotten. The
/// single-threaded and the many-threaded cases of epoll_wakeup_test.c are here too (KS).
final class WakeUps extends Lab {
    private List<Task<Harvest>> waiters(int count, Ep e) {
        return IntStream.range(0, count).mapToObj(i -> waiter(e, 1, LONG)).toList();
    }

    // one thread (KS 1 to 8, 17 to 24, 49 to 52)

    private void alone(int sources, int mask, boolean polls) {
        var e = epoll();
        for (int i = 0; i < sources; i++) {
            var s = stream();
            e.add(s.a(), mask);
            s.b().write(1);
        }
        if (polls) e.readable(true);
        e.counts(sources, 2);
        if (polls) e.readable((mask & ET) == 0);
        e.counts((mask & ET) == 0 ? sources : 0, 2);
    }

    @Row(id = "KS-01", says = "one source, LT: 1, 1")
    void ks01() {
        alone(1, IN, false);
    }

    @Row(id = "KS-02", says = "one source, ET: 1, 0")
    void ks02() {
        alone(1, IN | ET, false);
    }

    @Row(id = "KS-03", says = "two sources, LT: 2, 2")
    void ks03() {
        alone(2, IN, false);
    }

    @Row(id = "KS-04", says = "two sources, ET: 2, 0")
    void ks04() {
        alone(2, IN | ET, false);
    }

    @Row(id = "KS-05", says = "one source, LT, polled first: 1, 1")
    void ks05() {
        alone(1, IN, true);
    }

    @Row(id = "KS-06", says = "one source, ET, polled first: 1, 0")
    void ks06() {
        alone(1, IN | ET, true);
    }

    @Row(id = "KS-07", says = "two sources, LT, polled first: 2, 2")
    void ks07() {
        alone(2, IN, true);
    }

    @Row(id = "KS-08", says = "two sources, ET, polled first: 2, 0")
    void ks08() {
        alone(2, IN | ET, true);
    }

    private void nested(int inners, int source, int link, boolean polls) {
        var outer = epoll();
        for (int i = 0; i < inners; i++) {
            var s = stream();
            outer.add(epoll().add(s.a(), source), link);
            s.b().write(1);
        }
        boolean again = (link & ET) == 0;
        if (polls) outer.readable(true);
        outer.counts(inners, 2);
        if (polls) outer.readable(again);
        outer.counts(again ? inners : 0, 2);
    }

    @Row(id = "KS-17", says = "nested, LT under LT: 1, 1")
    void ks17() {
        nested(1, IN, IN, false);
    }

    @Row(id = "KS-18", says = "nested, ET under LT: 1, 1")
    void ks18() {
        nested(1, IN | ET, IN, false);
    }

    @Row(id = "KS-19", says = "nested, LT under ET: 1, 0", version = "before 5.5: 1, 1")
    void ks19() {
        nested(1, IN, IN | ET, false);
    }

    @Row(id = "KS-20", says = "nested, ET under ET: 1, 0")
    void ks20() {
        nested(1, IN | ET, IN | ET, false);
    }

    @Row(id = "KS-21", says = "nested, LT under LT, polled first: 1, 1")
    void ks21() {
        nested(1, IN, IN, true);
    }

    @Row(id = "KS-22", says = "nested, ET under LT, polled first: 1, 1")
    void ks22() {
        nested(1, IN | ET, IN, true);
    }

    @Row(id = "KS-23", says = "nested, LT under ET, polled first: 1, 0")
    void ks23() {
        nested(1, IN, IN | ET, true);
    }

    @Row(id = "KS-24", says = "nested, ET under ET, polled first: 1, 0")
    void ks24() {
        nested(1, IN | ET, IN | ET, true);
    }

    @Row(id = "KS-49", says = "two inners, links LT: 2, 2")
    void ks49() {
        nested(2, IN, IN, false);
    }

    @Row(id = "KS-50", says = "two inners, links ET: 2, 0")
    void ks50() {
        nested(2, IN, IN | ET, false);
    }

    @Row(id = "KS-51", says = "two inners, links LT, polled first: 2, 2")
    void ks51() {
        nested(2, IN, IN, true);
    }

    @Row(id = "KS-52", says = "two inners, links ET, polled first: 2, 0")
    void ks52() {
        nested(2, IN, IN | ET, true);
    }

    // many threads (KS 59 to 65)

    @Row(id = "KS-59", says = "a wait after each MOD(ET) by another thread: always 1")
    void ks59() {
        modifiedByAnother(2_000);
    }

    private void modifiedByAnother(int rounds) {
        var v = eventfd(1);
        var e = epoll().add(v, IN | ERR | ET);
        var waits = new Semaphore(0);
        var other =
                start(
                        "modifier",
                        () -> {
                            for (int i = 1; i < rounds; i++) {
                                waits.acquire();
                                e.mod(v, IN | ERR | ET);
                            }
                            return 0;
                        });
        for (int i = 0; i < rounds; i++) {
            expect("wait " + i, 1, e.await(1, LONG).answer());
            waits.release();
        }
        other.result();
    }

    @Row(id = "KS-60", says = "10 threads, 10 ET eventfds written at once: each takes its own")
    void ks60() {
        eachItsOwn(20);
    }

    private void eachItsOwn(int rounds) {
        var e = epoll();
        var sources = IntStream.range(0, 10).mapToObj(i -> eventfd(0, EFD_NONBLOCK)).toList();
        for (var v : sources) e.add(v, IN | ET);
        for (int round = 0; round < rounds; round++) {
            var waiters = waiters(10, e);
            for (var v : sources) v.put(1);
            var taken = new TreeSet<Long>();
            for (var waiter : waiters) taken.addAll(waiter.result().data());
            expect("sources taken in round " + round, 10, taken.size());
            for (var v : sources) v.take();
        }
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
            says = "many threads' waits of no time on a ready LT item do not miss it",
            version = "6.18 has a tiny unlocked window: fewer than 1 in 100 may")
    void ks65() {
        neverMissed(16, 5_000);
    }

    private void neverMissed(int threads, int rounds) {
        var e = epoll().add(eventfd(1), IN);
        var misses = new AtomicInteger();
        var all = new ArrayList<Task<Integer>>();
        for (int t = 0; t < threads; t++) {
            all.add(
                    start(
                            "taker",
                            () -> {
                                var events = new EpollEvents(1);
                                for (int i = 0; i < rounds; i++) {
                                    int n = k.epollWait(e.n, events, 1, 0);
                                    if (n != 1) misses.incrementAndGet();
                                }
                                return 0;
                            }));
        }
        for (var task : all) task.result();
        expectTrue(
                misses + " of " + threads * rounds + " waits missed it, below 1 %",
                misses.get() * 100 < threads * rounds);
    }

    // TH

    @Row(
            id = "TH-01",
            says = "two waiters, LT, one undrained write: both",
            version = "5.5 to 5.12: one")
    void levelWakesAll() {
        var p = pipe();
        waiters(2, epoll().add(p.r(), IN));
        p.w().write(1);
        expectReturned(2);
    }

    @Row(id = "TH-02", says = "two waiters, ET: one")
    void edgeWakesOne() {
        var p = pipe();
        waiters(2, epoll().add(p.r(), IN | ET));
        p.w().write(1);
        expectReturned(1);
    }

    @Row(id = "TH-03", says = "two waiters, two LT sources written: both")
    void twoSources() {
        var a = eventfd(0);
        var b = eventfd(0);
        waiters(2, epoll().add(a, IN).add(b, IN));
        a.put(1);
        b.put(1);
        expectReturned(2);
    }

    @Row(id = "X-TH-04", says = "two waiters, two ET sources written: both, one source each")
    void twoEdges() {
        var a = eventfd(0);
        var b = eventfd(0);
        var waiters = waiters(2, epoll().add(a, IN | ET).add(b, IN | ET));
        a.put(1);
        b.put(1);
        expectReturned(2);
        var taken = new TreeSet<Long>();
        for (var waiter : waiters) taken.addAll(waiter.result().data());
        expect("sources taken", 2, taken.size());
    }

    /// One thread waits and one polls; answers how many return with an event, and with those that
    /// are left how many events there were.
    private int waitAndPoll(int mask, int sources) {
        var e = epoll();
        var all = IntStream.range(0, sources).mapToObj(i -> eventfd(0)).toList();
        for (var v : all) e.add(v, mask);
        waiter(e, 1, LONG);
        poller(e, 1);
        for (var v : all) v.put(1);
        return returned() + ((mask & ET) == 0 ? 0 : e.await(0).answer());
    }

    @Row(id = "TH-05", says = "one in wait, one in poll, one source: LT both, ET one")
    void waitAndPollOne() {
        expect("under LT", 2, waitAndPoll(IN, 1));
        expect("under LT and then under ET", 3, waitAndPoll(IN | ET, 1));
    }

    @Row(id = "TH-06", says = "one in wait, one in poll, two LT sources: both")
    void waitAndPollTwo() {
        expect("under LT", 2, waitAndPoll(IN, 2));
    }

    @Row(id = "X-TH-06", says = "the same under ET: both, or one event is left for the next wait")
    void waitAndPollTwoEdges() {
        expect("threads and events left", 2, waitAndPoll(IN | ET, 2));
    }

    @Row(id = "TH-07", says = "two on the outer of two levels: link LT both, ET one")
    void onTheOuter() {
        var p = pipe();
        var inner = epoll().add(p.r(), IN);
        waiters(2, epoll().add(inner, IN | ET));
        waiters(2, epoll().add(inner, IN));
        p.w().write(1);
        expectReturned(3);
    }

    @Row(id = "TH-08", says = "one on the inner, one on the outer, source LT: both")
    void innerAndOuter() {
        for (int link : new int[] {IN, IN | ET}) {
            var p = pipe();
            var inner = epoll().add(p.r(), IN);
            var tasks = List.of(waiter(inner), waiter(epoll().add(inner, link)));
            p.w().write(1);
            for (var task : tasks) expect("events", 1, task.result().answer());
        }
    }

    @Row(id = "TH-09", says = "two on an outer with two inners, both written: both")
    void twoInners() {
        for (int link : new int[] {IN, IN | ET}) {
            var a = eventfd(0);
            var b = eventfd(0);
            var outer = epoll().add(epoll().add(a, IN), link).add(epoll().add(b, IN), link);
            var tasks = waiters(2, outer);
            a.put(1);
            b.put(1);
            for (var task : tasks) expect("events", 1, task.result().answer());
        }
    }

    @Row(id = "TH-10", says = "2000 MODs (ET) of a readable eventfd: each brings one event")
    void modifiedAndModified() {
        modifiedByAnother(2_000);
    }

    @Row(id = "TH-11", says = "10 threads and 10 ET eventfds, 30 rounds: nothing lost or doubled")
    void nothingLost() {
        eachItsOwn(30);
    }

    @Row(id = "X-TH-12", says = "an event that nobody took is there for the next wait")
    void nobodyTook() {
        var p = pipe();
        var e = epoll().add(p.r(), IN | ET);
        waiter(e, 1, 5).result();
        p.w().write(1);
        e.sees(p.r().is(IN));
    }

    @Row(id = "TH-13", says = "10 waiters, LT, one undrained write: all 10, each wakes the next")
    void chain() {
        var p = pipe();
        waiters(10, epoll().add(p.r(), IN));
        p.w().write(1);
        expectReturned(10);
    }

    @Row(id = "X-TH-14", says = "the first waiter drains: the others may wake, none reports")
    void drainedByTheFirst() {
        var v = eventfd(0);
        var e = epoll().add(v, IN | ET);
        waiters(3, e);
        v.put(1);
        expectReturned(1);
        v.take();
        v.put(1);
        expectReturned(2);
    }

    @Row(id = "TH-15", says = "8 epolls with a waiter each, ET, one write: all 8")
    void eightEpolls() {
        var p = pipe();
        for (int i = 0; i < 8; i++) waiter(epoll().add(p.r(), IN | ET));
        p.w().write(1);
        expectReturned(8);
    }

    @Row(id = "X-TH-16", says = "two edges while both waiters sleep wake both")
    void twoEdgesOneSource() {
        var v = eventfd(0);
        waiters(3, epoll().add(v, IN | ET));
        v.put(1);
        expectReturned(1);
        v.put(1);
        expectReturned(2);
    }

    @Row(id = "TH-17", says = "10 waiters in order, ET: the last to sleep wakes first")
    void lastInFirstOut() {
        var p = pipe();
        var waiters = waiters(10, epoll().add(p.r(), IN | ET));
        for (int i = 9; i >= 7; i--) {
            p.w().write(1);
            expectReturned(10 - i);
            expectTrue("waiter " + i + " returned", waiters.get(i).done());
        }
    }

    @Row(
            id = "X-TH-18",
            says = "a waiter and a timed-out waiter: the wake-up goes to who still waits")
    void timedOutIsSkipped() {
        var v = eventfd(0);
        var e = epoll().add(v, IN | ET);
        var patient = waiter(e, 1, LONG);
        waiter(e, 1, 20).result();
        v.put(1);
        expect("the patient one", 1, patient.result().answer());
    }

    @Row(id = "TH-19", says = "a waiter on an empty epoll: ADD of a ready fd wakes it")
    void addUnderWaiter() {
        var e = epoll();
        var waiter = waiter(e);
        e.add(eventfd(1), IN, 4711);
        expect("waiter", List.of(new Ev(IN, 4711)), waiter.result().events());
    }

    @Row(id = "X-TH-20", says = "three waiters, ADD of one ready ET item: one returns")
    void addWakesOne() {
        var e = epoll();
        waiters(3, e);
        e.add(eventfd(1), IN | ET);
        expectReturned(1);
    }

    @Row(
            id = "TH-21",
            scope = Scope.LINUX,
            says = "three waiters, a signal to one: it alone, EINTR")
    void signalOne() {
        var e = epoll().add(pipe().r(), IN);
        var one = new Interruptible(this, 0, e);
        var two = new Interruptible(this, 0, e);
        one.interrupt();
        expect("the one", -EINTR, one.waiter.result().answer());
        expectReturned(0);
        expectTrue("the other sleeps on", two.waiter.asleep());
    }

    @Row(
            id = "TH-22",
            says = "waits of no time against a running transfer miss next to nothing",
            version = "6.18 has a tiny unlocked window: fewer than 1 in 100 may miss")
    void againstTransfer() {
        neverMissed(8, 10_000);
    }

    @Row(id = "TH-23", says = "two threads wake each other through eventfds: one event per wait")
    void mutual() {
        var mine = eventfd(0);
        var yours = eventfd(0);
        var here = epoll().add(mine, IN | ET);
        var there = epoll().add(yours, IN | ET);
        var other =
                start(
                        "other",
                        () -> {
                            for (int i = 0; i < 1000; i++) {
                                there.seesWithin(LONG, yours.is(IN));
                                mine.put(1);
                            }
                            return 0;
                        });
        for (int i = 0; i < 1000; i++) {
            yours.put(1);
            here.seesWithin(LONG, mine.is(IN));
        }
        other.result();
    }

    @Row(id = "TH-24", says = "64 idle eventfds, one written under a waiter, 32 rounds: that one")
    void needle() {
        var e = epoll();
        var all = IntStream.range(0, 64).mapToObj(i -> eventfd(0)).toList();
        for (var v : all) e.add(v, IN);
        for (int round = 0; round < 32; round++) {
            e.seesNothing();
            var waiter = waiter(e);
            var needle = all.get(round * 7 % 64);
            needle.put(1);
            expect("waiter", List.of(needle.is(IN)), waiter.result().events());
            needle.take();
        }
    }

    @Row(
            id = "TH-25",
            says = "what was written to memory before the eventfd is seen after the wait")
    void happensBefore() {
        var v = eventfd(0);
        var e = epoll().add(v, IN);
        var plain = new long[1];
        for (int round = 1; round <= 50; round++) {
            var waiter = start("reader", () -> e.await(LONG).answer() == 1 ? plain[0] : -1);
            plain[0] = round;
            v.put(1);
            expect("memory", (long) round, (long) waiter.result());
            v.take();
        }
    }
}
