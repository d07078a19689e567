package io.epoll4j.loop;

/// Who was written to in this turn; all that is written leaves at its end.
final class DirtyList {
    private final EntryQueue entries = new EntryQueue();
    private final boolean oneShot;

    DirtyList(Trigger trigger) {
        oneShot = trigger == Trigger.ONESHOT;
    }

    void add(Entry entry) {
        if (entry.dirty) return;
        if (!oneShot) entries.add(entry); // else whoever holds it flushes it
        entry.dirty = true;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /// Sends what there is. What is written meanwhile waits for the next turn.
    void flush() {
        for (int count = entries.size(); count > 0; count--) flush(entries.take());
    }

    static void flush(Entry entry) {
        entry.dirty = false;
        try {
            entry.flush();
        } catch (Throwable thrown) {
            entry.loop.callbacks.broke(entry, thrown);
        }
    }
}
