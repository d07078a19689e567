package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EINTR;

import io.epoll4j.conformance.Scope;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Several threads on one epoll: how many wake, and who.
final class WakeUps extends Crowd {
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
}
