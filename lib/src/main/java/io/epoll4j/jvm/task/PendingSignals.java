package io.epoll4j.jvm.task;

import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Signals.SIGKILL;
import static io.epoll4j.sys.Signals.SIGSTOP;

/// The signals that the host has raised and nobody has taken: `shared_pending` of Linux's `struct
/// signal_struct` (kernel/signal.c).
///
/// There are no handlers and no default actions. A signal is taken by a signalfd, or ends a wait of
/// a thread that does not block it with -EINTR, and until then it stays.
///
/// The lock of [#queue] guards it; [#pending] is read without. Any thread may use it.
public final class PendingSignals {
    static final int MOST = 64;

    /// What no mask can block, nor a signalfd take.
    public static final long UNBLOCKABLE = bit(SIGKILL) | bit(SIGSTOP);

    /// The first signal of which each raising counts (`SIGRTMIN` of the kernel).
    private static final int FIRST_QUEUED = 32;

    /// `signalfd_wqh`: who waits in, or watches, a signalfd.
    public final WaitQueue queue = new WaitQueue();

    private final HrTimers timers;
    private final int[] raised = new int[MOST + 1];
    private volatile long pending;

    PendingSignals(HrTimers timers) {
        this.timers = timers;
    }

    static long bit(int signal) {
        return 1L << (signal - 1);
    }

    /// `send_signal_locked`: 0 or -EINVAL.
    public int raise(int signal) {
        if (signal < 1 || signal > MOST || (bit(signal) & UNBLOCKABLE) != 0) {
            return -EINVAL;
        }
        queue.lock();
        if (raised[signal] == 0 || signal >= FIRST_QUEUED) {
            raised[signal]++;
        }
        setPending(pending | bit(signal));
        queue.wakeLocked(1, 0);
        queue.unlock();
        timers.interruptSleepers(bit(signal));
        return 0;
    }

    /// Whether one of `mask` is pending.
    public boolean anyOf(long mask) {
        return (pending & mask) != 0;
    }

    /// `dequeue_signal`: takes the first pending signal of `mask`; 0 if there is none.
    public int take(long mask) {
        if (!anyOf(mask)) {
            return 0;
        }
        queue.lock();
        long among = pending & mask;
        int signal = among == 0 ? 0 : Long.numberOfTrailingZeros(among) + 1;
        if (signal != 0 && --raised[signal] == 0) {
            setPending(pending & ~bit(signal));
        }
        queue.unlock();
        return signal;
    }

    private void setPending(long now) {
        pending = now;
    }
}
