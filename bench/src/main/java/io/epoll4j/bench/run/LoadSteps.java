package io.epoll4j.bench.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The steps that put load on a running server.
final class LoadSteps {
    /// How often a second the server is looked at to split user from kernel time. Odd, so that it
    /// does not keep step with the kernel's ticks.
    private static final int SAMPLES = 4999;

    /// The part of the reference's closed-loop rate that the open loop asks for.
    private static final double PART = 0.6;

    private final Plan plan;
    private final Generator generator;
    private final Results results;

    LoadSteps(Plan plan, Generator generator, Results results) {
        this.plan = plan;
        this.generator = generator;
        this.results = results;
    }

    static String title(Load load) {
        String size = load.size() < 1024 ? load.size() + " B" : load.size() / 1024 + " KiB";
        return "%,d x %s%s"
                .formatted(
                        load.connections(),
                        size,
                        load.flight() > 1 ? ", " + load.flight() + " in flight" : "");
    }

    List<Step> throughput(Fleet fleet) {
        var steps = new ArrayList<Step>();
        for (var load : plan.loads()) {
            steps.add(step(Section.THROUGHPUT, load, plan.rounds(), fleet));
        }
        return steps;
    }

    List<Step> user(Fleet fleet) {
        var steps = new ArrayList<Step>();
        for (int connections : Plan.KEYS) {
            var load = Load.closed(connections, 1, 64, 200, plan.keyTime()).sampled(SAMPLES);
            steps.add(step(Section.USER, load, plan.keyRounds(), fleet));
        }
        return steps;
    }

    List<Step> threads(Fleet fleet) {
        if (plan.quick()) {
            return List.of();
        }
        var steps = new ArrayList<Step>();
        for (int connections : Plan.KEYS) {
            var load = Load.closed(connections, 1, 64, 200, 1000);
            steps.add(step(Section.THREADS, load, plan.rounds(), fleet));
        }
        return steps;
    }

    /// An open loop at one rate for all: a fixed part of what C (or, without it, the fastest) did
    /// in the closed loop of this very run.
    List<Step> latency(Fleet fleet) {
        var steps = new ArrayList<Step>();
        for (int connections : Plan.KEYS) {
            var closed = Load.closed(connections, 1, 64, 0, 0);
            var like = Load.open(connections, 1, 200, plan.keyTime());
            steps.add(
                    new Step(
                            Section.LATENCY,
                            title(closed),
                            plan.keyRounds(),
                            like.seconds(),
                            contender ->
                                    measure(
                                            Load.open(
                                                    connections,
                                                    PART * reference(title(closed)),
                                                    like.warm(),
                                                    like.time()),
                                            fleet.server(contender))));
        }
        return steps;
    }

    List<Step> accept(Fleet fleet) {
        var load = Load.accept(32, 300, plan.quick() ? 500 : 1500);
        return List.of(step(Section.ACCEPT, load, plan.keyRounds(), fleet));
    }

    private double reference(String title) throws IOException {
        var cell = results.find(Section.THROUGHPUT, title);
        if (cell.isEmpty() || cell.get().contenders().isEmpty()) {
            throw new IOException("its rate is a part of the throughput, which was not measured");
        }
        var c = cell.get().figure(Contender.C, "rate");
        if (c.known()) {
            return c.median();
        }
        return cell.get().contenders().stream()
                .mapToDouble(contender -> cell.get().figure(contender, "rate").median())
                .max()
                .orElseThrow();
    }

    private Step step(Section section, Load load, int rounds, Fleet fleet) {
        return new Step(
                section,
                title(load),
                rounds,
                load.seconds(),
                contender -> measure(load, fleet.server(contender)));
    }

    private Map<String, Double> measure(Load load, Server server) throws IOException {
        return figures(load, generator.run(load, server, () -> server.ask("allocated")));
    }

    /// Per message and per second, from what the generator counted.
    static Map<String, Double> figures(Load load, Map<String, Double> seen) {
        double messages = Math.max(1, seen.get("messages"));
        double cpu = seen.get("cpu");
        var figures = new TreeMap<String, Double>();
        figures.put("rate", messages / seen.get("nanos") * 1e9);
        figures.put("cpu", cpu / messages);
        figures.put("busy", cpu / seen.get("nanos"));
        figures.put("generator", seen.get("own") / seen.get("nanos"));
        figures.put("allocated", seen.get("probe") / messages);
        figures.put("unanswered", seen.get("unanswered"));
        for (String percentile : List.of("p50", "p99", "p999", "max")) {
            figures.put(percentile, seen.get(percentile) / 1000);
        }
        if (load.sample() > 0) {
            userTime(load, seen, messages, figures);
        }
        return figures;
    }

    /// User time from samples, or, where there are none (no C compiler, or perf events forbidden),
    /// from the kernel's ticks. The error is that of counting: one over the root of the hits.
    private static void userTime(
            Load load, Map<String, Double> seen, double messages, Map<String, Double> figures) {
        double hits = seen.get("userSamples");
        if (hits > 0) {
            figures.put("user", hits * 1e9 / load.sample() / messages);
            figures.put("userError", 1 / Math.sqrt(hits));
        } else {
            double part = seen.get("userTicks") / Math.max(1, seen.get("allTicks"));
            figures.put("user", part * seen.get("cpu") / messages);
            // No kernel ticks slower than 100 or faster than 1,000 times a second; take the
            // slowest.
            figures.put("userError", 1 / Math.sqrt(Math.max(1, seen.get("userTicks") / 1e7)));
        }
    }
}
