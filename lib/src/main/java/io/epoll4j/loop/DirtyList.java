package io.epoll4j.loop;

import java.util.ArrayDeque;

/// Who was written to in this turn; all that is written leaves at its end.
final class DirtyList {
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final boolean oneShot;

    DirtyList(Trigger trigger) {
        oneShot = trigger == Trigger.ONESHOT;
    }

    void add(Entry entry) {
        if (entry.dirty) return;
        entry.dirty = true;
        if (!oneShot) entries.addLast(entry); // else whoever holds it flushes it
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /// Sends what there is. What is written meanwhile waits for the next turn.
    void flush() {
        for (int count = entries.size(); count > 0; count--) flush(entries.removeFirst());
    }

    static void flush(Entry entry) {
        entry.dirty = false;
        entry.flush();
    }
}
