package io.epoll4j.jvm.epoll;

import static io.epoll4j.jvm.epoll.Rig.until;
import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLEXCLUSIVE;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLONESHOT;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.file.PollTable;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.sys.EpollEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Random threads on random epolls, in rounds. In a round some threads add, change, remove, fire,
/// drain, wait, close and reopen at random, while others sleep in epoll_wait without limit. After
/// each round, once nobody moves, everything must be valid and nothing lost:
///
/// - the invariants of every epoll hold ([Invariants]);
/// - every armed level-triggered item whose file is ready is on its ready list, but for exclusive
///   ones: where somebody sleeps in one epoll, others that watch exclusively are not told, and stay
///   so even if that one item is removed before its sleeper has run;
/// - nobody sleeps in an epoll whose ready list has something.
final class Soak {
    private static final int SOURCES = 12;
    private static final int EPOLLS = 6;

    /// Epolls below this index are never closed, so that sleepers can rely on them.
    private static final int LASTING = 3;

    private static final int MOVERS = 3;
    private static final int STEPS = 400;

    private final Rig rig = new Rig();
    private final AtomicReferenceArray<Source> sources = new AtomicReferenceArray<>(SOURCES);
    private final AtomicReferenceArray<EventPoll> epolls = new AtomicReferenceArray<>(EPOLLS);
    private final Random seeds;
    private volatile boolean over;
    private long steps;

    Soak(long seed) {
        seeds = new Random(seed);
        for (int i = 0; i < SOURCES; i++) {
            sources.set(i, source());
        }
        for (int i = 0; i < EPOLLS; i++) {
            epolls.set(i, rig.epoll());
        }
    }

    /// Runs for about so long; answers how many random steps were made.
    long run(long nanos) {
        long end = System.nanoTime() + nanos;
        List<Sleeping> sleepers = new ArrayList<>();
        for (int i = 0; i < LASTING + 1; i++) {
            sleepers.add(new Sleeping(epolls.get(i % LASTING)));
        }
        while (System.nanoTime() < end) {
            List<FutureTask<Void>> movers = new ArrayList<>();
            for (int i = 0; i < MOVERS; i++) {
                Random random = new Random(seeds.nextLong());
                movers.add(
                        Rig.start(() -> {
                            for (int step = 0; step < STEPS; step++) {
                                move(random);
                            }
                            return null;
                        }));
            }
            movers.forEach(Rig::join);
            steps += MOVERS * STEPS;
            until(() -> sleepers.stream().allMatch(Sleeping::isAtRest));
            check();
        }
        over = true;
        sleepers.forEach(Sleeping::end);
        return steps;
    }

    /// A source whose polls take a while now and then, so that others fire during transfers.
    private Source source() {
        Source source = rig.source();
        source.onPoll =
                () -> {
                    if (ThreadLocalRandom.current().nextInt(4) == 0) {
                        Thread.yield();
                    }
                };
        return source;
    }

    private void move(Random random) {
        int number = random.nextInt(SOURCES);
        Source source = sources.get(number);
        int index = random.nextInt(EPOLLS);
        EventPoll ep = epolls.get(index);
        int fd = number + (random.nextInt(8) == 0 ? 100 : 0);
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> rig.add(ep, source, fd, events(random));
            case 3 -> rig.del(ep, source, fd);
            case 4, 5 -> rig.mod(ep, source, fd, events(random) & ~EPOLLEXCLUSIVE);
            case 6, 7, 8, 9 -> source.fire(random.nextInt(4) == 0 ? EPOLLOUT : EPOLLIN);
            case 10 -> drain(source);
            case 11, 12 -> harvest(ep, 1 + random.nextInt(4), 0);
            case 13 -> harvest(ep, 2, random.nextInt(200_000));
            case 14 -> nest(ep, epolls.get(random.nextInt(EPOLLS)), random);
            default -> reopen(random, number, index);
        }
    }

    private static int events(Random random) {
        int events = random.nextInt(8) == 0 ? EPOLLOUT : EPOLLIN;
        return switch (random.nextInt(6)) {
            case 0, 1 -> events | EPOLLET;
            case 2 -> events | EPOLLONESHOT;
            case 3 -> events | EPOLLEXCLUSIVE;
            default -> events;
        };
    }

    private void nest(EventPoll outer, EventPoll inner, Random random) {
        if (random.nextBoolean()) {
            rig.add(outer, inner, 1_000, events(random) & ~EPOLLEXCLUSIVE);
        } else {
            rig.del(outer, inner, 1_000);
        }
    }

    private void reopen(Random random, int number, int index) {
        if (random.nextInt(4) != 0) {
            sources.getAndSet(number, source()).unpin();
        } else if (index >= LASTING) {
            epolls.getAndSet(index, rig.epoll()).unpin();
        }
    }

    private static void drain(Source source) {
        source.queues[0].lock();
        source.quietly(0);
        source.queues[0].unlock();
    }

    /// Waits, and drains what was reported, epolls within epolls too. An event of a source that was
    /// reopened since drains the new one, which does no harm.
    private int harvest(EventPoll ep, int max, long nanos) {
        EpollEvents events = new EpollEvents(max);
        int count = Rig.await(ep, events, max, nanos);
        for (int i = 0; i < count; i++) {
            long data = events.data(i);
            if (data == 1_000) {
                drainAll();
            } else {
                drain(sources.get((int) data % 100));
            }
        }
        return count;
    }

    private void drainAll() {
        for (int i = 0; i < SOURCES; i++) {
            drain(sources.get(i));
        }
    }

    private void check() {
        long watches = 0;
        for (int i = 0; i < EPOLLS; i++) {
            EventPoll ep = epolls.get(i);
            Invariants.verify(ep);
            ep.mtx.lock();
            watches += ep.rbr.size();
            for (EpItem item = ep.rbr.first(); item != null; item = ep.rbr.next(item)) {
                boolean told = (item.events & (EPOLLET | EPOLLEXCLUSIVE)) == 0;
                if (told && item.file instanceof Source && item.poll(PollTable.NONE) != 0) {
                    String which = Integer.toHexString(item.events);
                    assertTrue(ItemList.isLinked(item), which + " is ready and not on the list");
                }
            }
            ep.lock.lock();
            boolean sleepsOverEvents = !ep.rdllist.isEmpty() && ep.wq.isActive();
            ep.lock.unlock();
            ep.mtx.unlock();
            assertTrue(!sleepsOverEvents, "somebody sleeps though something may be ready");
        }
        assertEquals(watches, rig.epolls.watches.get(), "items counted");
    }

    /// A thread that sleeps in one epoll, harvests when woken, and sleeps again.
    private final class Sleeping {
        private final EventPoll ep;
        private final FutureTask<Void> task;
        private volatile TaskStruct me;
        private volatile EpollWaiter waiter;

        Sleeping(EventPoll ep) {
            this.ep = ep;
            task =
                    Rig.start(() -> {
                        me = rig.scheduler.current();
                        waiter = rig.epolls.waiters.of(me);
                        while (!over) {
                            harvest(ep, 2, Rig.FOREVER);
                        }
                        return null;
                    });
        }

        boolean isAtRest() {
            if (waiter == null) {
                return false;
            }
            ep.lock.lock();
            boolean standing = waiter.queue != null;
            ep.lock.unlock();
            return standing;
        }

        void end() {
            me.thread().interrupt();
            Rig.join(task);
        }
    }
}
