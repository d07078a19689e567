package io.epoll4j.jvm.epoll;

import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.jvm.task.WaitEntry;
import io.epoll4j.jvm.task.WaitQueue;

/// A task that sleeps on one wait queue, with Linux's `ep_autoremove_wake_function`: whoever wakes
/// it takes it off the queue as well, woken or not, so that the next wake-up finds somebody else.
public final class EpollWaiter extends WaitEntry {
    private final TaskStruct task;

    public EpollWaiter(TaskStruct task) {
        this.task = task;
    }

    @Override
    public boolean wake(int key) {
        boolean woken = task.wake();
        WaitQueue on = queue;
        if (on != null) {
            on.removeLocked(this);
        }
        return woken;
    }
}
