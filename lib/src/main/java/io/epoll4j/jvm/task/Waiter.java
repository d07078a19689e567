package io.epoll4j.jvm.task;

import static io.epoll4j.sys.Errno.EINTR;
import static io.epoll4j.sys.Errno.ETIMEDOUT;

/// A thread that waits inside a call, as the `DEFINE_WAIT` of Linux's `wait_event` loops:
///
/// ```
/// for (;;) {
///     waiter.prepare(queue, exclusive, bits);
///     if (whatIsWaitedFor) break;
///     error = waiter.sleep(deadline);
///     if (error != 0) break;
/// }
/// waiter.finish();
/// ```
///
/// One per thread and kernel, since a thread waits for one thing at a time.
public final class Waiter extends WaitEntry {
    private final Scheduler scheduler;
    private final TaskStruct task;
    private WaitQueue waiting = new WaitQueue();
    private int bits;

    public Waiter(Scheduler scheduler, TaskStruct task) {
        this.scheduler = scheduler;
        this.task = task;
    }

    /// `prepare_to_wait`: from here on a wake-up of `queue` ends the next [#sleep].
    ///
    /// @param bits the poll bits a wake-up must carry, if it carries any
    public void prepare(WaitQueue queue, boolean exclusive, int bits) {
        this.bits = bits;
        task.prepareToSleep();
        waiting = queue;
        queue.lock();
        if (this.queue == null) {
            if (exclusive) {
                queue.addExclusiveLocked(this);
            } else {
                queue.addLocked(this);
            }
        }
        queue.unlock();
    }

    /// Sleeps until woken.
    ///
    /// @return 0, or -EINTR for a signal, -ETIMEDOUT if `deadline` came first
    public int sleep(long deadline) {
        if (scheduler.takeSignal(task)) {
            return -EINTR;
        }
        if (!scheduler.sleep(task, deadline)) {
            return -ETIMEDOUT;
        }
        return scheduler.takeSignal(task) ? -EINTR : 0;
    }

    /// `finish_wait`
    public void finish() {
        task.run();
        waiting.remove(this);
    }

    /// `autoremove_wake_function`, with the filter of `receiver_wake_function`.
    @Override
    public boolean wake(int key) {
        if ((key != 0 && (key & bits) == 0) || !task.wake()) {
            return false;
        }
        waiting.removeLocked(this);
        return true;
    }
}
