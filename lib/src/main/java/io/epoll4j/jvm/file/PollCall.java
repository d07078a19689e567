package io.epoll4j.jvm.file;

import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINTR;
import static io.epoll4j.sys.FileFlags.POLLERR;
import static io.epoll4j.sys.FileFlags.POLLHUP;
import static io.epoll4j.sys.FileFlags.POLLNVAL;

import io.epoll4j.jvm.task.Scheduler;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.jvm.task.WaitEntry;
import io.epoll4j.jvm.task.WaitQueue;
import io.epoll4j.sys.PollFds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// poll(2) of one thread, as `do_sys_poll` in Linux's `fs/select.c`: asks every file, standing on
/// its wait queues the first time, sleeps until one of them tells of something, asks again.
///
/// Each thread keeps one and reuses it from call to call; only the thread itself may use it.
public final class PollCall extends PollTable {
    private final Scheduler scheduler;
    private final TaskStruct task;

    /// `struct poll_wqueues`: the entries in use come first.
    private final List<Entry> entries = new ArrayList<>();

    private int used;

    /// `pt->_qproc`: whether files asked now are to be waited on.
    private boolean registering;

    /// The file being asked and what it is asked for.
    private @Nullable OpenFile asked;

    private int filter;

    /// Whether some file has told of something since the last sleep.
    public volatile boolean triggered;

    public PollCall(Scheduler scheduler, TaskStruct task) {
        this.scheduler = scheduler;
        this.task = task;
    }

    /// `do_sys_poll`.
    ///
    /// @param files what a number refers to, pinned, or null
    /// @param nanos how long to wait: negative without limit, 0 not at all
    /// @return how many entries have an answer, or `-errno`
    public int poll(
            IntFunction<? extends @Nullable OpenFile> files, PollFds fds, int nfds, long nanos) {
        if (nfds > fds.capacity()) {
            return -EFAULT;
        }
        scheduler.timers.run();
        registering = nanos != 0;
        boolean timedOut = nanos == 0;
        long deadline = registering ? scheduler.deadline(nanos) : 0;
        try {
            for (; ; ) {
                int count = askAll(files, fds, nfds);
                registering = false;
                if (count == 0 && scheduler.takeSignal(task)) {
                    return -EINTR;
                }
                if (count != 0 || timedOut) {
                    return count;
                }
                timedOut = !sleep(deadline);
            }
        } finally {
            leaveQueues();
        }
    }

    /// `do_poll`: one round over all entries. Once one has an answer, the rest is only asked.
    private int askAll(IntFunction<? extends @Nullable OpenFile> files, PollFds fds, int nfds) {
        int count = 0;
        for (int i = 0; i < nfds; i++) {
            int answer = ask(files, fds.fd(i), fds.events(i));
            fds.revents(i, answer);
            if (answer != 0) {
                count++;
                registering = false;
            }
        }
        return count;
    }

    /// `do_pollfd`: negative numbers are passed over.
    private int ask(IntFunction<? extends @Nullable OpenFile> files, int fd, int events) {
        if (fd < 0) {
            return 0;
        }
        OpenFile file = files.apply(fd);
        if (file == null) {
            return POLLNVAL;
        }
        try {
            asked = file;
            filter = events | POLLERR | POLLHUP;
            return file.poll(this) & filter;
        } finally {
            asked = null;
            file.unpin();
        }
    }

    /// `__pollwait`
    @Override
    public void pollWait(WaitQueue queue) {
        OpenFile file = asked;
        if (!registering || file == null || !file.pin()) {
            return;
        }
        if (used == entries.size()) {
            entries.add(new Entry());
        }
        Entry entry = entries.get(used++);
        entry.file = file;
        entry.key = filter;
        queue.add(entry);
    }

    /// `poll_schedule_timeout`
    private boolean sleep(long deadline) {
        task.prepareToSleep();
        boolean woken = triggered || scheduler.sleep(task, deadline);
        task.run();
        triggered = false;
        return woken;
    }

    /// `poll_freewait`
    private void leaveQueues() {
        while (used > 0) {
            Entry entry = entries.get(--used);
            WaitQueue queue = entry.queue;
            OpenFile file = entry.file;
            entry.file = null;
            if (queue != null && file != null) {
                queue.remove(entry);
                file.unpin();
            }
        }
        triggered = false;
    }

    /// `struct poll_table_entry`: a plain entry on one queue of one file.
    private final class Entry extends WaitEntry {
        @Nullable OpenFile file;
        int key;

        /// `pollwake`
        @Override
        public boolean wake(int woken) {
            if (woken != 0 && (woken & key) == 0) {
                return false;
            }
            triggered = true;
            return task.wake();
        }
    }
}
