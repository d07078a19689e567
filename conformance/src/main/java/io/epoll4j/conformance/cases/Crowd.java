package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.FileFlags.EFD_NONBLOCK;

import io.epoll4j.sys.EpollEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// What several threads do together on one epoll, for the topics that count who wakes.
abstract class Crowd extends Lab {
    /// That many threads asleep in waits for one event.
    final List<Task<Harvest>> waiters(int count, Ep e) {
        return IntStream.range(0, count).mapToObj(i -> waiter(e, 1, LONG)).toList();
    }

    /// A wait after each MOD (ET) that another thread makes brings one event.
    final void modifiedByAnother(int rounds) {
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

    /// Ten threads, ten eventfds written at once: each thread takes one.
    final void eachItsOwn(int rounds) {
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

    /// Waits of no time by many threads on an item that is always ready: none misses it, on Linux
    /// next to none.
    final void neverMissed(int threads, int rounds) {
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
        // Linux looks without its lock first, and such a look may be wrong
        int allowed = onLinux() ? threads * rounds / 100 : 0;
        expectTrue(
                misses + " of " + threads * rounds + " waits missed it, at most " + allowed,
                misses.get() <= allowed);
    }
}
