package io.epoll4j.nio;

import static io.epoll4j.sys.FileFlags.CLOCK_MONOTONIC;
import static io.epoll4j.sys.SocketFlags.SHUT_RDWR;

import io.epoll4j.sys.Kernel;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicInteger;

/// A non-blocking descriptor and how many calls are using it. It is closed once nobody does, so
/// that a number which the kernel gives to somebody else is never called. For any thread.
final class Fd {
    private static final int CLOSED = 1 << 30;
    private static final long NANOS_PER_MILLI = 1_000_000;

    final Kernel kernel;

    /// The number; only between [#enter] and [#exit].
    final int number;

    /// Its `AF_*`.
    final int family;

    private final AtomicInteger users = new AtomicInteger();

    Fd(Kernel kernel, int number, int family) {
        this.kernel = kernel;
        this.number = number;
        this.family = family;
    }

    /// Keeps the descriptor open until [#exit]; false if it is too late.
    boolean enter() {
        for (; ; ) {
            int now = users.get();
            if ((now & CLOSED) != 0) return false;
            if (users.compareAndSet(now, now + 1)) return true;
        }
    }

    /// As [#enter].
    ///
    /// @throws ClosedChannelException if it is too late
    void use() throws ClosedChannelException {
        if (!enter()) throw new ClosedChannelException();
    }

    void exit() {
        if (users.decrementAndGet() == CLOSED) kernel.close(number);
    }

    /// Closes it as soon as nobody uses it. Whoever waits for it wakes up: shutdown(2) makes
    /// poll(2) answer for sockets of every kind and state, and goes on doing so.
    void close() {
        int before = users.getAndUpdate(now -> now | CLOSED);
        if ((before & CLOSED) != 0) return;
        if (before == 0) kernel.close(number);
        else wakeUsers();
    }

    /// Those who leave last close it, which they may do before this: then the number is another's.
    private void wakeUsers() {
        for (; ; ) {
            int now = users.get();
            if ((now & ~CLOSED) == 0) return;
            if (users.compareAndSet(now, now + 1)) break;
        }
        kernel.shutdown(number, SHUT_RDWR);
        exit();
    }

    boolean isClosed() {
        return (users.get() & CLOSED) != 0;
    }

    /// Waits until one of `events`, an error or the end of the descriptor, for at most `millis`; -1
    /// is without limit.
    ///
    /// @return what poll(2) answers: 0 if the time was over
    int await(int events, int millis) {
        if (isClosed()) return 1;
        try (var memory = Memory.borrow()) {
            memory.poll.set(0, number, events);
            return kernel.poll(memory.poll, 1, millis);
        }
    }

    /// By the clock that time-outs are measured with.
    long now() {
        return kernel.clockGettime(CLOCK_MONOTONIC);
    }

    /// When a time-out of `millis` that begins now is over; 0 is none.
    long deadline(int millis) {
        return millis == 0 ? Long.MAX_VALUE : now() + millis * NANOS_PER_MILLI;
    }

    /// What is left until `deadline`, as poll(2) takes it: -1 if it is none.
    int millisUntil(long deadline) {
        if (deadline == Long.MAX_VALUE) return -1;
        long left = Math.ceilDiv(deadline - now(), NANOS_PER_MILLI);
        return Math.clamp(left, 0, Integer.MAX_VALUE);
    }
}
