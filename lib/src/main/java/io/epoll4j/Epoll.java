package io.epoll4j;

import static io.epoll4j.sys.EpollFlags.*;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.LinuxKernel;
import io.epoll4j.sys.SysException;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// An epoll: watches any number of descriptors and says which are ready. See
/// [epoll(7)](https://man7.org/linux/man-pages/man7/epoll.7.html).
///
/// As on Linux, any thread may add, modify, remove and wait at any time, several at once. An epoll
/// is itself a descriptor that another epoll can watch.
///
/// A virtual thread may wait as well: if nothing is ready a platform thread waits in its place, see
/// [LinuxKernel]. Interrupts do not end a wait.
///
/// Closing it does not end the waits of other threads: they go on as if nothing had happened, each
/// until its time is up or an event comes. Wake them with a [Waker] first.
public final class Epoll extends Descriptor {
    /// Wait without limit.
    public static final long FOREVER = -1;

    /// Do not wait.
    public static final long NOW = 0;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Registrations registrations = new Registrations();

    private Epoll(Kernel kernel, int fd) {
        super(kernel, fd);
    }

    /// A new epoll on Linux that other programs started from here do not inherit.
    ///
    /// @throws SysException EMFILE, ENFILE, ENOMEM
    public static Epoll open() {
        return open(Kernel.linux());
    }

    /// A new epoll on `kernel`, not inherited.
    public static Epoll open(Kernel kernel) {
        return open(kernel, EPOLL_CLOEXEC);
    }

    /// A new epoll on `kernel`; `flags` is [io.epoll4j.sys.EpollFlags#EPOLL_CLOEXEC], or 0 to have
    /// programs started from here inherit it.
    ///
    /// @throws SysException EINVAL for any other flag, EMFILE, ENFILE, ENOMEM
    public static Epoll open(Kernel kernel, int flags) {
        int fd = kernel.epollCreate1(flags);
        if (fd < 0) throw new SysException("epoll_create1", "0x" + Integer.toHexString(flags), fd);
        return new Epoll(kernel, fd);
    }

    /// Takes over an epoll that is open already, such as one that another process has passed.
    public static Epoll of(Kernel kernel, int fd) {
        return new Epoll(kernel, fd);
    }

    /// Watches `descriptor`; its events carry its number, see [Events#fd].
    ///
    /// @throws SysException as [#add(Descriptor, Interest, long)]
    public void add(Descriptor descriptor, Interest interest) {
        add(descriptor, interest, descriptor.fd());
    }

    /// Watches `descriptor`; its events carry `data`, see [Events#data].
    ///
    /// @throws SysException EEXIST (watched already), EPERM (a regular file), ELOOP (epolls
    ///   watching each other), ENOSPC (max_user_watches), EBADF, EINVAL, ENOMEM
    public void add(Descriptor descriptor, Interest interest, long data) {
        if (!registrations.inUse()) {
            control(EPOLL_CTL_ADD, descriptor, interest.mask(), data);
            return;
        }
        synchronized (registrations) {
            control(EPOLL_CTL_ADD, descriptor, interest.mask(), data);
            registrations.added(descriptor.fd(), data);
        }
    }

    /// Watches for something else from now on, with another data word, and arms a one-shot again.
    ///
    /// @throws SysException ENOENT (not watched), EINVAL (added as exclusive), EBADF
    public void modify(Descriptor descriptor, Interest interest, long data) {
        control(EPOLL_CTL_MOD, descriptor, interest.mask(), data);
    }

    /// As [#modify(Descriptor, Interest, long)], the data word being the descriptor's number.
    public void modify(Descriptor descriptor, Interest interest) {
        modify(descriptor, interest, descriptor.fd());
    }

    /// Stops watching. Not needed before a close, unless the descriptor has duplicates: those keep
    /// it watched.
    ///
    /// @throws SysException ENOENT (not watched), EBADF
    public void remove(Descriptor descriptor) {
        control(EPOLL_CTL_DEL, descriptor, 0, 0);
    }

    /// Watches `descriptor`; its events carry `object`, see [Events#attachment], until the watch,
    /// the descriptor or this epoll is closed. One epoll is best used with objects or with data
    /// words, not both.
    ///
    /// @throws SysException as [#add(Descriptor, Interest, long)]
    public <T> Registration<T> watch(Descriptor descriptor, Interest interest, T object) {
        var registration = registrations.claim(this, descriptor, object);
        try {
            add(descriptor, interest, registration.word());
        } catch (SysException refused) {
            registrations.release(registration);
            throw refused;
        }
        descriptor.watched(registration);
        return registration;
    }

    void unwatch(Registration<?> registration) {
        if (!registrations.release(registration)) return;
        registration.descriptor().unwatched(registration);
        synchronized (registrations) {
            if (!registrations.holds(registration)) return;
            try {
                control(EPOLL_CTL_DEL, registration.descriptor(), 0, 0);
            } catch (SysException refused) {
                // closed by its number, behind our back: then it is not watched, as we want it
                if (!refused.is(Errno.ENOENT) && !refused.is(Errno.EBADF)) throw refused;
            }
        }
    }

    void modify(Registration<?> registration, Interest interest) {
        var descriptor = registration.descriptor();
        synchronized (registrations) {
            if (registration.object() == null || !registrations.holds(registration))
                throw new SysException("epoll_ctl", "MOD, " + descriptor, Errno.ENOENT);
            control(EPOLL_CTL_MOD, descriptor, interest.mask(), registration.word());
        }
    }

    private void control(int operation, Descriptor descriptor, int mask, long data) {
        int answer = kernel().epollCtl(fd(), operation, descriptor.fd(), mask, data);
        if (answer < 0) {
            String name =
                    switch (operation) {
                        case EPOLL_CTL_ADD -> "ADD";
                        case EPOLL_CTL_MOD -> "MOD";
                        default -> "DEL";
                    };
            throw new SysException("epoll_ctl", name + ", " + descriptor, answer);
        }
    }

    /// Waits until something is ready or the time is up, and answers how many events came: 0 if
    /// none did in time. Signals do not end the wait.
    ///
    /// @param timeoutNanos nanoseconds, [#FOREVER] or [#NOW]; any other negative number is also for
    ///   ever, as it is for epoll_wait(2). Rounded up to milliseconds by kernels before 5.11
    /// @throws SysException EBADF (closed)
    public int await(Events events, long timeoutNanos) {
        if (timeoutNanos <= 0) return awaitAgain(events, timeoutNanos < 0 ? FOREVER : NOW);
        long deadline = now() + timeoutNanos;
        long left = timeoutNanos;
        for (; ; ) {
            int answer = waitOnce(events, left);
            if (answer != -Errno.EINTR) return filled(events, answer, timeoutNanos);
            left = Math.max(NOW, deadline - now());
        }
    }

    /// As [#await(Events, long)], except that a negative duration is zero and does not wait. One
    /// too long to be counted in nanoseconds, such as that of
    /// [java.time.temporal.ChronoUnit#FOREVER], is without limit.
    public int await(Events events, Duration timeout) {
        long nanos = Timespec.nanos(timeout);
        return await(events, nanos == Long.MAX_VALUE ? FOREVER : nanos);
    }

    /// As [#await(Events, long)], but a signal that the thread handles ends the wait. On Linux
    /// `signalMask` ([io.epoll4j.sys.Signals#mask]) replaces the thread's mask for as long as it
    /// waits; [MemorySegment#NULL] leaves it as it is.
    ///
    /// @throws SysException EINTR after a signal, EBADF (closed)
    public int awaitOrSignal(Events events, long timeoutNanos, MemorySegment signalMask) {
        if (!(kernel() instanceof LinuxKernel linux)) return await(events, timeoutNanos);
        var buffer = events.events();
        var limit = timeoutNanos < 0 ? MemorySegment.NULL : events.timespec();
        if (timeoutNanos >= 0) Timespec.set(limit, timeoutNanos);
        int answer = linux.epollPwait2(fd(), buffer, buffer.capacity(), limit, signalMask);
        return filled(events, answer, timeoutNanos);
    }

    /// Without a limit, or without waiting: nothing to measure.
    private int awaitAgain(Events events, long timeoutNanos) {
        int answer;
        do {
            answer = waitOnce(events, timeoutNanos);
        } while (answer == -Errno.EINTR);
        return filled(events, answer, timeoutNanos);
    }

    /// Whole milliseconds go to epoll_wait, which every kernel has.
    private int waitOnce(Events events, long nanos) {
        var buffer = events.events();
        long millis = nanos < 0 ? FOREVER : nanos / NANOS_PER_MILLI;
        if (nanos < 0 || (nanos % NANOS_PER_MILLI == 0 && millis <= Integer.MAX_VALUE)) {
            return kernel().epollWait(fd(), buffer, buffer.capacity(), (int) millis);
        }
        Timespec.set(events.timespec(), nanos);
        return kernel().epollPwait2(fd(), buffer, buffer.capacity(), events.timespec());
    }

    private int filled(Events events, int answer, long timeoutNanos) {
        events.filled(registrations, Math.max(answer, 0));
        if (answer < 0) {
            String limit = timeoutNanos < 0 ? "forever" : timeoutNanos + " ns";
            throw new SysException(
                    "epoll_wait", this + ", " + events.capacity() + " events, " + limit, answer);
        }
        return answer;
    }

    private long now() {
        return kernel().clockGettime(FileFlags.CLOCK_MONOTONIC);
    }

    /// Closes this epoll and lets go of every object given to [#watch].
    @Override
    public void close() {
        super.close();
        for (var registration : registrations.all()) {
            if (registrations.release(registration))
                registration.descriptor().unwatched(registration);
        }
    }
}
