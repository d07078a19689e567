package io.epoll4j.tools;

import io.epoll4j.conformance.Case;
import io.epoll4j.conformance.Outcome;
import io.epoll4j.conformance.Outcome.Verdict;
import io.epoll4j.conformance.Runner;
import io.epoll4j.conformance.Targets;
import io.epoll4j.conformance.cases.Suite;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `epoll4j conformance`: tries every known behaviour of epoll on a kernel.
@Command(
        name = "conformance",
        mixinStandardHelpOptions = true,
        description = {
            "Tries the behaviours of epoll, one case each, on Linux and on the kernel inside the"
                    + " JVM."
        },
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {"0:no case failed", "1:one did, or " + Main.COULD_NOT, Main.WRONG_COMMAND})
final class ConformanceCommand implements Callable<Integer> {
    private static final long CASE_SECONDS = 60;

    enum Kernels {
        linux,
        jvm,
        both
    }

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--kernel",
            paramLabel = "KERNEL",
            defaultValue = "both",
            description = "which to try: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Kernels kernels = Kernels.both;

    @Option(
            names = "--only",
            paramLabel = "PATTERN",
            defaultValue = "*",
            description =
                    "only cases of that name, such as ET-01, or 'ET-*'; * and ? match anything"
                            + " (default: ${DEFAULT-VALUE})")
    private String only = "*";

    @Option(names = "--list", description = "show the cases and run none")
    private boolean list;

    /// A case on a kernel.
    private record Job(Case tried, Targets kernel) {}

    @Override
    public Integer call() {
        var cases = chosen();
        var out = spec.commandLine().getOut();
        if (list) {
            for (var each : cases) out.println(listed(each));
            return 0;
        }
        var counts = run(jobs(cases), out);
        out.printf(
                "%d passed, %d failed, %d skipped%n",
                counts.get(Verdict.PASSED),
                counts.get(Verdict.FAILED),
                counts.get(Verdict.SKIPPED));
        out.flush();
        return Objects.equals(counts.get(Verdict.FAILED), 0) ? 0 : 1;
    }

    private List<Case> chosen() {
        var glob = "\\Q" + only.replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q") + "\\E";
        var name = Pattern.compile(glob, Pattern.CASE_INSENSITIVE);
        var cases = Suite.cases().stream().filter(c -> name.matcher(c.id()).matches()).toList();
        if (cases.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "no case is named '" + only + "': --list shows them all");
        }
        return cases;
    }

    private static String listed(Case each) {
        var version = each.version().isEmpty() ? "" : "  [" + each.version() + "]";
        return "%-9s %s  %s%s".formatted(each.id(), each.scope().mark(), each.title(), version);
    }

    private List<Job> jobs(List<Case> cases) {
        var jobs = new ArrayList<Job>();
        for (var kernel : Targets.named(kernels.name())) {
            var sample = kernel.open();
            for (var each : cases) if (each.appliesTo(sample)) jobs.add(new Job(each, kernel));
        }
        return jobs;
    }

    private static Map<Verdict, Integer> run(List<Job> jobs, PrintWriter out) {
        var counts = new EnumMap<Verdict, Integer>(Verdict.class);
        for (var verdict : Verdict.values()) counts.put(verdict, 0);
        var runner = new Runner(CASE_SECONDS);
        var told = new ArrayList<Outcome>();
        try (var progress = new CaseProgress(jobs.size())) {
            for (var job : jobs) {
                var outcome = runner.run(job.tried(), job.kernel());
                counts.merge(outcome.verdict(), 1, Integer::sum);
                if (outcome.verdict() != Verdict.PASSED) told.add(outcome);
                progress.step(job.kernel() + " " + job.tried().id());
            }
        }
        for (var outcome : told) out.println(told(outcome));
        return counts;
    }

    private static String told(Outcome outcome) {
        return "%s %s on %s: %s%n        %s"
                .formatted(
                        outcome.verdict() == Verdict.FAILED ? "FAILED " : "skipped",
                        outcome.tried().id(),
                        outcome.target(),
                        outcome.tried().title(),
                        outcome.detail());
    }
}
