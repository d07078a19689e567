package io.epoll4j.sim;

import java.util.List;

/// The faults of one run, in order. A world that is given a schedule has these faults and no
/// others: all else, the latencies and who runs first, is drawn from its seed as before. So a run
/// can be repeated with fewer faults, or with smaller ones.
public record Schedule(List<Strike> strikes) {
    /// Takes a copy.
    public Schedule {
        strikes = List.copyOf(strikes);
    }

    /// The same without `strike`.
    public Schedule without(Strike strike) {
        return new Schedule(strikes.stream().filter(one -> !one.equals(strike)).toList());
    }
}
