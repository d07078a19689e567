package io.epoll4j.sim;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A place where it is decided, again and again, whether something goes wrong. What the `n`th
/// decision is depends on the seed, the name and `n` alone: a fault left out elsewhere changes
/// nothing here.
final class Site {
    final String name;
    private final Faults faults;
    private final Dice dice;
    private final @Nullable Script script;
    private long ordinal;

    Site(String name, Faults faults, Dice dice, @Nullable Script script) {
        this.name = name;
        this.faults = faults;
        this.dice = dice;
        this.script = script;
    }

    /// Decides: `fault` with this probability, otherwise null. A script decides instead, if there
    /// is one.
    @Nullable Fault decide(double probability, Supplier<Fault> fault) {
        long n = ordinal++;
        Fault decided;
        if (script != null) decided = script.decide(name, n, fault);
        else if (probability <= 0) return null;
        else decided = dice.uniform(n) < probability ? fault.get() : null;
        if (decided != null) faults.strike(this, n, decided);
        return decided;
    }

    /// Another number that belongs to the decision just made, from `low` to `high`.
    long between(long low, long high) {
        return low + (long) (dice.uniform(-ordinal) * (high - low + 1));
    }
}
