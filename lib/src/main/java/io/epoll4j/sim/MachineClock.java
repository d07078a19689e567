package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Host;

/// The clocks of one machine, made from the world's: they may run fast or slow, and the one on the
/// wall may be wrong or jump. Used by whoever holds the baton.
final class MachineClock {
    /// 1 January 2026, 00:00 UTC.
    private static final long EPOCH = 1_767_225_600L * 1_000_000_000L;

    private static final long MILLION = 1_000_000;

    private final Director director;

    /// How far the machine has got, in world time: ahead of the world while it computes.
    private long reached;

    /// World time of the last change of the drift, and what had elapsed by this clock until then.
    private long since;

    private long elapsedThen;
    private long partsPerMillion;

    /// What had elapsed when the machine was started, less what its clock showed then.
    private long origin;

    private long wall = EPOCH;

    MachineClock(Director director) {
        this.director = director;
    }

    /// The machine's now, in world time.
    long now() {
        return Math.max(director.now, reached);
    }

    /// The machine computes for so many nanoseconds.
    void spend(long nanos) {
        if (nanos != 0) reached = now() + nanos;
    }

    /// It is started, and CLOCK_MONOTONIC shows `nanos`.
    void boot(long nanos) {
        reached = director.now;
        origin = elapsed(director.now) - nanos;
    }

    long monotonic() {
        return elapsed(now()) - origin;
    }

    long realtime() {
        return elapsed(now()) + wall;
    }

    /// The clock on the wall goes forward by so much, or back.
    void jump(long nanos) {
        wall += nanos;
    }

    /// From now on all its clocks run fast by so much, or slow if it is negative.
    void drift(long partsPerMillion) {
        long now = now();
        elapsedThen = elapsed(now);
        since = now;
        this.partsPerMillion = partsPerMillion;
    }

    /// When CLOCK_MONOTONIC shows `deadline`, in world time.
    long toWorld(long deadline) {
        if (deadline == Host.NEVER) return Host.NEVER;
        long left = deadline + origin - elapsedThen;
        if (partsPerMillion == 0) return since + left;
        long scale = MILLION + partsPerMillion;
        long world = since + left / scale * MILLION + left % scale * MILLION / scale;
        while (elapsed(world) < elapsedThen + left) world++;
        return world;
    }

    private long elapsed(long world) {
        long real = world - since;
        if (partsPerMillion == 0) return elapsedThen + real;
        return elapsedThen
                + real
                + real / MILLION * partsPerMillion
                + real % MILLION * partsPerMillion / MILLION;
    }
}
