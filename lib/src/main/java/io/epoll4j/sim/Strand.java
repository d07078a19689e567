package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.spi.Task;
import io.epoll4j.sys.KernelCall;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A thread of a program. It runs while it holds the baton; as something due, it is the end of its
/// own sleep. All but [#body] belongs to whoever holds the baton.
final class Strand extends Due {
    /// What it is doing.
    enum State {
        READY,
        RUNNING,
        ASLEEP,
        ENDED
    }

    final Director director;
    final Machine machine;

    /// Which thread of the world it is.
    final int number;

    /// The program it belongs to.
    final Job job;

    /// How often it has slept.
    long sleeps;

    final Thread thread;
    private final Body body;
    State state = State.READY;

    /// It is to end: calls throw, sleeps end at once.
    boolean doomed;

    /// A signal has come that no call has yet answered -EINTR for.
    boolean signal;

    /// The call it is in, or was in last, and on which descriptor.
    @Nullable KernelCall call;

    int fd;

    /// Whether it has slept since the call began.
    boolean slept;

    /// Until when it sleeps, in world time.
    long until = Host.NEVER;

    /// Calls since it slept last, and how many of the latest found nothing.
    int calls;

    int fruitless;

    private boolean started;
    private boolean permit;
    private final List<Strand> joiners = new ArrayList<>();
    @Nullable Throwable thrown;

    /// What it runs.
    interface Body {
        void run() throws Exception;
    }

    Strand(Director director, Machine machine, String name, Job job, Body body) {
        this.director = director;
        this.machine = machine;
        this.job = job;
        number = director.number();
        this.body = body;
        thread = director.threads.newThread(this::body);
        thread.setName(machine.name() + "/" + name);
    }

    private void body() {
        try {
            if (!doomed) body.run();
        } catch (Throwable uncaught) {
            if (!doomed) thrown = uncaught;
        } finally {
            director.passBack(this, State.ENDED);
        }
    }

    /// Sleeps until [#unpark], or until `deadline` in world time.
    ///
    /// @return false for a signal
    boolean park(long deadline) {
        if (permit || isInterrupted()) {
            permit = false;
            return !isInterrupted();
        }
        until = deadline;
        sleeps++;
        slept = true;
        machine.calls.sleeps(this);
        if (deadline != Host.NEVER) director.agenda.add(this, Math.max(deadline, director.now));
        calls = 0;
        fruitless = 0;
        director.passBack(this, State.ASLEEP);
        director.awaitBaton(this);
        permit = false;
        return !isInterrupted();
    }

    /// Lets everybody else run first.
    void yieldBaton() {
        director.ready(this);
        director.passBack(this, State.READY);
        director.awaitBaton(this);
    }

    /// Ends its sleep, or the next.
    void unpark() {
        if (state == State.ASLEEP) wake();
        else permit = true;
    }

    /// A signal comes: the call it sleeps in answers -EINTR.
    void interrupt() {
        signal = true;
        if (state == State.ASLEEP) wake();
    }

    /// It is to end.
    void doom() {
        if (doomed || state == State.ENDED) return;
        doomed = true;
        if (state == State.ASLEEP) wake();
        else if (state == State.READY) director.hasten(this);
    }

    /// Whether a signal is pending for it: one of the world's, or [Thread#interrupt].
    private boolean isInterrupted() {
        return signal || doomed || thread.isInterrupted();
    }

    /// Uses the signal up; by the strand itself.
    boolean takeSignal() {
        boolean taken = Thread.interrupted() || signal || doomed;
        signal = false;
        return taken;
    }

    /// Somebody may have interrupted its thread while it slept.
    void noticeInterrupt() {
        if (state == State.ASLEEP && thread.isInterrupted()) wake();
    }

    private void wake() {
        director.agenda.remove(this);
        director.ready(this);
    }

    @Override
    void come() {
        wake();
    }

    /// It has ended: who waits for that wakes.
    void ended() {
        for (Strand joiner : joiners) joiner.unpark();
        joiners.clear();
    }

    /// Waits, on the strand `joiner`, until this has ended.
    void join(Strand joiner) {
        while (state != State.ENDED) {
            if (joiner.doomed) throw new Unwinding();
            joiners.add(joiner);
            joiner.park(Host.NEVER);
        }
    }

    /// It has the baton; by the director.
    void start() {
        if (started) {
            LockSupport.unpark(thread);
        } else {
            started = true;
            thread.start();
        }
    }

    /// The task by which its kernel knows it, once it has slept there.
    @Nullable Task task;

    String where() {
        return call == null ? "its own code" : call + (fd < 0 ? "" : "(" + fd + ")");
    }

    @Override
    public String toString() {
        return thread.getName();
    }
}
