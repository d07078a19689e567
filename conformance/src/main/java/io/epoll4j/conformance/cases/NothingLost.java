package io.epoll4j.conformance.cases;

import java.util.List;
import java.util.stream.IntStream;

/// Many rounds on one epoll: no event is lost, doubled or late.
final class NothingLost extends Crowd {
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

    @Row(
            id = "TH-22",
            says =
                    "waits of no time against a running transfer miss nothing, on Linux next to"
                            + " nothing",
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
