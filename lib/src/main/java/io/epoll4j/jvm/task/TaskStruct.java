package io.epoll4j.jvm.task;

import io.epoll4j.jvm.spi.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A thread as the kernel sees it, as Linux's `struct task_struct`: either running or asleep.
///
/// To sleep without losing a wake-up, a thread first calls [#prepareToSleep], then makes itself
/// known on the wait queues, then looks at what it waits for, and only then sleeps
/// ([Scheduler#sleep]). A wake-up that comes in between finds the task asleep already and ends the
/// sleep before it starts.
public final class TaskStruct implements Task {
    private static final VarHandle ASLEEP;

    static {
        try {
            ASLEEP =
                    MethodHandles.lookup().findVarHandle(TaskStruct.class, "asleep", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Scheduler scheduler;
    private final Thread thread;

    /// By which the task waits inside a call. It waits for one thing at a time, so there is one.
    public final Waiter waiter;

    /// The links of [HrTimers]' list of sleepers, guarded by its lock.
    final Sleeper sleeper = new Sleeper(this);

    /// `blocked`: the signals that do not end this task's waits. Written by its own thread.
    public volatile long blockedSignals;

    /// What the rooms keep for this task; see [TaskLocal]. Only its own thread may look.
    private @Nullable Object[] locals;

    private volatile boolean asleep;

    TaskStruct(Scheduler scheduler, Thread thread) {
        this.scheduler = scheduler;
        this.thread = thread;
        this.waiter = new Waiter(scheduler, this);
        this.locals = new Object[scheduler.taskLocals()];
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
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
            scheduler.host.unpark(this);
            return true;
        }
        return false;
    }

    @Nullable Object local(int index) {
        return index < locals.length ? locals[index] : null;
    }

    void setLocal(int index, Object kept) {
        if (index >= locals.length) {
            locals = Arrays.copyOf(locals, scheduler.taskLocals());
        }
        locals[index] = kept;
    }
}
