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
/// The poster that turns [#ASLEEP] into [#AWAKE] owes the loop one wake-up; all others owe nothing.
///
/// Several threads may share a mailbox (one epoll with many waiters): then whoever is awake looks
/// at the queue before it sleeps.
final class Mailbox {
    private static final int AWAKE = 0;
    private static final int ASLEEP = 1;
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
    private volatile int state = AWAKE;

    /// No more tasks are taken.
    private volatile boolean ended;

    /// Queues `task`; false: it is refused, since the loop has ended. Any thread.
    boolean offer(Runnable task) {
        tasks.add(task);
        // What cannot be taken back has been run by [#end].
        return !ended || !tasks.remove(task);
    }

    /// To be asked after an offer. True: the caller must wake the loop now. Any thread.
    boolean owesWakeUp() {
        return (int) STATE.getVolatile(this) == ASLEEP && STATE.compareAndSet(this, ASLEEP, AWAKE);
    }

    /// The loop is about to wait. False: it must not, there are tasks. Either way [#wake] follows.
    boolean sleep() {
        STATE.setVolatile(this, ASLEEP);
        return tasks.isEmpty();
    }

    /// The loop is back from waiting.
    void wake() {
        STATE.setRelease(this, AWAKE);
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
