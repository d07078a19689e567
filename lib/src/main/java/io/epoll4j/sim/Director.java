package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Host;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Decides who runs and what time it is. It runs on the thread that calls [World#run], and only
/// while no strand holds the baton.
final class Director {
    /// So many steps without the clock moving, and it never will.
    private static final int STILL = 1_000_000;

    final Agenda agenda = new Agenda();
    final ThreadFactory threads;
    private final Dice dice;
    private final Trace trace;
    private final Thread own = Thread.currentThread();
    private final List<Strand> ready = new ArrayList<>();
    private final Deque<Strand> doomed = new ArrayDeque<>();

    /// What is called after every step.
    private final Runnable afterStep;

    /// Nanoseconds since the world began.
    long now;

    /// Who holds the baton; null while it is the director.
    private volatile @Nullable Strand holder;

    private volatile @Nullable Error failure;

    private long still;
    private int strands;

    Director(ThreadFactory threads, Dice dice, Trace trace, Runnable afterStep) {
        this.threads = threads;
        this.dice = dice;
        this.trace = trace;
        this.afterStep = afterStep;
    }

    /// The number of a new strand.
    int number() {
        return strands++;
    }

    /// Who runs; null if it is the director, or nobody yet.
    @Nullable Strand running() {
        return holder;
    }

    /// Refuses threads that the world does not know.
    void checkThread() {
        Strand strand = holder;
        Thread expected = strand == null ? own : strand.thread;
        if (Thread.currentThread() == expected) return;
        var stranger = new Stranger(Thread.currentThread());
        fail(new Verdict("stranger", stranger));
        throw stranger;
    }

    /// It may run: as soon as its machine lets it.
    void ready(Strand strand) {
        strand.state = Strand.State.READY;
        if (strand.doomed) doomed.add(strand);
        else if (strand.machine.standstill.isPaused()) strand.machine.standstill.suspend(strand);
        else if (strand.machine.clock.now() > now) agenda.add(strand, strand.machine.clock.now());
        else ready.add(strand);
    }

    /// Lets things happen until the world's time is `until`, it is `enough`, or nothing is due any
    /// more: what is due first, then those who are ready, and when none is, time passes.
    ///
    /// @return whether something is still due
    boolean run(long until, BooleanSupplier enough) {
        while (!enough.getAsBoolean()) {
            Due due = agenda.first();
            Strand next = due != null && due.at <= now && doomed.isEmpty() ? null : pick();
            if (next != null) {
                step(next);
            } else if (due == null || due.at > until) {
                return due != null;
            } else {
                agenda.remove(due);
                moveTo(due.at);
                due.come();
            }
            afterStep.run();
            Error failed = failure;
            if (failed != null) throw failed;
        }
        return true;
    }

    /// The world has failed. Any thread; the first reason counts.
    void fail(Error reason) {
        if (failure == null) failure = reason;
    }

    @Nullable Error failure() {
        return failure;
    }

    /// A strand that is ready is to end: before anything else happens.
    void hasten(Strand strand) {
        ready.remove(strand);
        agenda.remove(strand);
        strand.machine.standstill.forget(strand);
        doomed.add(strand);
    }

    void moveTo(long time) {
        if (time > now) {
            now = time;
            still = 0;
        } else if (++still > STILL) {
            throw new Verdict(
                    "livelock", "no time passes: " + STILL + " steps, and it is as late as before");
        }
    }

    /// Runs those who are to end until they have; nothing else happens.
    void unwind() {
        for (Strand next = doomed.poll(); next != null; next = doomed.poll()) step(next);
    }

    private @Nullable Strand pick() {
        Strand last = doomed.poll();
        if (last != null) return last;
        while (!ready.isEmpty()) {
            int count = ready.size();
            Strand next = ready.remove(count == 1 ? 0 : (int) dice.between(0, count - 1));
            if (!next.machine.standstill.isPaused()) return next;
            next.machine.standstill.suspend(next);
        }
        return null;
    }

    private void step(Strand strand) {
        strand.state = Strand.State.RUNNING;
        trace.step(strand);
        holder = strand;
        strand.start();
        Watchdog.await(this, strand);
        if (strand.thrown != null) fail(new Verdict(strand, strand.thrown));
        strand.machine.stepped(strand);
    }

    /// Whether the baton is back; by the director.
    boolean isBack() {
        return holder == null;
    }

    /// Waits for the baton; by a strand.
    void awaitBaton(Strand strand) {
        while (holder != strand) LockSupport.park(this);
    }

    /// Gives the baton back; by the strand that holds it.
    void passBack(Strand strand, Strand.State state) {
        strand.state = state;
        holder = null;
        LockSupport.unpark(own);
    }

    /// When something else than what runs now is due or ready.
    long nextDue() {
        if (!ready.isEmpty() || !doomed.isEmpty()) return now;
        Due due = agenda.first();
        return due == null ? Host.NEVER : due.at;
    }
}
