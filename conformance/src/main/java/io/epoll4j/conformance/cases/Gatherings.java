package io.epoll4j.conformance.cases;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Three threads and more on one epoll: tables of who wakes.
final class Gatherings extends Crowd {
    private List<Fd> eventfds(int count) {
        return IntStream.range(0, count).mapToObj(i -> eventfd(0)).toList();
    }

    @Row(id = "X-TH-26", says = "3, 5, 8 waiters and one source: LT all, ET one")
    void manyOnOne() {
        int sum = 0;
        for (int threads : new int[] {3, 5, 8}) {
            for (int mask : new int[] {IN, IN | ET}) {
                var v = eventfd(0);
                waiters(threads, epoll().add(v, mask));
                v.put(1);
                sum += mask == IN ? threads : 1;
                expectReturned(sum);
            }
        }
    }

    @Row(
            id = "X-TH-27",
            says = "8 waiters, m of 6 ET sources written: m return, each with one of its own")
    void someSources() {
        for (int written : new int[] {1, 3, 6}) {
            var sources = eventfds(6);
            var e = epoll();
            for (var v : sources) e.add(v, IN | ET);
            var waiters = waiters(8, e);
            for (var v : sources.subList(0, written)) v.put(1);
            finished();
            var done = waiters.stream().filter(Task::done).toList();
            expect("threads done", written, done.size());
            var taken = new TreeSet<Long>();
            for (var task : done) taken.addAll(task.result().data());
            expect("sources taken", written, taken.size());
        }
    }

    @Row(
            id = "X-TH-28",
            says = "5 on the outer of two levels, source LT or ET: link LT all, link ET one")
    void manyOnTheOuter() {
        int sum = 0;
        for (int source : new int[] {IN, IN | ET}) {
            for (int link : new int[] {IN, IN | ET}) {
                var v = eventfd(0);
                waiters(5, epoll().add(epoll().add(v, source), link));
                v.put(1);
                sum += link == IN ? 5 : 1;
                expectReturned(sum);
            }
        }
    }

    @Row(id = "X-TH-29", says = "a waiter on each of five levels, all LT: all five")
    void everyLevel() {
        var v = eventfd(0);
        Fd below = v;
        for (int i = 0; i < 5; i++) {
            var e = epoll().add(below, IN);
            waiter(e);
            below = e;
        }
        v.put(1);
        expectReturned(5);
    }

    @Row(id = "X-TH-30", says = "three in poll, two in wait: LT all five, ET one has the event")
    void pollersAndWaiters() {
        int sum = 0;
        for (int mask : new int[] {IN, IN | ET}) {
            var v = eventfd(0);
            var e = epoll().add(v, mask);
            waiters(2, e);
            for (int i = 0; i < 3; i++) poller(e, 1);
            v.put(1);
            sum += mask == IN ? 5 : 1;
            expectReturned(sum);
        }
    }

    @Row(id = "X-TH-38", says = "waiters through an epoll and its duplicate stand in one line")
    void duplicates() {
        var v = eventfd(0);
        var e = epoll().add(v, IN | ET);
        var same = keep(new Ep(this, ok("dup", k.dup(e.n)), "e'"));
        var first = waiter(e);
        var second = waiter(same);
        v.put(1);
        expectReturned(1);
        expectTrue("the last to come", second.done());
        v.put(1);
        expectReturned(2);
        expectTrue("then the first", first.done());
    }
}
