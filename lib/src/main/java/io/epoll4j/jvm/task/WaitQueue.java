package io.epoll4j.jvm.task;

import org.jspecify.annotations.Nullable;

/// Who wants to hear of a change, as Linux's `wait_queue_head_t`: a spin lock and a list of
/// entries.
///
/// The order is Linux's (`include/linux/wait.h`, `kernel/sched/wait.c`): plain entries are put in
/// front, exclusive ones at the end, and a wake-up goes from front to end. So a wake-up reaches
/// every plain entry, the newest first, and then exclusive ones, the oldest first, until as many as
/// asked for were really woken. `EventPoll` puts its exclusive waiters in front
/// ([#addExclusiveInFrontLocked]), which makes the last to wait the first to wake.
///
/// A file may guard its own state with its wait queue's lock, as Linux's eventfd does. Methods
/// ending in `Locked` expect the lock to be held; the others take it. Any thread may use it.
public final class WaitQueue extends SpinLock {
    private @Nullable WaitEntry head;
    private @Nullable WaitEntry tail;

    /// `waitqueue_active`: whether anybody stands here. Without the lock it is only a hint, unless
    /// the caller otherwise knows that an entry added before would be seen.
    public boolean isActive() {
        return head != null;
    }

    /// `add_wait_queue`: a plain entry, in front.
    public void add(WaitEntry entry) {
        lock();
        addLocked(entry);
        unlock();
    }

    /// `add_wait_queue_exclusive`: an exclusive entry, at the end.
    public void addExclusive(WaitEntry entry) {
        lock();
        addExclusiveLocked(entry);
        unlock();
    }

    /// `remove_wait_queue`: takes the entry off, if it is on. Once this returns, its wake function
    /// runs no more.
    public void remove(WaitEntry entry) {
        lock();
        removeLocked(entry);
        unlock();
    }

    public void addLocked(WaitEntry entry) {
        entry.exclusive = false;
        putInFront(entry);
    }

    /// `__add_wait_queue_exclusive`: an exclusive entry in front.
    public void addExclusiveInFrontLocked(WaitEntry entry) {
        entry.exclusive = true;
        putInFront(entry);
    }

    void addExclusiveLocked(WaitEntry entry) {
        assert entry.queue == null : "already on a wait queue";
        entry.exclusive = true;
        entry.queue = this;
        entry.previous = tail;
        if (tail == null) {
            head = entry;
        } else {
            tail.next = entry;
        }
        tail = entry;
    }

    public void removeLocked(WaitEntry entry) {
        if (entry.queue != this) {
            return;
        }
        WaitEntry previous = entry.previous;
        WaitEntry next = entry.next;
        if (previous == null) {
            head = next;
        } else {
            previous.next = next;
        }
        if (next == null) {
            tail = previous;
        } else {
            next.previous = previous;
        }
        entry.previous = null;
        entry.next = null;
        entry.queue = null;
    }

    /// `wake_up_poll`: every plain entry and one exclusive one hear of `key`.
    public void wakeOne(int key) {
        lock();
        wakeLocked(1, key);
        unlock();
    }

    /// `wake_up_all`: everybody hears of `key`.
    public void wakeAll(int key) {
        lock();
        wakeLocked(0, key);
        unlock();
    }

    /// `__wake_up_common`: from front to end, until `exclusive` exclusive entries were really woken
    /// (0: no limit).
    public void wakeLocked(int exclusive, int key) {
        int left = exclusive;
        WaitEntry entry = head;
        while (entry != null) {
            WaitEntry next = entry.next;
            boolean counts = entry.exclusive;
            if (entry.wake(key) && counts && --left == 0) {
                return;
            }
            entry = next;
        }
    }

    /// The first entry, for the checks of the tests.
    public @Nullable WaitEntry firstLocked() {
        return head;
    }

    private void putInFront(WaitEntry entry) {
        assert entry.queue == null : "already on a wait queue";
        entry.queue = this;
        entry.next = head;
        if (head == null) {
            tail = entry;
        } else {
            head.previous = entry;
        }
        head = entry;
    }
}
