package io.epoll4j.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All faults of a world: written down as they happen, or done after a script. Used by whoever
/// holds the baton.
final class Faults {
    private final Director director;
    private final Dice dice;
    private final Trace trace;
    private final @Nullable Script script;
    private final Map<String, Site> sites = new LinkedHashMap<>();
    private final List<Strike> strikes = new ArrayList<>();

    Faults(Director director, Dice dice, Trace trace, @Nullable Script script) {
        this.director = director;
        this.dice = dice;
        this.trace = trace;
        this.script = script;
    }

    /// The site of this name.
    Site site(String name) {
        return sites.computeIfAbsent(name, key -> new Site(key, this, dice.split(key), script));
    }

    /// A fault is to happen, by what the test itself said.
    ///
    /// @return what happens: null if the schedule has left it out
    @Nullable Fault order(String site, Fault fault) {
        return site(site).decide(1, () -> fault);
    }

    void strike(Site site, long ordinal, Fault fault) {
        Strike strike = new Strike(director.now, site.name, ordinal, fault);
        strikes.add(strike);
        trace.struck(strike);
    }

    List<Strike> strikes() {
        return strikes;
    }
}
