package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.Kernel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SlotsTest {
    private final Slots slots = new Slots();
    private final Loop loop = Loop.open(Kernel.linux(), new Settings());

    private Entry entry() {
        return new Watch(loop, -1, (watch, events) -> {});
    }

    @Test
    void aWordIsNeverGivenTwice() {
        var words = new HashSet<Long>();
        var random = new Random(1);
        List<Entry> live = new ArrayList<>();
        List<Long> dead = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (live.isEmpty() || random.nextInt(3) > 0) {
                var entry = entry();
                slots.add(entry);
                live.add(entry);
                assertTrue(words.add(entry.data));
            } else {
                var entry = live.remove(random.nextInt(live.size()));
                assertTrue(slots.remove(entry));
                assertFalse(slots.remove(entry));
                dead.add(entry.data);
            }
        }
        assertEquals(live.size(), slots.size());
        for (Entry entry : live) assertSame(entry, slots.find(entry.data));
        for (long data : dead) assertNull(slots.find(data));
    }

    @Test
    void aSlotServesAgainUnderAnotherWord() {
        var first = entry();
        slots.add(first);
        slots.remove(first);
        var second = entry();
        slots.add(second);
        assertEquals((int) first.data, (int) second.data);
        assertNotEquals(first.data, second.data);
        assertNull(slots.find(first.data));
        assertFalse(slots.remove(first));
        assertSame(second, slots.find(second.data));
    }

    /// Who was registered last under a number; found as fast among many as among few.
    @Test
    @Timeout(60)
    void whoIsOutlivedIsSeenAtOnce() {
        int many = 200_000;
        var old = new Entry[many];
        for (int fd = 0; fd < many; fd++) {
            old[fd] = new Watch(loop, fd, (watch, events) -> {});
            slots.add(old[fd]);
            slots.registered(old[fd]);
        }
        for (Entry entry : old) assertFalse(slots.isOutlived(entry));
        for (int fd = 1; fd < many; fd += 2) {
            var next = new Watch(loop, fd, (watch, events) -> {});
            slots.add(next);
            slots.registered(next);
            slots.unregistered(old[fd]); // too late
            assertFalse(slots.isOutlived(next));
        }
        for (int fd = 0; fd < many; fd++) assertEquals(fd % 2 == 1, slots.isOutlived(old[fd]));
    }

    @Test
    void strangeWordsFindNobody() {
        slots.add(entry());
        for (long data : new long[] {0, 1, -1, Poller.WAKE_UP, Long.MIN_VALUE, 1L << 32, 16, 12345})
            if (slots.find(data) != null) assertEquals(data, slots.find(data).data);
        assertNull(slots.find(Poller.WAKE_UP));
    }

    @Test
    void entriesMayGoWhileAllAreVisited() {
        var all = new ArrayList<Entry>();
        for (int i = 0; i < 100; i++) {
            all.add(entry());
            slots.add(all.getLast());
        }
        slots.forEach(entry -> {
            if (entry == all.getFirst()) all.subList(1, 50).forEach(slots::remove);
            slots.remove(entry);
        });
        assertEquals(0, slots.size());
    }
}
