package io.epoll4j.sim;

import java.time.Duration;

/// A world in which something was wrong. The message says what, when, with which seed and faults,
/// how to see it again, and what there was at the end.
public final class WorldFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    private final long seed;
    private final long at;
    private final transient Schedule schedule;
    private final transient Trace trace;

    WorldFailure(String message, Throwable cause, World world) {
        super(message, cause);
        seed = world.seed();
        at = world.director.now;
        schedule = world.schedule();
        trace = world.trace();
    }

    /// The seed that shows it again: [World#forSeed].
    public long seed() {
        return seed;
    }

    /// When it was seen, since the world began.
    public Duration at() {
        return Duration.ofNanos(at);
    }

    /// The faults until then, with which it can be repeated: [World#replay].
    public Schedule schedule() {
        return schedule;
    }

    /// What happened until then.
    public Trace trace() {
        return trace;
    }
}
