package io.epoll4j.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/// Tasks for a loop from other threads, and the protocol by which none of them is left lying while
/// the loop sleeps, yet a busy loop is never woken.
///
/// A poster queues first and looks at the state second; a loop that wants to sleep writes the state
/// first and looks at the queue second. Whatever the interleaving, one of the two sees the other.
/// The poster that sets [#RUNG] while somebody sleeps owes one wake-up; all others owe nothing.
///
/// Several loops may share a mailbox (one epoll with many waiters). Then a wake-up may reach one
/// that was not asleep, and that has other things to do: see [#passOn].
final class Mailbox {
    /// A wake-up is under way.
    private static final int RUNG = 1;

    /// What each sleeping loop adds.
    private static final int ASLEEP = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Mailbox.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @SuppressWarnings("UnusedVariable") // through STATE
    private volatile int state;

    /// No more tasks are taken.
    private volatile boolean ended;

    /// Queues `task`; false: it is refused, since the loop has ended. Any thread.
    boolean offer(Runnable task) {
        tasks.add(task);
        // What cannot be taken back has been run by [#end].
        return !ended || !tasks.remove(task);
    }

    /// Whether somebody sleeps and is to be woken by the caller. Any thread.
    boolean ring() {
        for (; ; ) {
            int seen = (int) STATE.getVolatile(this);
            if (seen < ASLEEP || (seen & RUNG) != 0) return false;
            if (STATE.compareAndSet(this, seen, seen | RUNG)) return true;
        }
    }

    /// A loop is about to wait. False: it must not, there are tasks. Either way [#wake] follows.
    boolean sleep() {
        int before = (int) STATE.getAndAdd(this, ASLEEP);
        assert before >= 0;
        return tasks.isEmpty();
    }

    /// A loop is back from waiting.
    void wake() {
        int before = (int) STATE.getAndAdd(this, -ASLEEP);
        if ((before & RUNG) != 0) STATE.getAndBitwiseAnd(this, ~RUNG);
    }

    /// A loop may have taken the wake-up and is about to do something else. True: the caller must
    /// wake another, for the tasks that are there.
    boolean passOn() {
        STATE.getAndBitwiseAnd(this, ~RUNG);
        return !tasks.isEmpty() && ring();
    }

    /// Takes no more tasks, and hands those that were taken to `runner`, in order.
    void end(Consumer<Runnable> runner) {
        ended = true;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) runner.accept(task);
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    /// Hands each task that is there now to `runner`, in order; answers how many. What the tasks
    /// post themselves waits for the next call.
    int run(Consumer<Runnable> runner) {
        if (tasks.isEmpty()) return 0;
        int count = tasks.size();
        for (int i = 0; i < count; i++) {
            Runnable task = tasks.poll();
            if (task == null) return i;
            runner.accept(task);
        }
        return count;
    }
}
