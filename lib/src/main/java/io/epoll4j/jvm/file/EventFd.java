package io.epoll4j.jvm.file;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.FileFlags.O_RDWR;

import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.task.Scheduler;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.jvm.task.WaitQueue;
import io.epoll4j.jvm.task.Waiter;

/// A counter that can be waited for: `struct eventfd_ctx` (fs/eventfd.c).
///
/// The lock of its wait queue guards the counter, as on Linux; poll reads it without. Any thread
/// may use it.
public final class EventFd extends OpenFile {
    /// `ULLONG_MAX`, which the counter never reaches.
    private static final long MOST = -1L;

    private final WaitQueue queue = new WaitQueue();
    private final boolean semaphore;
    private volatile long count;

    public EventFd(Scheduler scheduler, int initial, boolean semaphore, int flags) {
        super(scheduler, O_RDWR | flags);
        this.count = Integer.toUnsignedLong(initial);
        this.semaphore = semaphore;
    }

    @Override
    public int poll(PollTable table) {
        table.pollWait(queue);
        long now = count;
        return (now != 0 ? EPOLLIN : 0)
                | (now == MOST ? EPOLLERR : 0)
                | (Long.compareUnsigned(MOST - 1, now) > 0 ? EPOLLOUT : 0);
    }

    @Override
    public int readable() {
        return 0;
    }

    @Override
    public int writable() {
        return 0;
    }

    @Override
    public long read(TaskStruct task, Iov to) {
        if (to.remaining() < Long.BYTES) {
            return -EINVAL;
        }
        queue.lock();
        while (count == 0) {
            queue.unlock();
            if ((flags & O_NONBLOCK) != 0) {
                return -EAGAIN;
            }
            int error = await(task.waiter, EPOLLIN, 0);
            if (error != 0) {
                return error;
            }
            queue.lock();
        }
        long taken = semaphore ? 1 : count;
        setCount(count - taken);
        queue.wakeLocked(1, EPOLLOUT);
        queue.unlock();
        to.writeLong(taken);
        return Long.BYTES;
    }

    @Override
    public long write(TaskStruct task, Iov from) {
        if (from.remaining() != Long.BYTES) {
            return -EINVAL;
        }
        long added = from.readLong();
        if (added == MOST) {
            return -EINVAL;
        }
        queue.lock();
        while (!hasRoom(added)) {
            queue.unlock();
            if ((flags & O_NONBLOCK) != 0) {
                return -EAGAIN;
            }
            int error = await(task.waiter, EPOLLOUT, added);
            if (error != 0) {
                return error;
            }
            queue.lock();
        }
        setCount(count + added);
        queue.wakeLocked(1, EPOLLIN);
        queue.unlock();
        return Long.BYTES;
    }

    @Override
    public void release() {}

    /// Waits for something to read (`EPOLLIN`) or room for `added` (`EPOLLOUT`). Linux waits for
    /// any wake-up of the queue and looks again, and so does this.
    private int await(Waiter waiter, int bit, long added) {
        int error = 0;
        while (error == 0) {
            waiter.prepare(queue, false, -1);
            if (bit == EPOLLIN ? count != 0 : hasRoom(added)) {
                break;
            }
            error = waiter.sleep(Host.NEVER);
        }
        waiter.finish();
        return error;
    }

    private boolean hasRoom(long added) {
        return Long.compareUnsigned(MOST - count, added) > 0;
    }

    private void setCount(long now) {
        count = now;
    }
}
