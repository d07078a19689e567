package io.epoll4j.jvm.task;

import io.epoll4j.jvm.spi.CrashError;
import io.epoll4j.jvm.spi.Host;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Who runs and who sleeps in one kernel (kernel/sched/core.c): its host, its timers, its signals
/// and its tasks. Any thread may use it.
public final class Scheduler {
    public final Host host;
    public final HrTimers timers;
    public final PendingSignals signals;

    /// The power is cut: nothing that happens here reaches anybody any more.
    private volatile boolean crashed;

    private final AtomicLong serials = new AtomicLong();
    private final AtomicInteger taskLocals = new AtomicInteger();
    private final ThreadLocal<TaskStruct> tasks =
            ThreadLocal.withInitial(() -> new TaskStruct(this, Thread.currentThread()));

    public Scheduler(Host host) {
        this.host = host;
        this.timers = new HrTimers(host);
        this.signals = new PendingSignals(timers);
    }

    /// Cuts the power: who sleeps, and who calls later, meets a [CrashError].
    public void crash() {
        crashed = true;
        timers.crash();
    }

    public boolean hasCrashed() {
        return crashed;
    }

    /// A call goes on, or begins: timers whose time has come happen.
    ///
    /// @throws CrashError after [#crash()]
    public void tick() {
        if (crashed) {
            throw new CrashError();
        }
        timers.run();
    }

    /// A number that nothing else in this kernel has. Later ones are greater.
    public long nextSerial() {
        return serials.incrementAndGet();
    }

    /// The index of a new [TaskLocal].
    int nextTaskLocal() {
        return taskLocals.getAndIncrement();
    }

    /// How many there are.
    int taskLocals() {
        return taskLocals.get();
    }

    /// The calling thread's task.
    public TaskStruct current() {
        return tasks.get();
    }

    /// `ktime_add_safe`: the instant `nanos` from now, [Host#NEVER] if `nanos` is negative or the
    /// sum is out of range.
    public long deadline(long nanos) {
        if (nanos < 0) {
            return Host.NEVER;
        }
        long deadline = host.monotonicNanos() + nanos;
        return deadline < 0 ? Host.NEVER : deadline;
    }

    /// Whether the calling thread has a signal that ends a wait; it is taken by this.
    public boolean takeSignal(TaskStruct task) {
        return host.takeSignal() || signals.take(~task.blockedSignals) != 0;
    }

    /// `schedule_hrtimeout`: lets the calling thread, which has prepared its task to sleep, sleep
    /// until it is woken, has a signal pending, or `deadline` has come. HrTimers that expire
    /// meanwhile happen. The task runs again afterwards.
    ///
    /// @return false if it returned because of the deadline
    /// @throws CrashError if the kernel crashes meanwhile
    public boolean sleep(TaskStruct task, long deadline) {
        try {
            for (; ; ) {
                tick();
                if (!task.isAsleep()) {
                    return true;
                }
                if (deadline != Host.NEVER && deadline <= host.monotonicNanos()) {
                    return false;
                }
                long until = Math.min(deadline, timers.enter(task));
                if (signals.anyOf(~task.blockedSignals) || !host.park(task, until)) {
                    return true;
                }
            }
        } finally {
            timers.leave(task);
            task.run();
        }
    }
}
