package io.epoll4j.inspect.rule;

import io.epoll4j.inspect.model.Task;
import java.util.Set;

/// A thread at two looks.
///
/// @param apart nanoseconds between them
record TaskPair(Task before, Task now, long apart) {
    /// A thread that wanted a processor for this much of the time is busy. Waiting for one counts,
    /// so that it does not matter how busy the machine is.
    private static final double BUSY = 0.8;

    /// One that goes round and round in epoll_wait spends at least this much of its time in the
    /// kernel; one that computes spends nearly none.
    private static final double IN_KERNEL = 0.05;

    /// A single hundredth of a second may be an accident of counting.
    private static final long ACCIDENT = 1;

    /// Calls in which somebody's request may be under way.
    private static final Set<String> WORK =
            Set.of(
                    "read",
                    "write",
                    "pread64",
                    "pwrite64",
                    "readv",
                    "writev",
                    "recvfrom",
                    "recvmsg",
                    "sendto",
                    "sendmsg",
                    "connect",
                    "sendfile",
                    "splice",
                    "flock",
                    "fcntl",
                    "fsync",
                    "fdatasync",
                    "openat",
                    "nanosleep",
                    "clock_nanosleep");

    double busy() {
        long ran = now.ranNanos() - before.ranNanos() + now.delayedNanos() - before.delayedNanos();
        return apart <= 0 ? 0 : (double) ran / apart;
    }

    boolean isBusy() {
        return busy() >= BUSY;
    }

    /// Busy with system calls rather than with itself.
    boolean spins() {
        long system = now.systemTicks() - before.systemTicks();
        long all = system + now.userTicks() - before.userTicks();
        return isBusy() && system > ACCIDENT && (double) system / all >= IN_KERNEL;
    }

    /// Slept in one and the same call from one look to the other.
    boolean sleptThrough() {
        return before.call() != null
                && before.call().equals(now.call())
                && before.sleeps() == now.sleeps();
    }

    /// May have somebody's request in hand.
    boolean works() {
        return isBusy() || (now.call() != null && WORK.contains(now.call().name()));
    }

    String name() {
        return now.name() + " (" + now.tid() + ")";
    }
}
