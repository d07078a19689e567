package io.epoll4j.jvm.task;

import io.epoll4j.jvm.spi.Host;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The armed timers of one kernel, ordered by time, and the tasks that sleep.
///
/// There is no timer thread. Every call that could see the difference first lets expired timers
/// happen ([#run]). While all threads sleep, the one that has slept longest keeps the time: it
/// parks no longer than until the next timer, and hands this on when it leaves. Arming an earlier
/// timer wakes it to look again. Any thread may use it.
public final class HrTimers {
    private final Host host;
    private final SpinLock lock = new SpinLock();

    /// A binary heap by (expires, order).
    private @Nullable HrTimer[] heap = new @Nullable HrTimer[16];

    private int size;
    private long armed;
    private @Nullable Sleeper firstSleeper;
    private @Nullable Sleeper lastSleeper;

    /// When the next timer is due, [Host#NEVER] if none is armed. Written under the lock.
    private volatile long next = Host.NEVER;

    HrTimers(Host host) {
        this.host = host;
    }

    /// Arms the timer, which must not be armed, for an instant of the monotonic clock.
    public void arm(HrTimer timer, long expires) {
        TaskStruct keeper = null;
        lock.lock();
        assert timer.index < 0 : "already armed";
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        timer.expires = expires;
        timer.order = armed++;
        up(size++, timer);
        if (timer.index == 0) {
            next = expires;
            keeper = firstSleeper == null ? null : firstSleeper.task;
        }
        lock.unlock();
        if (keeper != null) {
            host.unpark(keeper);
        }
    }

    /// Disarms the timer if it is armed.
    ///
    /// @return whether it was; if not, it was never armed or its [HrTimer#expire] was called or is
    ///   about to be
    public boolean cancel(HrTimer timer) {
        lock.lock();
        boolean found = timer.index >= 0;
        if (found) {
            removeLocked(timer);
        }
        lock.unlock();
        return found;
    }

    /// Lets every timer happen whose time has come, in order. Costs one read while none is armed.
    public void run() {
        while (next != Host.NEVER && next <= host.monotonicNanos()) {
            HrTimer due = takeDue(host.monotonicNanos());
            if (due != null) {
                due.expire(due.expires);
            }
        }
    }

    /// When the next timer is due, [Host#NEVER] if none is armed.
    public long next() {
        return next;
    }

    /// Forgets all timers, and wakes all sleepers.
    void crash() {
        lock.lock();
        Arrays.fill(heap, null);
        size = 0;
        next = Host.NEVER;
        for (Sleeper sleeper = firstSleeper; sleeper != null; sleeper = sleeper.next) {
            host.unpark(sleeper.task);
        }
        lock.unlock();
    }

    /// Notes that the task is about to park.
    ///
    /// @return until when it may park on the timers' account
    long enter(TaskStruct task) {
        Sleeper sleeper = task.sleeper;
        lock.lock();
        if (!sleeper.listed) {
            sleeper.listed = true;
            sleeper.previous = lastSleeper;
            if (lastSleeper == null) {
                firstSleeper = sleeper;
            } else {
                lastSleeper.next = sleeper;
            }
            lastSleeper = sleeper;
        }
        long until = firstSleeper == sleeper ? next : Host.NEVER;
        lock.unlock();
        return until;
    }

    /// Wakes every sleeper that does not block these signals, to look for itself.
    void interruptSleepers(long signals) {
        lock.lock();
        for (Sleeper each = firstSleeper; each != null; each = each.next) {
            if ((each.task.blockedSignals & signals) != signals) {
                host.unpark(each.task);
            }
        }
        lock.unlock();
    }

    /// Notes that the task sleeps no more.
    void leave(TaskStruct task) {
        Sleeper sleeper = task.sleeper;
        TaskStruct keeper = null;
        lock.lock();
        if (sleeper.listed) {
            boolean wasKeeper = firstSleeper == sleeper;
            unlist(sleeper);
            if (wasKeeper && firstSleeper != null && next != Host.NEVER) {
                keeper = firstSleeper.task;
            }
        }
        lock.unlock();
        if (keeper != null) {
            host.unpark(keeper);
        }
    }

    private @Nullable HrTimer takeDue(long now) {
        lock.lock();
        HrTimer first = heap[0];
        if (first != null && first.expires <= now) {
            removeLocked(first);
        } else {
            first = null;
        }
        lock.unlock();
        return first;
    }

    private void unlist(Sleeper sleeper) {
        Sleeper before = sleeper.previous;
        Sleeper after = sleeper.next;
        if (before == null) {
            firstSleeper = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            lastSleeper = before;
        } else {
            after.previous = before;
        }
        sleeper.previous = null;
        sleeper.next = null;
        sleeper.listed = false;
    }

    private void removeLocked(HrTimer timer) {
        int hole = timer.index;
        timer.index = -1;
        HrTimer last = at(--size);
        heap[size] = null;
        if (hole != size) {
            up(down(hole, last), last);
        }
        next = size == 0 ? Host.NEVER : at(0).expires;
    }

    private void up(int from, HrTimer timer) {
        int hole = from;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            HrTimer above = at(parent);
            if (!before(timer, above)) {
                break;
            }
            put(hole, above);
            hole = parent;
        }
        put(hole, timer);
    }

    /// Moves smaller children up into the hole; returns where `timer` now belongs.
    private int down(int from, HrTimer timer) {
        int hole = from;
        for (int child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
            if (child + 1 < size && before(at(child + 1), at(child))) {
                child++;
            }
            if (!before(at(child), timer)) {
                break;
            }
            put(hole, at(child));
            hole = child;
        }
        return hole;
    }

    private void put(int index, HrTimer timer) {
        heap[index] = timer;
        timer.index = index;
    }

    @SuppressWarnings("NullAway") // below size there is always a timer
    private HrTimer at(int index) {
        return heap[index];
    }

    private static boolean before(HrTimer one, HrTimer other) {
        return one.expires != other.expires ? one.expires < other.expires : one.order < other.order;
    }
}
