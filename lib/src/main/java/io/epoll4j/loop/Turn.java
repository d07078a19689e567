package io.epoll4j.loop;

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

    /// Turns in a row that may lead to nothing, such as those for a new socket's first EPOLLOUT.
    private static final int PATIENCE = 16;

    /// The place of EPOLLET in an event mask.
    private static final int EDGE_BIT = 31;

    private final Loop loop;
    private final Kernel kernel;
    private final Poller poller;
    private final Counters counters;
    private final EpollEvents events;
    private final int batch;
    private final boolean oneShot;
    private final MemorySegment timespec = Timespec.allocate();

    /// Entries served since the last look at the clock.
    private int stretch;

    /// After something slow: how many entries are yet to be timed one by one.
    private int closely;

    /// Turns in a row whose events led to nothing.
    private int useless;

    Turn(Loop loop) {
        this.loop = loop;
        kernel = loop.kernel;
        poller = loop.poller;
        counters = loop.counters;
        batch = loop.settings.batch;
        oneShot = loop.settings.trigger == Trigger.ONESHOT;
        events = new EpollEvents(batch);
    }

    /// Takes one turn, waiting at most `atMost` nanoseconds; answers how many events, timers and
    /// tasks it served.
    int take(long atMost) {
        int n = await(atMost);
        loop.now = loop.clock();
        counters.turns++;
        counters.events += n;
        var event = LoopEvents.turn();
        long useful = counters.useful();
        int listed = loop.ready.size();
        for (int i = 0; i < n; i++) serve(events.data(i), events.events(i));
        for (int i = 0; i < listed; i++) serveListed(loop.ready.take());
        int served = n + listed + loop.timers.poll(loop.now) + loop.mailbox.run(loop.runner);
        if (n > 0) watchForSpin(counters.useful() != useful);
        loop.dirty.flush();
        if (stretch > 0) look(null);
        if (event != null) LoopEvents.end(event, n);
        return served;
    }

    private int await(long atMost) {
        int n;
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
        }
        if (n >= 0) return n;
        if (n == -Errno.EINTR) return 0;
        throw new SysException("epoll_wait", "fd " + poller.epfd, n);
    }

    private long untilTimer(long atMost) {
        long next = loop.timers.next();
        return next == Timers.NEVER ? atMost : Math.clamp(next - loop.clock(), 0, atMost);
    }

    private void serve(long data, int bits) {
        Entry entry = poller.slots.find(data);
        if (entry == null) {
            if (data != Poller.WAKE_UP) dropped(data, bits);
        } else {
            counters.edges += entry.interest >>> EDGE_BIT;
            if (oneShot) {
                if (!OneShot.serve(loop, entry, data, bits)) dropped(data, bits);
            } else if (entry instanceof Peer peer) {
                peer.ready(bits);
            } else {
                entry.ready(bits);
            }
            if (++stretch == STRETCH || closely > 0) look(entry);
        }
    }

    /// Serves an entry that had more to do than its share, or may read again.
    private void serveListed(Entry entry) {
        if (oneShot) OneShot.serve(loop, entry, entry.data, Poller.LISTED);
        else if (poller.slots.holds(entry)) entry.ready(Poller.LISTED);
        if (++stretch == STRETCH || closely > 0) look(entry);
    }

    private void dropped(long data, int bits) {
        counters.stale++;
        LoopEvents.dropped(data, bits);
    }

    /// Looks at the clock: was something slow? A stretch of entries that was is followed by entries
    /// timed singly, to find which.
    private void look(@Nullable Entry last) {
        long now = loop.clock();
        long took = now - loop.now;
        boolean single = stretch == 1;
        loop.now = now;
        stretch = 0;
        if (closely > 0) closely--;
        if (took > loop.settings.slowHandler) {
            closely = 1 << 16;
            LoopEvents.slow(last == null ? Object.class : last.handlerClass(), took);
        }
        if (took <= counters.slowest) return;
        counters.slowest = took;
        counters.slowestHandler = single && last != null ? last.handlerClass() : null;
    }

    private void watchForSpin(boolean wasUseful) {
        if (wasUseful) useless = 0;
        else if (++useless > PATIENCE) counters.spins++;
    }
}
