package io.epoll4j;

import static io.epoll4j.sys.FileFlags.*;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SysException;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// A timer that an epoll can watch: a
/// [timerfd](https://man7.org/linux/man-pages/man2/timerfd_create.2.html) on the monotonic clock.
/// It is readable once it has expired, until [#expirations()] is asked. Any thread may use it.
public final class TimerFd extends Descriptor {
    private TimerFd(Kernel kernel, int fd) {
        super(kernel, fd);
    }

    /// A timer on Linux that is not set.
    public static TimerFd open() {
        return open(Kernel.linux());
    }

    /// A timer on `kernel` that is not set.
    ///
    /// @throws SysException EMFILE, ENFILE
    public static TimerFd open(Kernel kernel) {
        int fd = kernel.timerfdCreate(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
        if (fd < 0) throw new SysException("timerfd_create", "CLOCK_MONOTONIC", fd);
        return new TimerFd(kernel, fd);
    }

    /// Expires once, `delay` from now: at once if that is zero or negative, never if it is too long
    /// to be counted in nanoseconds.
    public void after(Duration delay) {
        set(0, Math.max(1, Timespec.nanos(delay)), 0);
    }

    /// Expires every `period`, which must be positive, from now on; never, if that is too long to
    /// be counted in nanoseconds.
    public void every(Duration period) {
        if (!period.isPositive()) {
            throw new IllegalArgumentException("a period of " + period + ": give a positive one");
        }
        long nanos = Timespec.nanos(period);
        set(0, nanos, nanos);
    }

    /// Expires once, when the kernel's monotonic clock shows `nanos`.
    public void at(long nanos) {
        set(TFD_TIMER_ABSTIME, Math.max(1, nanos), 0);
    }

    /// Does not expire any more, and forgets expirations that nobody has asked for.
    public void disarm() {
        set(0, 0, 0);
    }

    /// How often it has expired since it was set, or since this was last asked; 0 if it has not.
    public long expirations() {
        try (var mine = Buffers.mine()) {
            long answer;
            do {
                answer = kernel().read(fd(), mine.word, 0, Long.BYTES);
            } while (answer == -Errno.EINTR);
            if (answer >= 0) return mine.word.get(JAVA_LONG, 0);
            refused("read", "the expirations", answer);
            return 0;
        }
    }

    private void set(int flags, long value, long interval) {
        var timer = Timespec.allocateTimer();
        Timespec.setTimer(timer, value, interval);
        int answer = kernel().timerfdSettime(fd(), flags, timer, MemorySegment.NULL);
        if (answer < 0) check(answer, "timerfd_settime", value + " ns, every " + interval + " ns");
    }
}
