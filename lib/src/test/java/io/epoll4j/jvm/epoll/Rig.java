package io.epoll4j.jvm.epoll;

import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_DEL;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_MOD;
import static io.epoll4j.sys.Errno.EBADF;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.task.Scheduler;
import io.epoll4j.jvm.task.WaitEntry;
import io.epoll4j.jvm.task.WaitQueue;
import io.epoll4j.sys.EpollEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A kernel's tasks with epolls and sources on it, without descriptors: a source's number is what
/// the test says, and so is its data.
public final class Rig {
    public static final long FOREVER = -1;
    static final long SECONDS = 30;

    public final Scheduler scheduler;
    final Epolls epolls;

    public Rig() {
        this(Host.system(), Long.MAX_VALUE);
    }

    public Rig(Host host, long maxUserWatches) {
        scheduler = new Scheduler(host);
        epolls = new Epolls(scheduler, maxUserWatches);
    }

    public EventPoll epoll() {
        return new EventPoll(epolls, 2);
    }

    public Source source() {
        return new Source(scheduler);
    }

    int add(EventPoll ep, OpenFile file, int fd, int events) {
        return control(ep, EPOLL_CTL_ADD, file, fd, events);
    }

    int mod(EventPoll ep, OpenFile file, int fd, int events) {
        return control(ep, EPOLL_CTL_MOD, file, fd, events);
    }

    int del(EventPoll ep, OpenFile file, int fd) {
        return control(ep, EPOLL_CTL_DEL, file, fd, 0);
    }

    /// epoll_ctl, both files pinned during the call as a descriptor table pins them.
    private static int control(EventPoll ep, int op, OpenFile file, int fd, int events) {
        if (!ep.pin()) {
            return -EBADF;
        }
        try {
            if (!file.pin()) {
                return -EBADF;
            }
            try {
                return EpollControl.control(ep, op, file, fd, events, fd);
            } finally {
                file.unpin();
            }
        } finally {
            ep.unpin();
        }
    }

    /// epoll_wait, the epoll pinned during the call.
    static int await(EventPoll ep, EpollEvents events, int max, long nanos) {
        if (!ep.pin()) {
            return -EBADF;
        }
        try {
            return EpollWait.await(ep, events, max, nanos);
        } finally {
            ep.unpin();
        }
    }

    /// Adds a source that is never ready so far, numbered `fd`.
    public Source watched(EventPoll ep, int fd, int events) {
        Source source = source();
        assertEquals(0, add(ep, source, fd, events));
        return source;
    }

    /// The data of what a wait that does not block reports, in order.
    public List<Long> ready(EventPoll ep, int max) {
        return wait(ep, max, 0);
    }

    public List<Long> wait(EventPoll ep, int max, long nanos) {
        EpollEvents events = new EpollEvents(max);
        int count = await(ep, events, max, nanos);
        List<Long> data = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            data.add(events.data(i));
        }
        Invariants.verify(ep);
        return count < 0 ? List.of((long) count) : data;
    }

    /// The bits that a wait of one event reports; 0 if there is none.
    int bits(EventPoll ep) {
        EpollEvents events = new EpollEvents(1);
        return await(ep, events, 1, 0) == 0 ? 0 : events.events(0);
    }

    /// How many threads stand in epoll_wait on `ep`.
    public static int waiting(EventPoll ep) {
        ep.lock.lock();
        int count = length(ep.wq);
        ep.lock.unlock();
        return count;
    }

    /// How many items and poll(2) calls stand on the epoll's own wait queue.
    public static int polling(EventPoll ep) {
        ep.pollWait.lock();
        int count = length(ep.pollWait);
        ep.pollWait.unlock();
        return count;
    }

    private static int length(WaitQueue queue) {
        int count = 0;
        for (WaitEntry entry = queue.firstLocked(); entry != null; entry = entry.next) {
            count++;
        }
        return count;
    }

    /// Runs `body` on a thread of its own.
    public static <T> FutureTask<T> start(Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread thread = new Thread(task, "test");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /// A thread in epoll_wait; returns once it stands on the queue.
    public FutureTask<List<Long>> startWaiting(EventPoll ep, int max, long nanos) {
        int before = waiting(ep);
        FutureTask<List<Long>> task = start(() -> wait(ep, max, nanos));
        until(() -> waiting(ep) == before + 1);
        return task;
    }

    public static <T> T join(FutureTask<T> task) {
        try {
            return task.get(SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the thread did not come back as it should", e);
        }
    }

    public static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                fail("did not happen within " + SECONDS + " seconds");
            }
            Thread.yield();
        }
    }
}
