package io.epoll4j.jvm.epoll;

import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLEXCLUSIVE;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLONESHOT;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.EpollFlags.EPOLLRDNORM;
import static io.epoll4j.sys.EpollFlags.EPOLLWAKEUP;
import static io.epoll4j.sys.Errno.EINVAL;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.file.PollTable;
import io.epoll4j.jvm.task.Mutex;
import io.epoll4j.jvm.task.SpinLock;
import io.epoll4j.jvm.task.WaitQueue;
import io.epoll4j.sys.EpollEvents;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// One epoll, as Linux's `struct eventpoll`, and at once the file that its descriptors refer to.
///
/// Events come in through [#epPollCallback], from whoever changes a watched file, and go out
/// through [#sendEvents] and [#poll], which transfer the ready list. While a transfer goes on, the
/// list belongs to it alone, and what fires meanwhile gathers on the overflow list.
///
/// What changes the set of items is in [EpollControl], waiting in [EpollWait]. `ws` and `user` of
/// the C structure have no counterpart (see [EpItem] and [Epolls#watches]); `file` is this object.
/// Any thread may use it.
public final class EventPoll extends OpenFile {
    /// `EP_PRIVATE_BITS`: what an item's mask says beside the events of interest.
    static final int PRIVATE_BITS = EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE;

    final Epolls shared;

    /// `mtx`: held during a transfer, while items are added, changed and removed, and while a
    /// watched file goes away. Where epolls watch epolls, the outer one's is taken first.
    final Mutex mtx = new Mutex();

    /// `lock`: guards [#rdllist], [#ovflist] and [#wq]. The callback takes it, so it is held for a
    /// few instructions only.
    final SpinLock lock = new SpinLock();

    /// `wq`: the threads in epoll_wait, each exclusive, the last to come in front. Guarded by
    /// [#lock]; its own lock is not used.
    final WaitQueue wq = new WaitQueue();

    /// `poll_wait`: who watches this epoll as a file: items of other epolls, and poll(2). None is
    /// exclusive. Guarded by its own lock.
    final WaitQueue pollWait = new WaitQueue();

    /// `rdllist`: the items that may have events. Guarded by [#lock]; during a transfer only the
    /// holder of [#mtx] touches it.
    final ItemList rdllist = new ItemList();

    /// The items a transfer has taken over from [#rdllist] and not yet looked at: Linux's `txlist`,
    /// empty between transfers. Guarded by [#mtx].
    final ItemList transfer = new ItemList();

    /// `rbr`: all items. Guarded by [#mtx].
    final ItemTree rbr = new ItemTree();

    /// `ovflist`: the items that fired during the present transfer, the last first;
    /// [EpItem#INACTIVE] while there is none. Guarded by [#lock].
    @Nullable EpItem ovflist = EpItem.INACTIVE;

    /// `gen` (in older kernels `visited`): the check that saw this epoll last; see [NestedCheck].
    /// Written under [Epolls#nested].
    volatile long generation;

    /// `loop_check_depth`: what that check found. Guarded by [Epolls#nested].
    int loopCheckDepth;

    /// One of `shared`.
    public EventPoll(Epolls shared, int flags) {
        super(shared.scheduler, flags);
        this.shared = shared;
    }

    static boolean isExclusive(int events) {
        return (events & EPOLLEXCLUSIVE) != 0;
    }

    /// `ep_poll_callback`: a watched file tells that `key` became true (0: it does not say what).
    /// Called with the file's wait queue locked.
    ///
    /// @return whether this used up a wake-up meant for one
    boolean epPollCallback(EpItem item, int key) {
        boolean wakePollers = false;
        boolean woken = false;
        lock.lock();
        int events = item.events;
        boolean disarmed = (events & ~PRIVATE_BITS) == 0;
        if (!disarmed && (key == 0 || (key & events) != 0)) {
            enqueue(item);
            if (wq.isActive()) {
                woken = isExclusive(events) && servesExclusively(events, key);
                wq.wakeLocked(1, 0);
            }
            wakePollers = pollWait.isActive();
        }
        lock.unlock();
        if (wakePollers) {
            pollWait.wakeOne(EPOLLIN);
        }
        return woken || !isExclusive(events);
    }

    /// An exclusive item answers for a wake-up that is about reading alone or about writing alone,
    /// and of interest; a hang-up, say, is for everybody.
    private static boolean servesExclusively(int events, int key) {
        int direction = key & (EPOLLIN | EPOLLOUT);
        return switch (direction) {
            case EPOLLIN, EPOLLOUT -> (events & direction) != 0;
            case 0 -> true;
            default -> false;
        };
    }

    private void enqueue(EpItem item) {
        if (ovflist != EpItem.INACTIVE) {
            if (item.overflowNext == EpItem.INACTIVE) {
                item.overflowNext = ovflist;
                ovflist = item;
            }
        } else if (!ItemList.isLinked(item)) {
            rdllist.addLast(item);
        }
    }

    /// `ep_events_available`: whether a transfer could find something. During one the answer is
    /// yes, so that whoever asks waits for its end. Needs [#lock].
    boolean mayHaveEventsLocked() {
        return !rdllist.isEmpty() || ovflist != EpItem.INACTIVE;
    }

    /// Puts an item that was just found to be ready on the ready list and tells those who wait.
    /// Needs [#mtx], so no transfer is going on.
    void becameReady(EpItem item) {
        boolean wakePollers = false;
        lock.lock();
        if (!ItemList.isLinked(item)) {
            rdllist.addLast(item);
            wq.wakeLocked(1, 0);
            wakePollers = pollWait.isActive();
        }
        lock.unlock();
        if (wakePollers) {
            pollWait.wakeOne(EPOLLIN);
        }
    }

    /// `ep_start_scan`: takes the ready list over and diverts the callback to the overflow list.
    /// Needs [#mtx].
    private void startTransfer() {
        lock.lock();
        transfer.takeAllInFront(rdllist);
        ovflist = null;
        lock.unlock();
    }

    /// `ep_done_scan`: in front of what the transfer put back come the items that fired meanwhile,
    /// the first to fire first, and in front of those the ones it did not get to. Needs [#mtx].
    private void endTransfer() {
        lock.lock();
        EpItem item = ovflist;
        while (item != null) {
            EpItem next = item.overflowNext;
            item.overflowNext = EpItem.INACTIVE;
            if (!ItemList.isLinked(item)) {
                rdllist.addFirst(item);
            }
            item = next;
        }
        ovflist = EpItem.INACTIVE;
        rdllist.takeAllInFront(transfer);
        if (!rdllist.isEmpty()) {
            wq.wakeLocked(1, 0);
        }
        lock.unlock();
    }

    /// `ep_send_events`: hands out the events of at most `max` items. Each is asked anew; one with
    /// nothing left drops off the list, a level-triggered one goes back to its end, and a one-shot
    /// one is disarmed.
    ///
    /// @return how many events were written to `out`
    int sendEvents(EpollEvents out, int max) {
        int count = 0;
        mtx.lock();
        try {
            startTransfer();
            try {
                EpItem item;
                while (count < max && (item = transfer.first()) != null) {
                    ItemList.remove(item);
                    int ready = item.poll(PollTable.NONE);
                    if (ready != 0) {
                        out.set(count++, ready, item.data);
                        int events = item.events;
                        if ((events & EPOLLONESHOT) != 0) {
                            item.events = events & PRIVATE_BITS;
                        } else if ((events & EPOLLET) == 0) {
                            rdllist.addLast(item);
                        }
                    }
                }
            } finally {
                endTransfer();
            }
        } finally {
            mtx.unlock();
        }
        return count;
    }

    /// `ep_eventpoll_poll`: an epoll is readable while it has events to hand out, and never
    /// writable. Items found to have none drop off the list.
    @Override
    public int poll(PollTable table) {
        table.pollWait(pollWait);
        int ready = 0;
        mtx.lock();
        try {
            startTransfer();
            try {
                EpItem item;
                while (ready == 0 && (item = transfer.first()) != null) {
                    if (item.poll(PollTable.NONE) != 0) {
                        ready = EPOLLIN | EPOLLRDNORM;
                    } else {
                        ItemList.remove(item);
                    }
                }
            } finally {
                endTransfer();
            }
        } finally {
            mtx.unlock();
        }
        return ready;
    }

    /// `ep_eventpoll_ioctl`, without the parameters of busy polling.
    @Override
    public int ioctl(long request, MemorySegment argument) {
        return -EINVAL;
    }

    /// `ep_clear_and_put`: the last descriptor of this epoll is closed.
    @Override
    public void release() {
        mtx.lock();
        try {
            for (EpItem item = rbr.first(); item != null; item = rbr.first()) {
                EpollControl.remove(item);
            }
        } finally {
            mtx.unlock();
        }
    }
}
