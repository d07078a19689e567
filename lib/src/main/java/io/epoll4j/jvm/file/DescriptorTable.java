package io.epoll4j.jvm.file;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EMFILE;
import static io.epoll4j.sys.Errno.EPERM;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Descriptor numbers and the open file descriptions behind them: Linux's `struct files_struct`
/// (fs/file.c).
///
/// Looking a number up takes no lock; everything that changes the table takes [#lock], which is a
/// leaf: no file is released while it is held. Any thread may use it.
public final class DescriptorTable {
    /// `sysctl_nr_open_max`: the highest limit that can be set.
    static final int MOST = Integer.MAX_VALUE & -64;

    private static final int PAGE_BITS = 10;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final VarHandle FILE = MethodHandles.arrayElementVarHandle(OpenFile[].class);

    private final ReentrantLock lock = new ReentrantLock();
    private final NumberSet taken = new NumberSet();

    /// Numbers in pages, so that growing copies little and a high number costs one page.
    private volatile OpenFile[][] pages = new OpenFile[1][];

    private long[] closeOnExec = new long[1];

    /// Where the search for a free number starts: all below are taken.
    private int nextFree;

    private volatile int softLimit;
    private volatile int hardLimit;

    public DescriptorTable(int limit) {
        this.softLimit = limit;
        this.hardLimit = limit;
    }

    public int softLimit() {
        return softLimit;
    }

    public int hardLimit() {
        return hardLimit;
    }

    /// setrlimit(2) of RLIMIT_NOFILE; open numbers above a lowered limit stay open.
    public int limit(long soft, long hard) {
        if (Long.compareUnsigned(soft, hard) > 0) {
            return -EINVAL;
        }
        if (Long.compareUnsigned(hard, MOST) > 0) {
            return -EPERM;
        }
        softLimit = (int) soft;
        hardLimit = (int) hard;
        return 0;
    }

    /// `fget`: the file behind a number, pinned, or null.
    public @Nullable OpenFile get(int fd) {
        for (; ; ) {
            OpenFile file = peek(fd);
            if (file == null) {
                return null;
            }
            if (file.pin()) {
                if (file.is(peek(fd))) {
                    return file;
                }
                file.unpin();
            }
        }
    }

    /// `get_unused_fd_flags`: takes the lowest free number that is at least `from`, without a file
    /// yet. Answers it or `-EMFILE`.
    public int reserve(int from, boolean cloexec) {
        lock.lock();
        try {
            int fd = taken.lowestFree(Math.max(from, nextFree));
            if (fd >= softLimit) {
                return -EMFILE;
            }
            if (from <= nextFree) {
                nextFree = fd + 1;
            }
            takeLocked(fd, cloexec);
            return fd;
        } finally {
            lock.unlock();
        }
    }

    /// `fd_install`: the reserved number now refers to `file`. Takes over the caller's reference.
    public void install(int fd, OpenFile file) {
        lock.lock();
        try {
            putLocked(fd, file);
        } finally {
            lock.unlock();
        }
    }

    /// `put_unused_fd`: gives a reserved number back.
    public void unreserve(int fd) {
        lock.lock();
        try {
            freeLocked(fd);
        } finally {
            lock.unlock();
        }
    }

    /// Takes the number away: the file it referred to, whose reference is the caller's now, or
    /// null.
    public @Nullable OpenFile remove(int fd) {
        lock.lock();
        try {
            OpenFile file = peek(fd);
            if (file != null) {
                putLocked(fd, null);
                freeLocked(fd);
            }
            return file;
        } finally {
            lock.unlock();
        }
    }

    /// dup3(2) onto a number. A file that it referred to is closed.
    public int replace(int oldFd, int newFd, boolean cloexec) {
        if (Integer.compareUnsigned(newFd, softLimit) >= 0) {
            return -EBADF;
        }
        OpenFile closed;
        lock.lock();
        try {
            OpenFile file = peek(oldFd);
            if (file == null || !file.pin()) {
                return -EBADF;
            }
            closed = peek(newFd);
            takeLocked(newFd, cloexec);
            putLocked(newFd, file);
        } finally {
            lock.unlock();
        }
        if (closed != null) {
            closed.unpin();
        }
        return newFd;
    }

    /// `close_files`: closes all numbers, from the lowest.
    public void closeAll() {
        for (int fd = 0; fd < pages.length << PAGE_BITS; fd++) {
            OpenFile file = peek(fd) == null ? null : remove(fd);
            if (file != null) {
                file.unpin();
            }
        }
    }

    public boolean closesOnExec(int fd) {
        lock.lock();
        try {
            return (closeOnExec[fd >>> 6] & 1L << fd) != 0;
        } finally {
            lock.unlock();
        }
    }

    public void setCloseOnExec(int fd, boolean cloexec) {
        lock.lock();
        try {
            if (peek(fd) != null) { // not closed meanwhile
                takeLocked(fd, cloexec);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable OpenFile peek(int fd) {
        OpenFile[][] all = pages;
        int page = fd >>> PAGE_BITS;
        if (fd < 0 || page >= all.length) {
            return null;
        }
        OpenFile[] files = all[page];
        return files == null ? null : (OpenFile) FILE.getAcquire(files, fd & PAGE - 1);
    }

    private void putLocked(int fd, @Nullable OpenFile file) {
        OpenFile[][] all = pages;
        int page = fd >>> PAGE_BITS;
        if (page >= all.length) {
            all = Arrays.copyOf(all, Math.max(page + 1, all.length * 2));
        }
        OpenFile[] files = all[page];
        if (files == null) {
            files = new OpenFile[PAGE];
            all[page] = files;
        }
        FILE.setRelease(files, fd & PAGE - 1, file);
        pages = all;
    }

    private void takeLocked(int fd, boolean cloexec) {
        taken.take(fd);
        int word = fd >>> 6;
        if (word >= closeOnExec.length) {
            closeOnExec = Arrays.copyOf(closeOnExec, Math.max(word + 1, closeOnExec.length * 2));
        }
        if (cloexec) {
            closeOnExec[word] |= 1L << fd;
        } else {
            closeOnExec[word] &= ~(1L << fd);
        }
    }

    private void freeLocked(int fd) {
        taken.free(fd);
        nextFree = Math.min(nextFree, fd);
    }
}
