package io.epoll4j.bench.run;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One load, and what every contender made of it, round by round.
public final class Cell {
    /// Median, lowest and highest of some rounds.
    public record Spread(double median, double low, double high) {
        static Spread of(List<Double> values) {
            if (values.isEmpty()) {
                return new Spread(Double.NaN, Double.NaN, Double.NaN);
            }
            var sorted = values.stream().sorted().toList();
            int n = sorted.size();
            double median = (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
            return new Spread(median, sorted.getFirst(), sorted.getLast());
        }

        /// All three as parts of `base`.
        public Spread over(double base) {
            return new Spread(median / base, low / base, high / base);
        }

        /// Whether anything was measured.
        public boolean known() {
            return !Double.isNaN(median);
        }
    }

    private final Section section;
    private final String title;
    private final Map<Contender, List<Map<String, Double>>> rounds = new EnumMap<>(Contender.class);

    Cell(Section section, String title) {
        this.section = section;
        this.title = title;
    }

    void add(Contender contender, Map<String, Double> figures) {
        rounds.computeIfAbsent(contender, c -> new ArrayList<>()).add(figures);
    }

    /// What kind of measurement, as [Section] names it.
    public Section section() {
        return section;
    }

    /// Which load, such as `50 x 64 B`.
    public String title() {
        return title;
    }

    /// Who has figures here.
    public Set<Contender> contenders() {
        return rounds.keySet();
    }

    /// The figures of a contender, round by round.
    public List<Map<String, Double>> rounds(Contender contender) {
        return rounds.getOrDefault(contender, List.of());
    }

    /// A figure of a contender over all rounds.
    public Spread figure(Contender contender, String name) {
        var values = new ArrayList<Double>();
        for (var round : rounds(contender)) {
            if (round.containsKey(name)) {
                values.add(round.get(name));
            }
        }
        return Spread.of(values);
    }

    /// A figure as a ratio to another contender's in the same round, so that what disturbed the
    /// whole round drops out.
    public Spread ratio(Contender contender, Contender base, String name) {
        var ratios = new ArrayList<Double>();
        var mine = rounds(contender);
        var theirs = rounds(base);
        for (int i = 0; i < Math.min(mine.size(), theirs.size()); i++) {
            Double a = mine.get(i).get(name);
            Double b = theirs.get(i).get(name);
            if (a != null && b != null && b != 0) {
                ratios.add(a / b);
            }
        }
        return Spread.of(ratios);
    }
}
