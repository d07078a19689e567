package io.epoll4j.sim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one run was made of beside its seed: its faults, in order, and how many there were of what
/// its test counts. A world that is given a schedule has these faults and no others: all else, the
/// latencies and who runs first, is drawn from its seed as before. So a run can be repeated with
/// fewer faults, or with smaller ones.
///
/// @param strikes the faults that happened
/// @param counts how many there were of what ([World#count])
public record Schedule(List<Strike> strikes, Map<String, Integer> counts) {
    /// Takes copies.
    public Schedule {
        strikes = List.copyOf(strikes);
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    }

    /// These faults, and what is counted as the seed has it.
    public Schedule(List<Strike> strikes) {
        this(strikes, Map.of());
    }

    /// The same without `strike`.
    public Schedule without(Strike strike) {
        return new Schedule(strikes.stream().filter(one -> !one.equals(strike)).toList(), counts);
    }
}
