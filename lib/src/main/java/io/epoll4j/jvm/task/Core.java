package io.epoll4j.jvm.task;

import io.epoll4j.jvm.CrashError;
import io.epoll4j.jvm.Host;
import io.epoll4j.jvm.Task;
import io.epoll4j.jvm.file.RealTimers;
import io.epoll4j.jvm.unix.UnixGarbage;
import java.util.concurrent.atomic.AtomicLong;

/// What all files of one kernel share: its host, its timers, its threads, and what epoll keeps once
/// per kernel. Any thread may use it.
public final class Core {
    public final Host host;
    public final Timers timers;
    public final RealTimers realTimers = new RealTimers();
    public final PendingSignals signals;
    public final UnixGarbage unixGarbage = new UnixGarbage();

    /// `/proc/sys/fs/epoll/max_user_watches`: how many items all epolls of this kernel may hold
    /// together.
    public final long maxUserWatches;

    /// `user->epoll_watches`: how many they hold.
    public final AtomicLong watches = new AtomicLong();

    /// `epnested_mutex`: held while an ADD that could make a loop or too many paths is checked and
    /// done. Guards [#loopCheckGeneration].
    public final Mutex nested = new Mutex();

    /// `loop_check_gen`: raised before and after every such check. An epoll that carries the
    /// present value was seen by a check that is still going on. Written under [#nested].
    public volatile long loopCheckGeneration = 1;

    /// The power is cut: nothing that happens here reaches anybody any more.
    private volatile boolean crashed;

    private final AtomicLong filesOpened = new AtomicLong();
    private final ThreadLocal<Task> tasks =
            ThreadLocal.withInitial(() -> new Task(this, Thread.currentThread()));

    public Core(Host host, long maxUserWatches) {
        this.host = host;
        this.timers = new Timers(host);
        this.signals = new PendingSignals(timers);
        this.maxUserWatches = maxUserWatches;
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

    /// A number for a new open file description. Later ones are greater.
    public long nextFileId() {
        return filesOpened.incrementAndGet();
    }

    /// Ends the present generation of checks. Needs [#nested].
    public void nextLoopCheckGeneration() {
        long present = loopCheckGeneration;
        loopCheckGeneration = present + 1;
    }

    /// The calling thread's task.
    public Task current() {
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
    public boolean takeSignal(Task task) {
        return host.takeSignal() || signals.take(~task.blockedSignals) != 0;
    }

    /// `schedule_hrtimeout`: lets the calling thread, which has prepared its task to sleep, sleep
    /// until it is woken, has a signal pending, or `deadline` has come. Timers that expire
    /// meanwhile happen. The task runs again afterwards.
    ///
    /// @return false if it returned because of the deadline
    /// @throws CrashError if the kernel crashes meanwhile
    public boolean sleep(Task task, long deadline) {
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
