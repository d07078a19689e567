package io.epoll4j.jvm.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.epoll.Invariants;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitQueueTest {
    private final WaitQueue queue = new WaitQueue();
    private final List<String> heard = new ArrayList<>();

    @AfterEach
    void isValid() {
        Invariants.verifyQueue(queue);
        assertFalse(queue.isLocked());
    }

    private Entry entry(String name) {
        return new Entry(name);
    }

    @Test
    void wakesPlainEntriesNewestFirstThenOneExclusiveOldestFirst() {
        queue.addExclusive(entry("x1"));
        queue.add(entry("p1"));
        queue.addExclusive(entry("x2"));
        queue.add(entry("p2"));
        queue.wakeOne(4);
        assertEquals(List.of("p2:4", "p1:4", "x1:4"), heard);
    }

    @Test
    void goesOnPastExclusiveEntriesThatWereNotWoken() {
        Entry deaf = entry("deaf");
        deaf.answer = false;
        queue.addExclusive(deaf);
        queue.addExclusive(entry("x"));
        queue.addExclusive(entry("never"));
        queue.wakeOne(1);
        assertEquals(List.of("deaf:1", "x:1"), heard);
    }

    @Test
    void wakesAsManyExclusiveEntriesAsAskedForAndAllForNoLimit() {
        for (int i = 1; i <= 4; i++) {
            queue.addExclusive(entry("x" + i));
        }
        queue.lock();
        queue.wakeLocked(2, 0);
        queue.unlock();
        assertEquals(List.of("x1:0", "x2:0"), heard);
        heard.clear();
        queue.wakeAll(8);
        assertEquals(List.of("x1:8", "x2:8", "x3:8", "x4:8"), heard);
    }

    @Test
    void plainEntriesDoNotUseAWakeUpUp() {
        queue.addExclusive(entry("x"));
        queue.add(entry("p"));
        queue.wakeOne(1);
        assertEquals(List.of("p:1", "x:1"), heard);
    }

    @Test
    void anExclusiveEntryInFrontIsTheFirstToWake() {
        queue.lock();
        queue.addExclusiveInFrontLocked(entry("first"));
        queue.addExclusiveInFrontLocked(entry("last"));
        queue.wakeLocked(1, 0);
        queue.unlock();
        assertEquals(List.of("last:0"), heard);
    }

    @Test
    void anEntryMayTakeItselfOffWhileItIsWoken() {
        for (int i = 1; i <= 3; i++) {
            Entry entry = entry("x" + i);
            entry.leaves = true;
            queue.addExclusive(entry);
        }
        queue.wakeOne(0);
        queue.wakeOne(0);
        queue.wakeAll(0);
        assertEquals(List.of("x1:0", "x2:0", "x3:0"), heard);
        assertFalse(queue.isActive());
    }

    @Test
    void removesAnywhereAndToleratesWhatIsNotThere() {
        Entry a = entry("a");
        Entry b = entry("b");
        Entry c = entry("c");
        for (Entry entry : List.of(a, b, c)) {
            queue.addExclusive(entry);
        }
        queue.remove(b);
        queue.remove(b);
        new WaitQueue().remove(a);
        queue.wakeAll(0);
        assertEquals(List.of("a:0", "c:0"), heard);
        queue.remove(a);
        queue.remove(c);
        assertNull(queue.firstLocked());
        queue.addExclusive(b);
        assertTrue(queue.isActive());
    }

    @Test
    void refusesAnEntryThatStandsOnAQueue() {
        Entry entry = entry("a");
        queue.add(entry);
        WaitQueue other = new WaitQueue();
        other.lock();
        assertThrows(AssertionError.class, () -> other.addLocked(entry));
        assertThrows(AssertionError.class, () -> other.addExclusiveLocked(entry));
        other.unlock();
    }

    private final class Entry extends WaitEntry {
        private final String name;
        private boolean answer = true;
        private boolean leaves;

        Entry(String name) {
            this.name = name;
        }

        @Override
        public boolean wake(int key) {
            heard.add(name + ":" + key);
            if (leaves) {
                queue.removeLocked(this);
            }
            return answer;
        }
    }
}
