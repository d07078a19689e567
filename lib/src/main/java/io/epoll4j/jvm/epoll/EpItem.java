package io.epoll4j.jvm.epoll;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.file.PollTable;
import io.epoll4j.jvm.task.Mutex;
import io.epoll4j.jvm.task.WaitEntry;
import io.epoll4j.jvm.task.WaitQueue;
import org.jspecify.annotations.Nullable;

/// One watched (open file description, number) of one epoll, as Linux's `struct epitem`.
///
/// The item is at the same time its first entry on its file's wait queue (`struct eppoll_entry`),
/// which most files have one of; the rest hang on [#pwqlist]. With the compressed references of any
/// heap under 32 GiB it takes 96 bytes and nothing besides, where Linux takes about 160.
///
/// `ws`, the wake-up source that keeps a machine from suspending, has no field here: `EPOLLWAKEUP`
/// is stripped, as on a Linux whose caller lacks `CAP_BLOCK_SUSPEND`.
public final class EpItem extends TreeLinks {
    /// `EP_UNACTIVE_PTR`: stands in [#overflowNext] for "not on the overflow list" and in
    /// [EventPoll#ovflist] for "no transfer is going on".
    static final EpItem INACTIVE = outOfTree();

    /// `rdllink`: the links of the ready list ([ItemList]), null while on none. Guarded by the
    /// epoll's `lock`; during a transfer, by its `mtx`.
    @Nullable EpItem rdlNext;

    @Nullable EpItem rdlPrevious;

    /// `next`: the link of the overflow list, [#INACTIVE] while not on it. Guarded by the epoll's
    /// `lock`.
    @Nullable EpItem overflowNext = INACTIVE;

    /// `ffd.file`: what is watched. Never changes.
    final OpenFile file;

    /// `ep`: the epoll it belongs to. Never changes.
    final EventPoll ep;

    /// `pwqlist`: the entries on the file's second and further wait queues. Guarded by the epoll's
    /// `mtx`.
    @Nullable FurtherEntry pwqlist;

    /// `event.events`: what is of interest, with the private bits. Written under the epoll's `mtx`;
    /// the callback reads it without. The write must be seen before the poll that follows it.
    volatile int events;

    /// `event.data`: given back with every event. Guarded by the epoll's `mtx`.
    long data;

    EpItem(EventPoll ep, OpenFile file, int fd, int events, long data) {
        super(file.id, fd);
        this.ep = ep;
        this.file = file;
        this.events = events;
        this.data = data;
    }

    @SuppressWarnings("NullAway") // never in a tree, so nobody asks it for its epoll or file
    private EpItem() {
        super(0, -1);
        this.ep = null;
        this.file = null;
    }

    /// An item that watches nothing: the header of a list, or a mark.
    static EpItem outOfTree() {
        return new EpItem();
    }

    /// The newest item that watches `file`, or null.
    static @Nullable EpItem firstOf(OpenFile file) {
        return (EpItem) file.firstWatcher(); // nobody else watches files
    }

    /// The next older item that watches the same file, or null.
    @Nullable EpItem nextOfFile() {
        return (EpItem) nextWatcher();
    }

    /// `eventpoll_release_file`, of one item.
    @Override
    protected void fileReleased() {
        Mutex mtx = ep.mtx;
        mtx.lock();
        try {
            // Nobody attaches to a released file, so if it still comes first it is still there.
            if (file.firstWatcher() == this) {
                EpollControl.remove(this);
            }
        } finally {
            mtx.unlock();
        }
    }

    /// `nwait`: on how many wait queues of its file the item stands. Needs the epoll's `mtx`.
    int nwait() {
        int count = queue == null ? 0 : 1;
        for (FurtherEntry entry = pwqlist; entry != null; entry = entry.link) {
            count++;
        }
        return count;
    }

    /// `ep_item_poll`: which of the events of interest are there now; `table` may put the item on
    /// the file's wait queues. A file about to be released has none. Needs the epoll's `mtx`.
    int poll(PollTable table) {
        return file.isReleased() ? 0 : file.poll(table) & events;
    }

    /// `ep_unregister_pollwait`: leaves every wait queue. No callback runs any more once this
    /// returns. Needs the epoll's `mtx`.
    void unregister() {
        leave(this);
        for (FurtherEntry entry = pwqlist; entry != null; entry = entry.link) {
            leave(entry);
        }
        pwqlist = null;
    }

    @Override
    public boolean wake(int key) {
        return ep.epPollCallback(this, key);
    }

    private static void leave(WaitEntry entry) {
        WaitQueue queue = entry.queue;
        if (queue != null) {
            queue.remove(entry);
        }
    }

    /// `ep_ptable_queue_proc`: puts the item on each wait queue that its file names, at the end and
    /// exclusively if it was added with EPOLLEXCLUSIVE.
    static final class Registration extends PollTable {
        private final EpItem item;
        private boolean embeddedEntryUsed;

        Registration(EpItem item) {
            this.item = item;
        }

        @Override
        public void pollWait(WaitQueue queue) {
            WaitEntry entry = item;
            if (embeddedEntryUsed) {
                FurtherEntry further = new FurtherEntry(item);
                item.pwqlist = further;
                entry = further;
            }
            embeddedEntryUsed = true;
            if (EventPoll.isExclusive(item.events)) {
                queue.addExclusive(entry);
            } else {
                queue.add(entry);
            }
        }
    }

    /// A wait entry beside the one that the item is itself, as Linux's `struct eppoll_entry`.
    static final class FurtherEntry extends WaitEntry {
        private final EpItem base;

        /// `next`: the next of the item's entries. Guarded by the epoll's `mtx`.
        private final @Nullable FurtherEntry link;

        FurtherEntry(EpItem base) {
            this.base = base;
            this.link = base.pwqlist;
        }

        @Override
        public boolean wake(int key) {
            return base.wake(key);
        }
    }
}
