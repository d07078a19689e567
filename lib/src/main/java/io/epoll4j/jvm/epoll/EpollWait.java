package io.epoll4j.jvm.epoll;

import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINTR;
import static io.epoll4j.sys.Errno.EINVAL;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.task.Scheduler;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.sys.EpollEvents;

/// epoll_wait(2) and its kin. Any thread may call it.
public final class EpollWait {
    /// `EP_MAX_EVENTS`: the bytes of so many events still fit an int on x86-64.
    private static final int MAX_EVENTS = Integer.MAX_VALUE / 12;

    private EpollWait() {}

    /// `do_epoll_wait`, once the number is looked up.
    ///
    /// @param file what the epoll descriptor refers to, an epoll or not; pinned by the caller, so
    ///   that it lives on while somebody sleeps in it, even if its last descriptor is closed
    /// @param nanos how long to wait: negative without limit, 0 not at all
    /// @return how many events were written to `out`, or `-errno`
    public static int await(OpenFile file, EpollEvents out, int maxevents, long nanos) {
        if (maxevents <= 0 || maxevents > MAX_EVENTS) {
            return -EINVAL;
        }
        if (maxevents > out.capacity()) {
            return -EFAULT;
        }
        if (!(file instanceof EventPoll ep)) {
            return -EINVAL;
        }
        ep.scheduler.timers.run();
        int count = harvest(ep, out, maxevents);
        return count != 0 || nanos == 0 ? count : sleepForEvents(ep, out, maxevents, nanos);
    }

    /// The events there are now. A transfer by another thread is waited for: its end may leave some
    /// here.
    private static int harvest(EventPoll ep, EpollEvents out, int maxevents) {
        if (ep.rdllist.isEmpty()) { // without the lock: it may be wrong, so look again
            ep.lock.lock();
            boolean available = ep.mayHaveEventsLocked();
            ep.lock.unlock();
            if (!available) {
                return 0;
            }
        }
        return ep.sendEvents(out, maxevents);
    }

    /// The rest of `ep_poll`.
    private static int sleepForEvents(EventPoll ep, EpollEvents out, int maxevents, long nanos) {
        Scheduler scheduler = ep.scheduler;
        TaskStruct task = scheduler.current();
        EpollWaiter waiter = ep.shared.waiters.of(task);
        long deadline = scheduler.deadline(nanos);
        boolean timedOut = false;
        while (!timedOut) {
            if (scheduler.takeSignal(task)) {
                return -EINTR;
            }
            timedOut = !sleep(ep, task, waiter, deadline);
            int count = 0;
            if (leaveQueue(ep, waiter) || !timedOut) {
                count = ep.sendEvents(out, maxevents);
            }
            if (count != 0) {
                return count;
            }
        }
        return 0;
    }

    /// Sleeps unless there may be events.
    ///
    /// @return false if the deadline ended it
    private static boolean sleep(EventPoll ep, TaskStruct task, EpollWaiter waiter, long deadline) {
        ep.lock.lock();
        boolean available = ep.mayHaveEventsLocked();
        if (!available) {
            task.prepareToSleep();
            ep.wq.addExclusiveInFrontLocked(waiter);
        }
        ep.lock.unlock();
        return available || ep.scheduler.sleep(task, deadline);
    }

    /// @return whether somebody had taken the waiter off already, to wake it: then there may be
    ///   events, whatever the clock says
    private static boolean leaveQueue(EventPoll ep, EpollWaiter waiter) {
        ep.lock.lock();
        boolean taken = waiter.queue == null;
        ep.wq.removeLocked(waiter);
        ep.lock.unlock();
        return taken;
    }
}
