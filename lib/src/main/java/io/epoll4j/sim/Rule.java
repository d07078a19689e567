package io.epoll4j.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What happens to chosen packets: `network.when(frame -> frame.packet().has(Packet.SYN)).drop()`.
/// A rule that is asked for must do something in some seed, or the test fails.
public final class Rule {
    private final Predicate<Frame> which;
    private final Site site;
    private final Asked asked;
    private final List<Runnable> held = new ArrayList<>();
    private @Nullable Supplier<Fault> what;
    private double probability = 1;
    private long skip;
    private long left = Long.MAX_VALUE;
    private String link = "";

    Rule(Predicate<Frame> which, Site site, Asked asked) {
        this.which = which;
        this.site = site;
        this.asked = asked;
    }

    /// They are lost.
    public Rule drop() {
        return does(() -> new Fault.Lose(link));
    }

    /// They are late, and those after them with them.
    public Rule delay(Duration by) {
        return does(() -> new Fault.Delay(link, by));
    }

    /// They are late, and others overtake them.
    public Rule reorder(Duration by) {
        return does(() -> new Fault.Reorder(link, by));
    }

    /// They arrive twice, the second time so much later.
    public Rule duplicate(Duration after) {
        return does(() -> new Fault.Duplicate(link, after));
    }

    /// They are held until [#release].
    public Rule hold() {
        return does(() -> new Fault.Hold(link));
    }

    /// Something on the way has forgotten their connections, and answers them with resets.
    public Rule reset() {
        return does(() -> new Fault.Reset(link));
    }

    /// Not all of them, only so many: a probability, 0 to 1.
    public Rule chance(double value) {
        if (!(value >= 0 && value <= 1))
            throw new IllegalArgumentException("a probability of " + value);
        probability = value;
        return this;
    }

    /// Only the first `count` of them.
    public Rule first(long count) {
        left = count;
        return this;
    }

    /// Not the first `count` of them.
    public Rule skip(long count) {
        skip = count;
        return this;
    }

    /// Lets go what is held, in the order in which it came, and holds no more.
    public void release() {
        left = 0;
        for (Runnable send : held) send.run();
        held.clear();
    }

    /// How often it has done something.
    public long fired() {
        return asked.fired();
    }

    private Rule does(Supplier<Fault> fault) {
        what = fault;
        return this;
    }

    /// What is to happen to the packet; null for nothing.
    @Nullable Fault decide(Link on, Frame frame) {
        Supplier<Fault> fault = what;
        if (fault == null || left <= 0 || !which.test(frame)) return null;
        if (skip > 0) {
            skip--;
            return null;
        }
        left--;
        link = on.name;
        Fault decided = site.decide(probability, fault);
        if (decided != null) asked.fire();
        return decided;
    }

    void hold(Runnable send) {
        held.add(send);
    }
}
