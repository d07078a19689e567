package io.epoll4j.jvm.spi;

/// Where time and sleep come from. A kernel inside the JVM knows no other clock and no other way to
/// block than these, so whoever gives it a host decides what time it is and what happens while a
/// call waits.
///
/// [#system()] is for real threads. A simulation gives its own: one thread, a virtual clock, and
/// [#park] lets the rest of the world run until the sleeper is woken or its time has come.
public interface Host {
    /// A deadline that never comes.
    long NEVER = Long.MAX_VALUE;

    /// `CLOCK_MONOTONIC` in nanoseconds: never negative, never backwards. Programs take it for
    /// granted that a minute ago is a time too, so let it start at an hour, say, and not at 0.
    long monotonicNanos();

    /// `CLOCK_REALTIME` in nanoseconds since 1970. It goes as the monotonic clock does; a host that
    /// sets it says so (`JvmKernel.clockWasSet`).
    long realtimeNanos();

    /// Lets the calling thread sleep until [#unpark] is called for its task, or the monotonic clock
    /// reaches `deadline` ([#NEVER] for no limit). May return earlier for no reason; the caller
    /// looks again. An unpark that came before the park makes it return at once.
    ///
    /// @return false if it returned for a signal that [#takeSignal] has yet to take
    boolean park(Task task, long deadline);

    /// Ends the sleep of `task`, or its next one if it does not sleep. Called from any thread, with
    /// locks held: it must not block.
    void unpark(Task task);

    /// Whether a signal is pending for the calling thread; it is taken by this. A call that would
    /// sleep answers `-EINTR` then.
    boolean takeSignal();

    /// The number of the one process that lives on this kernel, as others are told it
    /// (`SO_PEERCRED`). Its user and group are 0.
    default int processId() {
        return 1;
    }

    /// The host of real threads, platform or virtual: [System#nanoTime], [System#currentTimeMillis]
    /// and park. Its signal is [Thread#interrupt]: it makes a blocked call answer `-EINTR` once,
    /// and is used up by that, as [InterruptedException] uses it up.
    static Host system() {
        return SystemHost.INSTANCE;
    }
}
