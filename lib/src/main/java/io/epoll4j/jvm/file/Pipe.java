package io.epoll4j.jvm.file;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.EpollFlags.EPOLLRDNORM;
import static io.epoll4j.sys.EpollFlags.EPOLLWRNORM;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EBUSY;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EPERM;
import static io.epoll4j.sys.Errno.EPIPE;
import static io.epoll4j.sys.FileFlags.O_DIRECT;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;

import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.task.Mutex;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.jvm.task.WaitQueue;
import io.epoll4j.jvm.task.Waiter;

/// What the two ends of a pipe share: `struct pipe_inode_info` (fs/pipe.c).
///
/// [#mutex] guards it. Poll looks without it. Any thread may use it.
public final class Pipe {
    static final int READABLE = EPOLLIN | EPOLLRDNORM;
    static final int WRITABLE = EPOLLOUT | EPOLLWRNORM;

    /// `fs.pipe-max-size`
    private static final int MOST_BYTES = 1 << 20;

    final WaitQueue readWait = new WaitQueue();
    final WaitQueue writeWait = new WaitQueue();
    private final Mutex mutex = new Mutex();
    private final PipeRing ring;
    private volatile int readers = 1;
    private volatile int writers = 1;

    /// Whether anybody ever polled it: from then on every write wakes, also one to a pipe that was
    /// not empty ("epoll nonsensically wants a wakeup").
    private volatile boolean polled;

    public Pipe(PagePool pages) {
        this.ring = new PipeRing(pages);
    }

    int pollRead(PollTable table) {
        polled = true;
        table.pollWait(readWait);
        return (!ring.isEmpty() ? READABLE : 0) | (writers == 0 ? EPOLLHUP : 0);
    }

    int pollWrite(PollTable table) {
        polled = true;
        table.pollWait(writeWait);
        return (!ring.isFull() ? WRITABLE : 0) | (readers == 0 ? EPOLLERR : 0);
    }

    /// `pipe_read`
    long read(TaskStruct task, Iov to, int flags) {
        if (to.remaining() == 0) {
            return 0;
        }
        boolean wakeWriter = false;
        boolean wakeNextReader = false;
        long done = 0;
        mutex.lock();
        for (; ; ) {
            while (!ring.isEmpty() && to.remaining() != 0) {
                boolean wasFull = ring.isFull();
                boolean packet = ring.startsWithPacket();
                done += ring.read(to);
                wakeWriter |= wasFull && !ring.isFull();
                if (packet) {
                    break;
                }
            }
            if (done != 0 || writers == 0) {
                break;
            }
            if ((flags & O_NONBLOCK) != 0) {
                done = -EAGAIN;
                break;
            }
            mutex.unlock();
            int error = awaitReadable(task.waiter);
            if (error != 0) {
                return error;
            }
            wakeNextReader = true;
            mutex.lock();
        }
        wakeNextReader &= !ring.isEmpty();
        mutex.unlock();
        if (wakeWriter) {
            writeWait.wakeOne(WRITABLE);
        }
        if (wakeNextReader) {
            readWait.wakeOne(READABLE);
        }
        return done;
    }

    /// `pipe_write`
    long write(TaskStruct task, Iov from, int flags) {
        if (from.remaining() == 0) {
            return 0;
        }
        boolean wakeNextWriter = false;
        mutex.lock();
        boolean wasEmpty = ring.isEmpty();
        long done = readers == 0 || wasEmpty ? 0 : ring.merge(from);
        while (from.remaining() != 0) {
            if (readers == 0) {
                done = done == 0 ? -EPIPE : done;
                break;
            }
            if (!ring.isFull()) {
                done += ring.write(from, (flags & O_DIRECT) != 0);
                continue;
            }
            if ((flags & O_NONBLOCK) != 0) {
                done = done == 0 ? -EAGAIN : done;
                break;
            }
            mutex.unlock();
            if (wasEmpty) {
                readWait.wakeOne(READABLE);
            }
            int error = awaitWritable(task.waiter);
            mutex.lock();
            wasEmpty = ring.isEmpty();
            wakeNextWriter = true;
            if (error != 0) {
                done = done == 0 ? error : done;
                break;
            }
        }
        wakeNextWriter &= !ring.isFull();
        mutex.unlock();
        if (wasEmpty || polled) {
            readWait.wakeOne(READABLE);
        }
        if (wakeNextWriter) {
            writeWait.wakeOne(WRITABLE);
        }
        return done;
    }

    /// `pipe_release` of a file that reads, writes, or both.
    void release(boolean reads, boolean writes) {
        mutex.lock();
        if (reads) {
            setReaders(readers - 1);
        }
        if (writes) {
            setWriters(writers - 1);
        }
        if ((readers == 0) != (writers == 0)) {
            readWait.wakeAll(0);
            writeWait.wakeAll(0);
        }
        if (readers == 0 && writers == 0) {
            ring.clear();
        }
        mutex.unlock();
    }

    /// FIONREAD: how many bytes are in it.
    int unread() {
        mutex.lock();
        try {
            return ring.bytes();
        } finally {
            mutex.unlock();
        }
    }

    /// F_GETPIPE_SZ
    public int capacity() {
        return ring.slots() * PipeRing.PAGE;
    }

    /// F_SETPIPE_SZ: answers the new capacity in bytes. Growing beyond [#MOST_BYTES] is for
    /// CAP_SYS_RESOURCE, which nobody has here.
    public int resize(int bytes) {
        long asked = Math.max(PipeRing.PAGE, Integer.toUnsignedLong(bytes));
        if (asked > 1L << 31) {
            return -EINVAL;
        }
        long size = asked == PipeRing.PAGE ? asked : Long.highestOneBit(asked - 1) * 2;
        int count = (int) (size / PipeRing.PAGE);
        if (count > ring.slots() && size > MOST_BYTES) {
            return -EPERM;
        }
        mutex.lock();
        try {
            if (!ring.resize(count)) {
                return -EBUSY;
            }
            writeWait.wakeOne(0);
            return count * PipeRing.PAGE;
        } finally {
            mutex.unlock();
        }
    }

    private int awaitReadable(Waiter waiter) {
        int error = 0;
        while (error == 0) {
            waiter.prepare(readWait, true, READABLE);
            if (!ring.isEmpty() || writers == 0) {
                break;
            }
            error = waiter.sleep(Host.NEVER);
        }
        waiter.finish();
        return error;
    }

    private int awaitWritable(Waiter waiter) {
        int error = 0;
        while (error == 0) {
            waiter.prepare(writeWait, true, WRITABLE);
            if (!ring.isFull() || readers == 0) {
                break;
            }
            error = waiter.sleep(Host.NEVER);
        }
        waiter.finish();
        return error;
    }

    private void setReaders(int now) {
        readers = now;
    }

    private void setWriters(int now) {
        writers = now;
    }
}
