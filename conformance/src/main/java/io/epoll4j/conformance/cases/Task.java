package io.epoll4j.conformance.cases;

import io.epoll4j.conformance.Mismatch;
import io.epoll4j.conformance.Target;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A thread of a case, seen from outside: asleep in the kernel, running, or done.
final class Task<T> {
    static final long DEADLINE_SECONDS = 50;

    final String name;
    private final FutureTask<T> work;
    private final Thread thread;
    private volatile Target.@Nullable Watch watch;

    Task(String name, Target target, Callable<T> work) {
        this.name = name;
        this.work =
                new FutureTask<>(() -> {
                    watch = target.watch();
                    return work.call();
                });
        thread = Thread.ofPlatform().name(name).daemon().start(this.work);
    }

    /// A moment between two looks at something that another thread will do.
    static void pause() {
        LockSupport.parkNanos(20_000);
    }

    boolean done() {
        return work.isDone();
    }

    /// Whether it sleeps in a call, no wake-up being on its way.
    boolean asleep() {
        var watch = this.watch;
        return watch != null && !done() && watch.asleep();
    }

    /// Waits until it can't go on: asleep in its call, or before a lock in the JVM.
    Task<T> untilStuck() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!asleep() && !(watch != null && waits(thread.getState()))) {
            if (done())
                throw new Mismatch(name, "a thread that can't go on", "returned " + result());
            if (System.nanoTime() > end) throw new Mismatch(name, "a thread stopped", "none");
            pause();
        }
        return this;
    }

    private static boolean waits(Thread.State state) {
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    /// Waits until it really sleeps in its call.
    Task<T> untilAsleep() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!asleep()) {
            if (done()) throw new Mismatch(name, "a thread asleep", "returned " + result());
            if (System.nanoTime() > end) throw new Mismatch(name, "a thread asleep", "none");
            pause();
        }
        return this;
    }

    /// What it returned, waited for.
    T result() {
        try {
            return work.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw new IllegalStateException(name, e.getCause());
        } catch (TimeoutException e) {
            throw new Mismatch(name, "a return", "none within " + DEADLINE_SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(name, e);
        }
    }

    /// Waits for the end without asking how it ended: a case that failed has said why already.
    void end() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!done() && System.nanoTime() < end) pause();
    }
}
