package io.epoll4j.sim;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A world in which something was wrong. The message says what, when, with which seed and faults,
/// how to see it again, what it takes, and what there was at the end.
public final class WorldFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    private final long seed;
    private final long at;
    private final String what;
    private final String repeating;
    private final String rest;
    private final String written;
    private final transient Schedule schedule;
    private final transient Trace trace;
    private final transient @Nullable Shrunk shrunk;

    /// @param repeating how to see it again
    /// @param rest what there is to tell of the end of the world
    WorldFailure(Throwable cause, World world, String repeating, String rest) {
        super(cause);
        seed = world.seed();
        at = world.director.now;
        what =
                "after %s: %s"
                        .formatted(
                                Times.text(at),
                                cause instanceof Verdict ? cause.getMessage() : cause.toString());
        this.repeating = repeating;
        this.rest = rest;
        written = "";
        schedule = world.schedule();
        trace = world.trace();
        shrunk = null;
    }

    private WorldFailure(WorldFailure same, @Nullable Shrunk shrunk, String written) {
        super(same.getCause());
        seed = same.seed;
        at = same.at;
        what = same.what;
        repeating = same.repeating;
        rest = same.rest;
        schedule = same.schedule;
        trace = same.trace;
        this.shrunk = shrunk;
        this.written = written;
        setStackTrace(same.getStackTrace());
    }

    WorldFailure withShrunk(Shrunk found) {
        return new WorldFailure(this, found, written);
    }

    /// The same, and where its traces are.
    WorldFailure withWritten(String where) {
        return new WorldFailure(this, shrunk, where);
    }

    @Override
    public String getMessage() {
        var text = new StringBuilder("seed ").append(seed).append(", ").append(what);
        text.append('\n').append(repeating);
        if (shrunk != null) text.append('\n').append(shrunk.text());
        if (!written.isEmpty()) text.append('\n').append(written);
        return text.append(rest).toString();
    }

    /// When and why, in one line if the reason is one.
    String what() {
        return what;
    }

    /// Why it failed.
    Throwable reason() {
        Throwable cause = getCause();
        return cause == null ? this : cause;
    }

    /// Whether the other failed in the same way.
    boolean isLike(WorldFailure other) {
        return Sameness.of(reason()).equals(Sameness.of(other.reason()));
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

    /// What of all that it takes; null if that was not looked for, or if the world did not fail in
    /// the same way a second time. After [World#forSeeds] and [World#shrink].
    public @Nullable Shrunk shrunk() {
        return shrunk;
    }
}
