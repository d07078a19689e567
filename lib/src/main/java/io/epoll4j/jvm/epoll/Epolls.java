package io.epoll4j.jvm.epoll;

import io.epoll4j.jvm.task.Mutex;
import io.epoll4j.jvm.task.Scheduler;
import io.epoll4j.jvm.task.TaskLocal;
import java.util.concurrent.atomic.AtomicLong;

/// What epoll keeps once per kernel. Any thread may use it.
public final class Epolls {
    final Scheduler scheduler;

    /// `/proc/sys/fs/epoll/max_user_watches`: how many items all epolls of this kernel may hold
    /// together.
    final long maxUserWatches;

    /// `user->epoll_watches`: how many they hold.
    final AtomicLong watches = new AtomicLong();

    /// `epnested_mutex`: held while an ADD that could make a loop or too many paths is checked and
    /// done. Guards [#loopCheckGeneration].
    final Mutex nested = new Mutex();

    /// `loop_check_gen`: raised before and after every such check. An epoll that carries the
    /// present value was seen by a check that is still going on. Written under [#nested].
    volatile long loopCheckGeneration = 1;

    /// The entry by which each task waits in epoll_wait. It waits in one call at a time, so one is
    /// enough and a wait allocates nothing.
    final TaskLocal<EpollWaiter> waiters;

    /// For the tasks of `scheduler`.
    public Epolls(Scheduler scheduler, long maxUserWatches) {
        this.scheduler = scheduler;
        this.maxUserWatches = maxUserWatches;
        this.waiters = new TaskLocal<>(scheduler, EpollWaiter::new);
    }

    /// Ends the present generation of checks. Needs [#nested].
    void nextLoopCheckGeneration() {
        long present = loopCheckGeneration;
        loopCheckGeneration = present + 1;
    }
}
