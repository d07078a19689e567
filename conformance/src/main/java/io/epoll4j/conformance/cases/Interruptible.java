package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EINTR;

import java.util.concurrent.atomic.AtomicInteger;

/// A thread asleep in epoll_wait on Linux that a signal can reach.
final class Interruptible {
    final Task<Harvest> waiter;
    private final Lab lab;
    private final AtomicInteger tid = new AtomicInteger();

    Interruptible(Lab lab, int flags, Ep ep) {
        this(lab, flags, ep, 8, Lab.LONG, 0);
    }

    /// `again`: after EINTR, a second wait of so many milliseconds, whose answer counts; 0 for
    /// none.
    Interruptible(Lab lab, int flags, Ep ep, int max, int timeout, int again) {
        this.lab = lab;
        Raw.handle(Raw.SIGUSR1, flags);
        var linux = lab.linux();
        waiter =
                lab.start(
                        "interruptible wait " + ep,
                        () -> {
                            tid.set(linux.gettid());
                            var first = ep.await(max, timeout);
                            return again > 0 && first.answer() == -EINTR
                                    ? ep.await(max, again)
                                    : first;
                        });
        waiter.untilAsleep();
    }

    /// Sends SIGUSR1 to that thread and no other.
    void interrupt() {
        var linux = lab.linux();
        lab.ok("tgkill", linux.tgkill(linux.getpid(), tid.get(), Raw.SIGUSR1));
    }
}
