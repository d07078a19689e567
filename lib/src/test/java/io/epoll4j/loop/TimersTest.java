package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The wheel against a sorted map, and at its edges. Time is what the test says.
class TimersTest {
    private static final long TICK = 1024;
    private final Timers timers = new Timers(0);
    private long time;
    private final List<Probe> fired = new ArrayList<>();

    private final class Probe extends Timed {
        final int id;
        long firedAt = -1;
        Runnable then = () -> {};

        Probe(int id) {
            this.id = id;
        }

        @Override
        void expire(Loop on) {}

        void fire() {
            firedAt = time;
            fired.add(this);
            then.run();
        }
    }

    private int poll(long now) {
        time = now;
        return timers.poll(now, timed -> ((Probe) timed).fire());
    }

    private Probe at(long deadline) {
        var probe = new Probe(fired.size());
        timers.schedule(probe, deadline);
        return probe;
    }

    @Test
    void firesNeverEarlyAndAtMostATickLate() {
        long now = 0;
        for (long delay : new long[] {1, 1025, 2048, 2049, 65_536, 1 << 20, 1L << 40}) {
            var probe = at(now + delay);
            long tick = (now + delay + TICK - 1) / TICK * TICK;
            poll(tick - 1);
            assertEquals(-1, probe.firedAt, "early: " + delay);
            poll(tick);
            assertEquals(tick, probe.firedAt, "late: " + delay);
            now = tick;
        }
    }

    @Test
    void nextNamesTheDeadlineHoweverFar() {
        var random = new Random(1);
        for (int round = 0; round < 1000; round++) {
            long now = fired.isEmpty() ? 0 : fired.getLast().firedAt;
            long deadline = now + (1L << random.nextInt(55)) + random.nextInt(1000);
            var probe = at(deadline);
            var later = at(deadline + random.nextLong(1L << 50));
            long next = timers.next();
            assertTrue(next >= deadline && next < deadline + TICK, next + " for " + deadline);
            poll(next);
            assertEquals(next, probe.firedAt);
            timers.cancel(later);
            fired.remove(later);
        }
        assertEquals(Timers.NEVER, timers.next());
    }

    @Test
    void nextIsNeverLateNorEarlyForLong() {
        var random = new Random(11);
        var deadlines = new TreeMap<Long, Probe>();
        long now = 0;
        int early = 0;
        for (int step = 0; step < 100_000; step++) {
            if (random.nextInt(3) > 0) {
                long deadline =
                        (now / TICK + 1 + random.nextLong(1L << random.nextInt(1, 40))) * TICK;
                var old = deadlines.put(deadline, new Probe(step));
                if (old != null) timers.cancel(old);
                timers.schedule(deadlines.get(deadline), deadline);
            } else if (!deadlines.isEmpty() && random.nextBoolean()) {
                assertTrue(timers.cancel(deadlines.pollFirstEntry().getValue()));
            } else if (!deadlines.isEmpty()) {
                long next = timers.next();
                assertTrue(next > now && next <= deadlines.firstKey(), "late");
                int due = poll(next);
                assertEquals(next == deadlines.firstKey() ? 1 : 0, due);
                if (due == 0) early++;
                else deadlines.pollFirstEntry();
                now = next;
            }
        }
        assertTrue(early > 0 && early < 100_000 / 12, early + " looks for nothing");
    }

    @Test
    void agreesWithASortedMap() {
        var random = new Random(7);
        var model = new TreeMap<Long, List<Probe>>();
        var live = new ArrayList<Probe>();
        long now = 0;
        for (int step = 0; step < 200_000; step++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    var probe = new Probe(step);
                    long deadline = now + random.nextLong(1L << random.nextInt(1, 40));
                    timers.schedule(probe, deadline);
                    live.add(probe);
                    model.computeIfAbsent(tick(deadline, now), t -> new ArrayList<>()).add(probe);
                }
                case 2 -> {
                    if (live.isEmpty()) continue;
                    var probe = live.remove(random.nextInt(live.size()));
                    boolean pending = model.values().stream().anyMatch(l -> l.remove(probe));
                    assertEquals(pending, timers.cancel(probe));
                }
                default -> {
                    now += random.nextLong(1L << random.nextInt(1, 36));
                    fired.clear();
                    poll(now);
                    var due = model.headMap(now / TICK, true);
                    var expected = due.values().stream().flatMap(List::stream).toList();
                    assertEquals(expected, fired);
                    due.clear();
                    live.removeAll(expected);
                }
            }
        }
        assertEquals(model.values().stream().mapToInt(List::size).sum(), timers.size());
    }

    private static long tick(long deadline, long now) {
        return Math.max((deadline + TICK - 1) / TICK, now / TICK + 1);
    }

    @Test
    void firesInTheOrderOfDeadlinesThenOfScheduling() {
        var random = new Random(3);
        var probes = new ArrayList<Probe>();
        for (int i = 0; i < 10_000; i++) {
            var probe = new Probe(i);
            probes.add(probe);
            timers.schedule(probe, random.nextInt(1, 1000) * TICK);
        }
        poll(2000 * TICK);
        probes.sort(Comparator.<Probe>comparingLong(p -> p.deadline).thenComparingInt(p -> p.id));
        assertEquals(probes, fired);
    }

    @Test
    void aTimerThatStartsItselfAgainCannotHoldTheTurn() {
        var probe = new Probe(0);
        probe.then = () -> timers.schedule(probe, 0);
        timers.schedule(probe, 0);
        assertEquals(1, poll(1_000_000_000));
        assertEquals(1, poll(1_000_002_000));
    }

    @Test
    void aTimerMayCancelItsNeighbours() {
        var first = at(TICK);
        var second = at(TICK);
        var third = at(TICK);
        first.then = () -> assertTrue(timers.cancel(second));
        poll(TICK);
        assertEquals(List.of(first, third), fired);
        assertFalse(timers.cancel(second));
    }

    @Test
    @Tag("slow")
    void aMillionPendingCostATurnNothing() {
        var random = new Random(5);
        for (int i = 0; i < 1_000_000; i++)
            timers.schedule(new Probe(i), 3_600_000_000_000L + random.nextLong(3_600_000_000_000L));
        assertTrue(timers.next() >= 3_600_000_000_000L); // the first hour needs no look at all
        poll(timers.next() - 1);
        assertEquals(1_000_000, timers.size());
        poll(7_200_001_000_000L);
        assertEquals(1_000_000, fired.size());
    }

    @Test
    void theFarthestDeadlineIsKept() {
        var probe = at(Long.MAX_VALUE);
        poll(1L << 62);
        assertEquals(-1, probe.firedAt);
        assertTrue(timers.cancel(probe));
        assertEquals(0, timers.size());
    }
}
