package io.epoll4j.loop;

/// The loop's own ready list: entries with more to do than their share of a turn. Each stands in it
/// at most once and is served in turn, without waiting for epoll to say so.
final class ReadyList {
    private final EntryQueue entries = new EntryQueue();

    void add(Entry entry) {
        if (entry.listed) return;
        entries.add(entry);
        entry.listed = true;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    int size() {
        return entries.size();
    }

    /// Takes the first; the caller has seen that there is one.
    Entry take() {
        Entry entry = entries.take();
        entry.listed = false;
        return entry;
    }
}
