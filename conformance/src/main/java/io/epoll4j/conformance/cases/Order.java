package io.epoll4j.conformance.cases;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The ready list: who comes first, and that all get their turn.
final class Order extends Lab {
    private List<Fd> ready(int count) {
        return Stream.generate(() -> eventfd(1)).limit(count).toList();
    }

    private List<Fd> idle(int count) {
        return Stream.generate(() -> eventfd(0)).limit(count).toList();
    }

    private Ep over(List<Fd> fds, int mask) {
        var e = epoll();
        for (var fd : fds) e.add(fd, mask);
        return e;
    }

    private Ev[] all(Fd... fds) {
        return Stream.of(fds).map(fd -> fd.is(IN)).toArray(Ev[]::new);
    }

    @Row(id = "FA-01", says = "13 ready, 3 at a time: 13 waits report each exactly three times")
    void rotation() {
        var e = over(ready(13), IN);
        var times = new HashMap<Long, Integer>();
        for (int i = 0; i < 13; i++) {
            var harvest = e.await(3, 0);
            expect("events", 3, harvest.answer());
            for (long fd : harvest.data()) times.merge(fd, 1, Integer::sum);
        }
        expect("how often each", List.of(3), times.values().stream().distinct().toList());
        expect("how many", 13, times.size());
    }

    @Row(id = "X-FA-02", says = "1 at a time: strict round robin")
    void roundRobin() {
        var fds = ready(4);
        var e = over(fds, IN);
        for (int i = 0; i < 12; i++) e.seesUpTo(1, fds.get(i % 4).is(IN));
    }

    @Row(id = "FA-03", says = "written in order c, a, b: reported so")
    void arrival() {
        var v = idle(3);
        var e = over(v, IN);
        for (int i : new int[] {2, 0, 1}) v.get(i).put(1);
        e.sees(all(v.get(2), v.get(0), v.get(1)));
    }

    @Row(id = "FA-04", says = "added while ready: reported in ADD order")
    void addOrder() {
        var v = ready(3);
        over(v, IN).sees(all(v.get(0), v.get(1), v.get(2)));
    }

    @Row(id = "FA-05", says = "LT [2, 0, 1], 2 at a time: 2, 0, then 1, 2")
    void toTheTail() {
        var v = idle(3);
        var e = over(v, IN);
        for (int i : new int[] {2, 0, 1}) v.get(i).put(1);
        e.seesUpTo(2, all(v.get(2), v.get(0)));
        e.seesUpTo(2, all(v.get(1), v.get(2)));
    }

    @Row(id = "X-FA-06", says = "ET [a, b, c], 2 at a time, a fires between: c, a")
    void edgeToTheTail() {
        var v = ready(3);
        var e = over(v, IN | ET);
        e.seesUpTo(2, all(v.get(0), v.get(1)));
        v.get(0).put(1);
        e.sees(all(v.get(2), v.get(0)));
    }

    @Row(id = "X-FA-07", says = "all fetched: LT keeps the order from wait to wait")
    void stableOrder() {
        var v = ready(5);
        var e = over(v, IN);
        var once = e.await(0).data();
        expect("order of the second wait", once, e.await(0).data());
    }

    @Row(id = "FA-08", says = "13 ET ready, 5 at a time: 5, 5, 3, 0, in ADD order")
    void edgesInBatches() {
        var v = ready(13);
        var e = over(v, IN | ET);
        var seen = new ArrayList<Long>();
        for (int n : new int[] {5, 5, 3, 0}) {
            var harvest = e.await(5, 0);
            expect("events", n, harvest.answer());
            seen.addAll(harvest.data());
        }
        expect("order", v.stream().map(fd -> (long) fd.n).toList(), seen);
    }

    @Row(id = "FA-09", says = "a queued item that fires again: one entry, same place")
    void firesAgain() {
        var v = idle(2);
        var e = over(v, IN);
        v.get(0).put(1);
        v.get(1).put(1);
        v.get(0).put(1);
        e.sees(all(v.get(0), v.get(1)));
    }

    @Row(
            id = "X-FA-10",
            says = "an item found drained makes no hole: the rest still fills the batch")
    void noHole() {
        var v = ready(4);
        var e = over(v, IN);
        v.get(1).take();
        e.seesUpTo(3, all(v.get(0), v.get(2), v.get(3)));
    }

    @Row(id = "FA-11", says = "an LT item dropped as drained comes back at the tail")
    void backAtTheTail() {
        var v = ready(3);
        var e = over(v, IN);
        v.get(0).take();
        e.sees(all(v.get(1), v.get(2)));
        v.get(0).put(1);
        e.sees(all(v.get(1), v.get(2), v.get(0)));
    }

    @Row(id = "FA-12", says = "room for more than is ready: what is ready")
    void room() {
        over(ready(3), IN).counts(3, 1000);
    }

    @Row(id = "FA-13", says = "an item is at most once in one batch")
    void onceOnly() {
        var v = ready(10);
        var e = over(v, IN);
        for (var fd : v) fd.put(1);
        var data = e.await(64, 0).data();
        expect("distinct", data.size(), new HashSet<>(data).size());
    }

    @Row(id = "X-FA-14", says = "MOD of an idle item that is ready queues it at the tail")
    void modQueues() {
        var v = ready(2);
        var e = epoll().add(v.get(0), 0).add(v.get(1), IN);
        e.mod(v.get(0), IN);
        e.sees(all(v.get(1), v.get(0)));
    }

    @Row(
            id = "X-FA-15",
            says = "LT and ET mixed, 2 at a time: the LT ones go round the ET ones once")
    void mixed() {
        var v = ready(4);
        var e = epoll();
        for (int i = 0; i < 4; i++) e.add(v.get(i), i % 2 == 0 ? IN : IN | ET);
        e.seesUpTo(2, all(v.get(0), v.get(1)));
        e.seesUpTo(2, all(v.get(2), v.get(3)));
        e.seesUpTo(2, all(v.get(0), v.get(2)));
    }

    @Row(id = "X-FA-16", says = "200 items written in a random order come out in that order")
    void longOrder() {
        var v = idle(200);
        var e = over(v, IN | ET);
        var order = IntStream.range(0, 200).map(i -> i * 77 % 200).mapToObj(v::get).toList();
        for (var fd : order) fd.put(1);
        expect("order", order.stream().map(fd -> (long) fd.n).toList(), e.await(200, 0).data());
    }

    @Row(id = "X-CM-16", says = "wake-ups queue duplicates last added first: new ones go in front")
    void duplicatesOrder() {
        var v = eventfd(0);
        var e = epoll().add(v, IN, 1).add(v.dup(), IN, 2).add(v.dup(), IN, 3);
        v.put(1);
        expect("order", List.of(3L, 2L, 1L), e.await(0).data());
    }

    @Row(id = "X-CM-17", says = "MOD of a queued item leaves its place in the order")
    void modifyKeepsPlace() {
        var a = eventfd(1);
        var b = eventfd(1);
        var e = epoll().add(a, IN).add(b, IN).mod(a, IN);
        e.sees(a.is(IN), b.is(IN));
    }

    @Row(id = "X-CM-19", says = "a, b, c written in order c, b, a come out c, b, a")
    void orderOfArrival() {
        var v = List.of(eventfd(0), eventfd(0), eventfd(0));
        var e = epoll();
        for (var each : v) e.add(each, IN);
        for (var each : v.reversed()) each.put(1);
        e.sees(v.get(2).is(IN), v.get(1).is(IN), v.get(0).is(IN));
    }

    @Row(id = "CM-20", says = "DEL and ADD of the first of a, b, c: order b, c, a")
    void addedLast() {
        var a = eventfd(1);
        var b = eventfd(1);
        var c = eventfd(1);
        var e = epoll().add(a, IN).add(b, IN).add(c, IN).del(a).add(a, IN);
        e.sees(b.is(IN), c.is(IN), a.is(IN));
    }
}
