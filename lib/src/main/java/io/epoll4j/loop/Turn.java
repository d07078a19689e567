package io.epoll4j.loop;

import static java.util.Objects.requireNonNull;

import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SysException;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// One turn of a loop: wait once, then serve in this order: what epoll reports, the loop's own
/// ready list, timers, tasks; last, everything written meanwhile leaves.
final class Turn {
    /// Entries served between two looks at the clock.
    private static final int STRETCH = 16;

    /// How far the times of what was served, in nanoseconds, may be off.
    private static final long NEGLIGIBLE = 10_000_000;

    /// Turns in a row that may lead to nothing, such as those for a new socket's first EPOLLOUT.
    private static final int PATIENCE = 16;

    /// The place of EPOLLET in an event mask.
    private static final int EDGE_BIT = 31;

    private final Loop loop;
    private final Kernel kernel;
    private final Poller poller;
    private final Counters counters;
    private final EpollEvents events;

    /// How many events the last wait brought, and how many of them have been served: fewer, where a
    /// turn broke off.
    private int reported;

    private int taken;
    private final int batch;
    private final boolean oneShot;
    private final MemorySegment timespec = Timespec.allocate();

    /// Entries served since the last look at the clock, and how many.
    private final @Nullable Entry[] served = new Entry[STRETCH];

    private int stretch;

    private LoopEvents.@Nullable Turn event;

    /// After something slow: how many entries are yet to be timed one by one.
    private int closely;

    /// Turns in a row in which there was something to do and nothing came of it.
    private int useless;

    /// How long the last wait was to be; 0 if a signal ended it.
    private long waited;

    /// Nothing came of the last wait, and there was nothing to send either.
    private boolean idle;

    Turn(Loop loop) {
        this.loop = loop;
        kernel = loop.kernel;
        poller = loop.poller;
        counters = loop.counters;
        batch = loop.settings.batch;
        oneShot = loop.oneShot;
        events = new EpollEvents(batch);
    }

    /// After a turn that served nothing, and began when `atMost` nanoseconds were left until `end`:
    /// takes turns until one serves something, or the time is up. A signal may end a wait, or the
    /// moment at which a timer was due that has been cancelled.
    int goOn(long atMost, long end) {
        long left = atMost;
        int served = 0;
        while (served == 0 && idle && left > 0) {
            if (left < Loop.FOREVER) left = Math.min(left - waited, end - loop.now);
            if (left > 0) served = take(left);
        }
        return served;
    }

    /// Takes one turn, waiting at most `atMost` nanoseconds; answers how many events, timers and
    /// tasks it served. Where memory runs out within it, that is told, and the next turn goes on
    /// from there: no event is lost.
    int take(long atMost) {
        try {
            return serveOnce(atMost);
        } catch (OutOfMemoryError none) {
            loop.callbacks.failed(null, none);
            return 0;
        }
    }

    private int serveOnce(long atMost) {
        if (taken == reported) {
            reported = taken = 0;
            reported = await(atMost);
            counters.events += reported;
        }
        int n = reported - taken;
        loop.now = loop.clock();
        counters.turns++;
        event = LoopEvents.begin(event);
        if (oneShot && n > 0 && !wasOnlyWoken(n)) loop.passOn();
        long useful = counters.useful();
        int listed = loop.ready.size();
        boolean asked = n + listed > 0 || !loop.dirty.isEmpty();
        idle = !asked;
        while (taken < reported) {
            int i = taken++;
            serve(events.data(i), events.events(i));
        }
        for (int i = 0; i < listed; i++) serveListed(loop.ready.take());
        loop.receiver.buffer.settle();
        if (stretch > 0) look();
        int timers = loop.timers.poll(loop.now, loop.expiry);
        int tasks = loop.mailbox.run(loop.runner);
        counters.timersFired += timers;
        if (timers + tasks > 0) lookAfter(timers + tasks);
        loop.receiver.buffer.settle();
        loop.dirty.flush();
        if (asked && !answeredByAnother(n)) watchForSpin(counters.useful() != useful);
        if (event != null) LoopEvents.end(event, n);
        return n + listed + timers + tasks;
    }

    /// The last turn is over: runs what tasks are left, and lets what they write leave.
    void finish() {
        loop.mailbox.end(task -> {
            if (task instanceof Handover handover) handover.discard();
            else loop.callbacks.task(task);
        });
        loop.receiver.buffer.settle();
        loop.dirty.flush();
    }

    private int await(long atMost) {
        int n;
        waited = 0;
        if (!loop.ready.isEmpty() || !loop.dirty.isEmpty()) {
            n = poller.kernel.epollWait(poller.epfd, events, batch, 0);
        } else {
            long timeout = loop.mailbox.sleep() ? untilTimer(atMost) : 0;
            if (timeout == 0) {
                n = kernel.epollWait(poller.epfd, events, batch, 0);
            } else if (timeout == Loop.FOREVER) {
                n = kernel.epollWait(poller.epfd, events, batch, -1);
            } else {
                Timespec.set(timespec, timeout);
                n = kernel.epollPwait2(poller.epfd, events, batch, timespec);
            }
            loop.mailbox.wake();
            loop.timers.wake(loop);
            if (n == 0) waited = timeout;
        }
        if (n >= 0) return n;
        if (n == -Errno.EINTR) return 0;
        throw new SysException("epoll_wait", "fd " + poller.epfd, n);
    }

    /// Several loops share the eventfd: whoever was awake may have run the task by now.
    private boolean answeredByAnother(int n) {
        return oneShot && wasOnlyWoken(n);
    }

    private boolean wasOnlyWoken(int n) {
        return n == 1 && events.data(0) == Poller.WAKE_UP;
    }

    private long untilTimer(long atMost) {
        long next = loop.timers.sleep(loop);
        return next == Timers.NEVER ? atMost : Math.clamp(next - loop.clock(), 0, atMost);
    }

    private void serve(long data, int bits) {
        Entry entry = poller.slots.find(data);
        if (entry == null) {
            if (data != Poller.WAKE_UP) dropped(data, bits);
        } else {
            long vain = counters.vain;
            if (!attend(entry, data, bits)) dropped(data, bits);
            if (counters.vain == vain) counters.edges += entry.interest >>> EDGE_BIT;
            served(entry);
        }
    }

    /// Serves `entry`; false if it is not the one with this data word any more. What goes wrong is
    /// its own affair and nobody else's.
    private boolean attend(Entry entry, long data, int bits) {
        try {
            if (oneShot) return OneShot.serve(loop, entry, data, bits);
            if (entry instanceof Peer peer) peer.ready(bits);
            else entry.ready(bits);
        } catch (Throwable thrown) {
            loop.callbacks.broke(entry, thrown);
        }
        return true;
    }

    /// Serves an entry that had more to do than its share, or may read again.
    private void serveListed(Entry entry) {
        if (poller.slots.holds(entry)) attend(entry, entry.data, Poller.LISTED);
        served(entry);
    }

    private void served(Entry entry) {
        served[stretch++] = entry;
        if (stretch == STRETCH || closely > 0) look();
    }

    private void dropped(long data, int bits) {
        counters.stale++;
        LoopEvents.dropped(data, bits);
    }

    /// Looks at the clock after a stretch of entries.
    private void look() {
        if (closely > 0) closely--;
        int calls = stretch;
        stretch = 0;
        long before = loop.now;
        time(calls, calls == 1 ? requireNonNull(served[0]).handlerClass() : null);
        boolean late = loop.now - before > NEGLIGIBLE;
        for (int i = 0; i < calls; i++) {
            if (late && served[i] instanceof Peer peer) loop.deadlines.postpone(peer, before);
            served[i] = null;
        }
    }

    /// Looks at the clock after timers and tasks.
    private void lookAfter(int calls) {
        time(calls, calls == 1 ? loop.callbacks.lastTask : null);
    }

    /// Was something slow? After several calls, only their sum is known, and whom to blame is not:
    /// from then on entries are timed singly, to find out.
    private void time(int calls, @Nullable Class<?> handler) {
        long now = loop.clock();
        long took = now - loop.now;
        loop.now = now;
        boolean slow = took > loop.settings.slowHandler;
        if (slow) {
            closely = 1 << 16;
            LoopEvents.slow(handler, calls, took);
        }
        boolean named = slow && handler != null && counters.slowestHandler == null;
        if (named || (took > counters.slowest && (slow || calls == 1))) {
            counters.slowest = took;
            counters.slowestHandler = handler;
        }
    }

    private void watchForSpin(boolean wasUseful) {
        if (wasUseful) useless = 0;
        else if (++useless > PATIENCE) counters.spins++;
    }
}
