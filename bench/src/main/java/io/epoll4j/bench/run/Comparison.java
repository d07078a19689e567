package io.epoll4j.bench.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The whole comparison: steps in order, in each of them rounds, in each of these every contender.
public final class Comparison {
    private final Toolbox tools;
    private final Plan plan;
    private final List<Contender> contenders;
    private final List<Section> sections;
    private final Progress progress;
    private final Results results;

    /// @param sections what is measured, in this order
    /// @param contenders who takes part; C drops out where it cannot be compiled
    public Comparison(
            Toolbox tools,
            Plan plan,
            List<Contender> contenders,
            List<Section> sections,
            Progress progress,
            Results results) {
        this.tools = tools;
        this.plan = plan;
        this.contenders =
                contenders.stream().filter(c -> c != Contender.C || tools.compiled()).toList();
        this.sections = sections;
        this.progress = progress;
        this.results = results;
    }

    /// Runs it; what fails is noted and left out.
    public void run() throws IOException {
        var generator = new Generator(tools);
        try (var one = new Fleet(tools, generator, 1, plan.warm());
                var many = new Fleet(tools, generator, 2, plan.warm())) {
            var loaded = new LoadSteps(plan, generator, results);
            var others = new OtherSteps(tools, plan, generator);
            var steps = new ArrayList<Step>();
            for (var section : sections) {
                steps.addAll(
                        switch (section) {
                            case THROUGHPUT -> loaded.throughput(one);
                            case USER -> loaded.user(one);
                            case LATENCY -> loaded.latency(one);
                            case ACCEPT -> loaded.accept(one);
                            case CALLS -> others.systemCalls(one);
                            case THREADS -> loaded.threads(many);
                            case IDLE -> others.idle();
                            case STARTUP -> others.startup();
                        });
            }
            for (var step : steps) {
                progress.expect(step.rounds() * step.seconds() * contenders.size());
            }
            if (sections.stream().anyMatch(Section::onRunningServers)) {
                progress.expect(4 * plan.warm() / 1000.0 * contenders.size());
                warm(one);
            }
            for (var step : steps) {
                take(step);
            }
        }
        progress.clear();
    }

    private void warm(Fleet fleet) {
        for (var contender : contenders) {
            progress.at("warm-up", contender.label());
            try {
                fleet.server(contender);
            } catch (IOException e) {
                progress.notice(contender.label() + ": " + e.getMessage());
            }
            progress.advance(4 * plan.warm() / 1000.0);
        }
    }

    private void take(Step step) {
        var cell = results.cell(step.section(), step.title());
        for (int round = 0; round < step.rounds(); round++) {
            for (var contender : contenders) {
                progress.at(step.section().title(), step.title() + ", " + contender.label());
                try {
                    cell.add(contender, step.turn().take(contender));
                } catch (IOException e) {
                    results.notice(
                            "%s, %s, %s: %s"
                                    .formatted(
                                            step.section().title(),
                                            step.title(),
                                            contender.label(),
                                            e.getMessage()));
                    progress.notice(results.notices().getLast());
                }
                progress.advance(step.seconds());
            }
        }
    }
}
