package io.epoll4j.loop;

/// Several loops waiting on one epoll: an entry is armed for one event, the loop that gets it holds
/// the entry's monitor while it serves it, and arms it again. So each is served by one thread at a
/// time, and no event is lost: arming looks at the descriptor anew.
///
/// Lock order: a listener before the connection it has just accepted; no thread ever holds two
/// connections.
final class OneShot {
    private OneShot() {}

    /// Serves `events` of `entry` on `loop`, if it is still the one with this data word.
    static boolean serve(Loop loop, Entry entry, long data, int events) {
        synchronized (entry) {
            if (entry.data != data || !loop.poller.slots.holds(entry)) return false;
            entry.loop = loop;
            entry.ready(events);
            release(entry);
            return true;
        }
    }

    /// Runs `task` on `loop` while nobody else touches `entry`.
    static void run(Loop loop, Entry entry, Runnable task) {
        synchronized (entry) {
            entry.loop = loop;
            loop.calls.run(task);
            release(entry);
        }
    }

    /// Sends what was written and arms `entry` again; its monitor is held.
    static void release(Entry entry) {
        if (entry.dirty) DirtyList.flush(entry);
        Loop loop = entry.loop;
        if (!loop.poller.slots.holds(entry)) return;
        int answer = loop.poller.arm(entry);
        if (answer < 0) {
            entry.discard();
            loop.calls.refused("epoll_ctl", entry.fd, answer);
        }
    }
}
