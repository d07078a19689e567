package io.epoll4j.jvm;

/// A task that sleeps on one wait queue, with Linux's `ep_autoremove_wake_function`: whoever wakes
/// it takes it off the queue as well, woken or not, so that the next wake-up finds somebody else.
final class EpollWaiter extends WaitEntry {
    private final Task task;

    EpollWaiter(Task task) {
        this.task = task;
    }

    @Override
    boolean wake(int key) {
        boolean woken = task.wake();
        WaitQueue on = queue;
        if (on != null) {
            on.removeLocked(this);
        }
        return woken;
    }
}
