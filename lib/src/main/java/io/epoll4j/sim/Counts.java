package io.epoll4j.sim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How many there are in a world of what its test counts.
final class Counts {
    private final Dice dice;
    private final @Nullable Script script;
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    Counts(Dice dice, @Nullable Script script) {
        this.dice = dice;
        this.script = script;
    }

    /// From `least` to `most`, as the seed has it; fewer, but not less than `least`, if a script
    /// says so.
    int of(String what, int least, int most) {
        if (least < 0 || least > most)
            throw new IllegalArgumentException(
                    "from " + least + " to " + most + " of what is counted as " + what);
        return counts.computeIfAbsent(what, name -> count(name, least, most));
    }

    private int count(String what, int least, int most) {
        Integer said = script == null ? null : script.count(what);
        if (said != null) return Math.clamp(said, least, most);
        return least + (int) (dice.split(what).uniform(0) * ((long) most - least + 1));
    }

    /// The same number in every world, if no script says otherwise.
    int usual(String what, int usual) {
        return counts.computeIfAbsent(what, name -> usualOrFewer(name, usual));
    }

    private int usualOrFewer(String what, int usual) {
        if (usual < 0) throw new IllegalArgumentException(usual + " of what is counted as " + what);
        Integer said = script == null ? null : script.count(what);
        return said == null ? usual : Math.clamp(said, Math.min(1, usual), usual);
    }

    Map<String, Integer> all() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    }
}
