package io.epoll4j.loop;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A hierarchical timer wheel: schedule and cancel in O(1), a turn's look at it in O(levels)
/// however many timers are pending, no allocation. `now` is an argument; the wheel asks no clock.
///
/// A tick is 1,024 ns. A timer fires at the first tick at or after its deadline, never before it.
/// Timers of the same tick fire in the order in which they were scheduled.
///
/// Nine levels of 64 slots cover every deadline of 63 bits. A timer stands at the level of the
/// highest group of six bits in which its tick differs from the current one, so that on each level
/// only slots ahead of the current one are in use, and everything on a level is due before
/// everything on the next. When time reaches a slot above the lowest level, its timers move down.
class Timers {
    /// [#next] when nothing is pending.
    static final long NEVER = Long.MAX_VALUE;

    private static final int TICK_BITS = 10;
    private static final int SLOT_BITS = 6;
    private static final int SLOTS = 1 << SLOT_BITS;
    private static final int LEVELS = 9;

    /// One ring per slot, level by level; each starts and ends at its own head.
    private final Head[] heads = new Head[LEVELS * SLOTS];

    /// For each slot that holds timers, a tick before which none of them is due: that of the
    /// earliest, as long as this has not been cancelled.
    private final long[] earliest = new long[LEVELS * SLOTS];

    /// One bit per slot that may hold timers. Cancelling leaves the bit, the next look clears it.
    private final long[] occupied = new long[LEVELS];

    /// Every timer due at this tick or before has fired.
    private long elapsed;

    /// While polling, the tick of `now`: what is scheduled meanwhile comes after it, so that a
    /// timer that starts itself again cannot hold the turn.
    private long horizon;

    private int size;

    /// The moment `span`, not negative, after `since`; [#NEVER] if that is too far to be counted.
    static long after(long since, long span) {
        return span > NEVER - since ? NEVER : since + span;
    }

    Timers(long now) {
        elapsed = now >>> TICK_BITS;
        horizon = elapsed;
        for (int i = 0; i < heads.length; i++) heads[i] = new Head();
    }

    /// How many are pending.
    int size() {
        return size;
    }

    /// Starts `timed`, or moves it if it is already scheduled.
    void schedule(Timed timed, long deadline) {
        cancel(timed);
        timed.deadline = Math.max(deadline, (horizon + 1) << TICK_BITS);
        insert(timed, tickOf(timed.deadline));
        size++;
    }

    /// Stops `timed`; false if it was not scheduled.
    boolean cancel(Timed timed) {
        if (!timed.isScheduled()) return false;
        unlink(timed);
        size--;
        return true;
    }

    /// When to look again, in nanoseconds, or [#NEVER]: at the next deadline. If that was of a
    /// distant timer that has been cancelled since, it may still be named, once.
    long next() {
        int index = firstOccupied();
        if (index < 0) return NEVER;
        long tick = earliest[index];
        return tick > NEVER >>> TICK_BITS ? NEVER : tick << TICK_BITS;
    }

    /// `loop` is about to sleep until the next deadline, which this answers; [#wake] follows.
    long sleep(Loop loop) {
        return next();
    }

    /// `loop` is back from sleeping.
    void wake(Loop loop) {}

    /// Whether a deadline will be missed by those who sleep, unless one of them is woken.
    boolean oversleeps() {
        return false;
    }

    /// Hands everything due at `now` to `expiry`; answers how many.
    int poll(long now, Consumer<Timed> expiry) {
        long target = now >>> TICK_BITS;
        int fired = 0;
        for (Timed timed = due(target); timed != null; timed = due(target)) {
            fired++;
            expiry.accept(timed);
        }
        return fired;
    }

    /// Takes out the next timer that is due at the tick `target`; null if there is none, and then
    /// that tick has passed.
    @Nullable Timed due(long target) {
        horizon = Math.max(horizon, target);
        for (int index = firstOccupied(); index >= 0; index = firstOccupied()) {
            long start = startOf(index);
            if (start > target) break;
            elapsed = start;
            if (index < SLOTS) {
                Timed timed = requireNonNull(heads[index].next);
                unlink(timed);
                size--;
                return timed;
            }
            moveDown(heads[index]);
        }
        elapsed = Math.max(elapsed, target);
        return null;
    }

    private void moveDown(Head head) {
        while (!head.isEmpty()) {
            Timed timed = requireNonNull(head.next);
            unlink(timed);
            insert(timed, tickOf(timed.deadline));
        }
    }

    private void insert(Timed timed, long tick) {
        long differing = elapsed ^ tick;
        int level = differing == 0 ? 0 : (63 - Long.numberOfLeadingZeros(differing)) / SLOT_BITS;
        int slot = (int) (tick >>> (level * SLOT_BITS)) & (SLOTS - 1);
        int index = level * SLOTS + slot;
        Head head = heads[index];
        earliest[index] = head.isEmpty() ? tick : Math.min(earliest[index], tick);
        occupied[level] |= 1L << slot;
        Timed last = requireNonNull(head.previous);
        timed.next = head;
        timed.previous = last;
        last.next = timed;
        head.previous = timed;
    }

    private static void unlink(Timed timed) {
        Timed next = requireNonNull(timed.next);
        Timed previous = requireNonNull(timed.previous);
        next.previous = previous;
        previous.next = next;
        timed.next = null;
        timed.previous = null;
    }

    private int firstOccupied() {
        for (int level = 0; level < LEVELS; level++) {
            while (occupied[level] != 0) {
                int slot = Long.numberOfTrailingZeros(occupied[level]);
                int index = level * SLOTS + slot;
                if (!heads[index].isEmpty()) return index;
                occupied[level] &= ~(1L << slot);
            }
        }
        return -1;
    }

    /// The first tick of a slot, given that its higher bits are those of `elapsed`.
    private long startOf(int index) {
        int shift = index / SLOTS * SLOT_BITS;
        long above = (elapsed >>> (shift + SLOT_BITS)) << (shift + SLOT_BITS);
        return above | ((long) (index % SLOTS) << shift);
    }

    private static long tickOf(long deadline) {
        return (deadline >>> TICK_BITS) + ((deadline & ((1L << TICK_BITS) - 1)) == 0 ? 0 : 1);
    }

    private static final class Head extends Timed {
        Head() {
            next = this;
            previous = this;
        }

        boolean isEmpty() {
            return next == this;
        }

        @Override
        void expire(Loop on) {
            throw new AssertionError("a ring's head is no timer");
        }
    }
}
