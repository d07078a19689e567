package io.epoll4j.jvm;

import io.epoll4j.jvm.epoll.EpollWaiter;
import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.task.Core;
import io.epoll4j.jvm.task.Sleeper;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A thread as the kernel sees it, as Linux's `struct task_struct`: either running or asleep.
///
/// To sleep without losing a wake-up, a thread first calls [#prepareToSleep], then makes itself
/// known on the wait queues, then looks at what it waits for, and only then sleeps ([Core#sleep]).
/// A wake-up that comes in between finds the task asleep already and ends the sleep before it
/// starts.
public final class Task {
    private static final VarHandle ASLEEP;

    static {
        try {
            ASLEEP = MethodHandles.lookup().findVarHandle(Task.class, "asleep", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Core core;
    public final Thread thread;

    /// The links of `Timers`' list of sleepers, guarded by its lock.
    public final Sleeper sleeper = new Sleeper(this);

    /// The entry by which the task waits in epoll_wait. A task waits in one call at a time, so it
    /// is there once and for all and a wait allocates nothing.
    public final EpollWaiter epollWaiter = new EpollWaiter(this);

    /// `blocked`: the signals that do not end this task's waits. Written by its own thread.
    public volatile long blockedSignals;

    /// Files of messages that this task is letting go of, in turn; see `UnixFiles.release`.
    public @Nullable ArrayDeque<OpenFile> droppedFiles;

    private volatile boolean asleep;

    public Task(Core core, Thread thread) {
        this.core = core;
        this.thread = thread;
    }

    /// Whether the task still sleeps: nobody has woken it since it prepared to.
    public boolean isAsleep() {
        return asleep;
    }

    /// `set_current_state(TASK_INTERRUPTIBLE)`; by the task's own thread.
    public void prepareToSleep() {
        asleep = true;
    }

    /// `__set_current_state(TASK_RUNNING)`; by the task's own thread.
    public void run() {
        asleep = false;
    }

    /// `try_to_wake_up`, from any thread.
    ///
    /// @return whether the task slept and this call woke it
    public boolean wake() {
        if (asleep && ASLEEP.compareAndSet(this, true, false)) {
            core.host.unpark(this);
            return true;
        }
        return false;
    }
}
