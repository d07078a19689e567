package io.epoll4j.netty;

import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLL_CLOEXEC;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.FileFlags.EFD_CLOEXEC;
import static io.epoll4j.sys.FileFlags.EFD_NONBLOCK;

import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.Timespec;
import io.netty.channel.ChannelException;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ThreadAwareExecutor;
import io.netty.util.concurrent.Ticker;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;

/// What an event loop of Netty's does its I/O with: an epoll of the kernel, and an eventfd for
/// those who wake it. It opens these two descriptors, and two calls make a turn at most:
/// epoll_wait, or epoll_pwait2 with the nanoseconds until the next scheduled task.
///
/// Belongs to its loop's thread; only [#wakeup()] is called by others.
public final class KernelIoHandler implements IoHandler {
    private static final int EVENTS = 512;

    /// The data word of the eventfd; no slot has it.
    private static final long WAKER = -1;

    /// How long a wait may take that a wakeup is known to end, in milliseconds.
    private static final int CERTAIN_WAKEUP = 1000;

    // Where the thread is: whoever wakes it makes WAITING WOKEN, and then alone writes.
    private static final int AWAKE = 0;
    private static final int WAITING = 1;
    private static final int WOKEN = 2;

    private final Kernel kernel;
    private final ThreadAwareExecutor executor;
    private final int epoll;
    private final int waker;
    private final EpollEvents events = new EpollEvents(EVENTS);
    private final MemorySegment limit = Timespec.allocate();
    private final MemorySegment one = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
    private final KernelIoEvent event = new KernelIoEvent();
    private final Registrations registrations;
    private final AtomicInteger state = new AtomicInteger(AWAKE);

    /// Whether somebody has set out to write to the eventfd and epoll has not told of it yet. Until
    /// it does nobody else can, so that there is one such write at most, and none once it is
    /// closed.
    private boolean wakeupComes;

    private KernelIoHandler(Kernel kernel, ThreadAwareExecutor executor) {
        this.kernel = kernel;
        this.executor = executor;
        one.set(ValueLayout.JAVA_LONG, 0, 1);
        epoll = Failures.checkUnchecked("epoll_create1", kernel.epollCreate1(EPOLL_CLOEXEC));
        waker = kernel.eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        int added = waker < 0 ? waker : watchWaker();
        if (added < 0) {
            if (waker >= 0) kernel.close(waker);
            kernel.close(epoll);
            throw new ChannelException(Failures.of("eventfd", added));
        }
        registrations = new Registrations(kernel, epoll, executor);
    }

    /// Handlers for the loops of a group, each with an epoll of its own in `kernel`.
    public static IoHandlerFactory newFactory(Kernel kernel) {
        return new IoHandlerFactory() {
            @Override
            public IoHandler newHandler(ThreadAwareExecutor executor) {
                return new KernelIoHandler(kernel, executor);
            }

            @Override
            public boolean isChangingThreadSupported() {
                return true;
            }
        };
    }

    /// Edge-triggered: one event for each write, and nobody needs to read the count.
    private int watchWaker() {
        return kernel.epollCtl(epoll, EPOLL_CTL_ADD, waker, EPOLLIN | EPOLLET, WAKER);
    }

    @Override
    public int run(IoHandlerContext context) {
        int ready = context.canBlock() ? await(context) : poll(0);
        if (ready < 0) {
            if (Failures.isAgain(ready)) return 0;
            throw new ChannelException(Failures.of("epoll_wait", ready));
        }
        if (!context.shouldReportActiveIoTime()) return handle(ready);
        long began = System.nanoTime();
        int handled = handle(ready);
        context.reportActiveIoTime(System.nanoTime() - began);
        return handled;
    }

    /// Waits for events, a wakeup, or the next task's time.
    private int await(IoHandlerContext context) {
        if (wakeupComes) return poll(CERTAIN_WAKEUP);
        state.set(WAITING);
        // A task that came before the line above has woken nobody.
        int ready = context.canBlock() ? await(remaining(context)) : poll(0);
        wakeupComes = state.getAndSet(AWAKE) == WOKEN;
        return ready;
    }

    /// The nanoseconds until the next task; Long.MAX_VALUE if there is none.
    private long remaining(IoHandlerContext context) {
        if (context.deadlineNanos() == -1) return Long.MAX_VALUE;
        // Not kept: a loop makes its handler before it has its ticker.
        var ticker = executor instanceof EventExecutor loop ? loop.ticker() : Ticker.systemTicker();
        return context.delayNanos(ticker.nanoTime() + ticker.initialNanoTime());
    }

    private int await(long nanos) {
        if (nanos == Long.MAX_VALUE) return poll(-1);
        if (nanos <= 0) return poll(0);
        Timespec.set(limit, nanos);
        return kernel.epollPwait2(epoll, events, EVENTS, limit);
    }

    private int poll(int millis) {
        return kernel.epollWait(epoll, events, EVENTS, millis);
    }

    /// Answers how many of the events were a handle's.
    private int handle(int ready) {
        int handled = 0;
        for (int i = 0; i < ready; i++) {
            long data = events.data(i);
            if (data == WAKER) {
                wakeupComes = false;
                continue;
            }
            var registration = registrations.find(data);
            if (registration == null) continue; // gone since epoll_wait
            registration.handle().handle(registration, event.of(events.events(i)));
            handled++;
        }
        return handled;
    }

    @Override
    public IoRegistration register(IoHandle handle) {
        if (!(handle instanceof KernelIoHandle ours)) {
            throw new IllegalArgumentException(
                    handle + ": register a KernelIoHandle, such as a channel of KernelTransport");
        }
        var registration = registrations.add(ours);
        ours.registered();
        return registration;
    }

    @Override
    public void wakeup() {
        if (!executor.isExecutorThread(Thread.currentThread())
                && state.compareAndSet(WAITING, WOKEN)) {
            kernel.write(waker, one, 0, Long.BYTES);
        }
    }

    @Override
    public void prepareToDestroy() {
        registrations.close();
    }

    /// Closes both descriptors, once nobody can be about to write to the eventfd.
    @Override
    public void destroy() {
        for (int answer = 0; wakeupComes; ) {
            answer = poll(CERTAIN_WAKEUP);
            if (answer == 0 || (answer < 0 && answer != -Errno.EINTR)) break;
            for (int i = 0; i < answer; i++) if (events.data(i) == WAKER) wakeupComes = false;
        }
        kernel.close(waker);
        kernel.close(epoll);
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return KernelIoHandle.class.isAssignableFrom(handleType);
    }
}
