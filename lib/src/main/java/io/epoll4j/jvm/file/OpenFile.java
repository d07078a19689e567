package io.epoll4j.jvm.file;

import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOTTY;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.epoll4j.jvm.task.Scheduler;
import io.epoll4j.jvm.task.SpinLock;
import io.epoll4j.jvm.task.TaskStruct;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// An open file description, as Linux's `struct file`: what descriptors refer to and epoll watches.
///
/// It lives while it is referred to: by each descriptor number, by each message under way that
/// carries it, and by each call that sleeps in it ([#pin], [#unpin]). When the last reference goes,
/// every epoll forgets it and then it is released, within the call that dropped the reference.
///
/// Any thread may use it.
public abstract class OpenFile {
    private static final VarHandle REFERENCES;

    static {
        try {
            REFERENCES =
                    MethodHandles.lookup().findVarHandle(OpenFile.class, "references", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// The mode of what is no file in a folder: read and written by its owner, of no kind.
    private static final int ANONYMOUS = 0600;

    public final Scheduler scheduler;

    /// Older files have smaller ids. Together with the descriptor number it is the key of an item
    /// in an epoll's tree, where Linux takes the address of the `struct file`.
    public final long id;

    /// `f_flags`: the access mode and status flags, `O_RDWR`, `O_NONBLOCK` and so on, as `F_GETFL`
    /// answers them.
    public volatile int flags;

    /// `f_lock`, for the list of watchers alone: nothing is called while it is held.
    private final SpinLock linkLock = new SpinLock();

    /// `f_ep`: the items that watch this file, linked by [Watcher#fllink], the newest first.
    /// Written under [#linkLock]. It may be walked without it, since an item taken off keeps its
    /// link.
    private volatile @Nullable Watcher watchers;

    /// `f_count`; at 0 it stays at 0.
    private volatile int references = 1;

    public OpenFile(Scheduler scheduler, int flags) {
        this.scheduler = scheduler;
        this.id = scheduler.nextSerial();
        this.flags = flags;
    }

    /// `f_op->poll`: what is ready now, as poll bits. First names every wait queue that will tell
    /// of a change ([PollTable#pollWait]), then looks. Called with an epoll's mutex held but no
    /// spin lock; it may take the file's own lock.
    public abstract int poll(PollTable table);

    /// `f_op->release`: the last reference is gone and no epoll watches the file any more.
    public abstract void release();

    /// Whether [#read] is to be asked: 0, `-EBADF` for a file that is open for writing only,
    /// `-EINVAL` for one that cannot be read at all.
    public int readable() {
        return -EINVAL;
    }

    /// Whether [#write] is to be asked, likewise.
    public int writable() {
        return -EINVAL;
    }

    /// `f_op->read_iter`: fills `to`, whose range is valid. Answers how many bytes, or `-errno`.
    public long read(TaskStruct task, Iov to) {
        return -EINVAL;
    }

    /// `f_op->write_iter`: takes bytes from `from`. Answers how many, or `-errno`.
    public long write(TaskStruct task, Iov from) {
        return -EINVAL;
    }

    /// `f_op->unlocked_ioctl`: 0 or `-errno`.
    public int ioctl(long request, MemorySegment argument) {
        return -ENOTTY;
    }

    /// `f_op->llseek`, whatever is asked: a file without positions that takes no offence at it
    /// (`noop_llseek`), or `-ESPIPE` for a stream.
    public int seek() {
        return 0;
    }

    /// `i_mode`: what kind of file it is, and its permissions.
    public int mode() {
        return ANONYMOUS;
    }

    /// What ioctl(2) answers through a pointer to an int: 0 or -EFAULT.
    public static int store(int value, MemorySegment argument) {
        if (argument.byteSize() < Integer.BYTES || argument.isReadOnly()) {
            return -EFAULT;
        }
        argument.set(JAVA_INT_UNALIGNED, 0, value);
        return 0;
    }

    /// Whether this is that very file.
    public final boolean is(@Nullable OpenFile other) {
        return other != null && other.id == id;
    }

    /// Whether the file can be polled, and so watched (`file_can_poll`).
    public boolean canPoll() {
        return true;
    }

    /// `get_file`, unless the last reference is gone already.
    ///
    /// @return whether the caller now holds a reference
    public final boolean pin() {
        for (; ; ) {
            int seen = references;
            if (seen == 0) {
                return false;
            }
            if (REFERENCES.compareAndSet(this, seen, seen + 1)) {
                return true;
            }
        }
    }

    /// `fput`: drops a reference, and with the last one the file. Never call it holding a lock.
    public final void unpin() {
        int before = (int) REFERENCES.getAndAdd(this, -1);
        assert before > 0 : "unpinned more often than pinned";
        if (before == 1) {
            releaseWatchers();
            release();
        }
    }

    /// `eventpoll_release_file`: the last reference is gone, so everybody forgets the file.
    private void releaseWatchers() {
        for (Watcher each = watchers; each != null; each = watchers) {
            each.fileReleased();
        }
    }

    /// How many references there are.
    public final int references() {
        return references;
    }

    /// Whether the last reference is gone.
    public final boolean isReleased() {
        return references == 0;
    }

    /// `ep_attach_file`: puts the item at the head of the watchers. The caller holds a reference.
    public final void attach(Watcher item) {
        assert references > 0 : "watching a file that is gone";
        linkLock.lock();
        Watcher first = watchers;
        item.fllink = first;
        if (first != null) {
            first.fllinkPrevious = item;
        }
        watchers = item;
        linkLock.unlock();
    }

    /// `ep_remove_file`: takes the item off the watchers. It keeps its own link, for those who are
    /// walking the list.
    public final void detach(Watcher item) {
        linkLock.lock();
        Watcher before = item.fllinkPrevious;
        Watcher after = item.fllink;
        if (before == null) {
            watchers = after;
        } else {
            before.fllink = after;
        }
        if (after != null) {
            after.fllinkPrevious = before;
        }
        linkLock.unlock();
    }

    /// The newest watcher, or null. Follow [Watcher#nextWatcher] from there.
    public final @Nullable Watcher firstWatcher() {
        return watchers;
    }
}
