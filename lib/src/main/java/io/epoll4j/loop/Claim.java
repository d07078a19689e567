package io.epoll4j.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Who may touch an entry that several loops share: one thread at a time. Nobody waits for it.
/// Whoever finds it taken leaves his task and looks whether it is free by now; whoever frees it
/// looks whether a task was left. One of the two sees the other, and runs it.
final class Claim {
    private static final VarHandle HOLDER;
    private static final VarHandle LEFT;

    static {
        try {
            var lookup = MethodHandles.lookup();
            HOLDER = lookup.findVarHandle(Claim.class, "holder", Thread.class);
            LEFT = lookup.findVarHandle(Claim.class, "left", Left.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final class Left {
        final Runnable task;
        @Nullable Left next;

        Left(Runnable task, @Nullable Left next) {
            this.task = task;
            this.next = next;
        }
    }

    @SuppressWarnings("UnusedVariable") // through HOLDER
    private volatile @Nullable Thread holder;

    /// What was left, the latest first.
    private volatile @Nullable Left left;

    boolean isMine() {
        return holder == Thread.currentThread();
    }

    /// Whether it is this thread's now; it was not before.
    boolean take() {
        return HOLDER.compareAndSet(this, null, Thread.currentThread());
    }

    void free() {
        HOLDER.setVolatile(this, null);
    }

    void leave(Runnable task) {
        Left before = left;
        while (!LEFT.compareAndSet(this, before, new Left(task, before))) before = left;
    }

    boolean hasLeft() {
        return left != null;
    }

    /// Runs what was left, in order; the claim is this thread's.
    void runLeft() {
        Left latestFirst = (Left) LEFT.getAndSet(this, null);
        Left inOrder = null;
        for (Left each = latestFirst, next; each != null; each = next) {
            next = each.next;
            each.next = inOrder;
            inOrder = each;
        }
        for (Left each = inOrder; each != null; each = each.next) each.task.run();
    }
}
