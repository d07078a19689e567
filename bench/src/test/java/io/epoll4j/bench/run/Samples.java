package io.epoll4j.bench.run;

import java.util.Map;

/// Results as a run would have left them.
public final class Samples {
    private final Results results;

    private Samples(Results results) {
        this.results = results;
    }

    /// Of a machine with two cores.
    public static Samples of(boolean quick) {
        return new Samples(new Results(Map.of("cores", 2), quick));
    }

    /// A figure, a value for each round.
    public Samples add(
            Section section, String title, Contender contender, String figure, double... rounds) {
        for (double value : rounds) {
            results.cell(section, title).add(contender, Map.of(figure, value));
        }
        return this;
    }

    public Results results() {
        return results;
    }
}
