package io.epoll4j.tools;

import io.epoll4j.inspect.Inspector;
import io.epoll4j.inspect.Inspector.Examination;
import io.epoll4j.inspect.model.CannotLookException;
import io.epoll4j.inspect.model.Snapshot;
import io.epoll4j.inspect.report.JsonReport;
import io.epoll4j.inspect.report.SummaryReport;
import io.epoll4j.inspect.report.TextReport;
import io.epoll4j.inspect.rule.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// Looks at processes twice and tells what was seen. For one thread.
final class InspectRun {
    private static final Duration APART = Duration.ofSeconds(1);

    private final IntFunction<Inspector> inspectors;
    private final CommandLine line;
    private final boolean everything;
    private final boolean json;
    private boolean unable;

    InspectRun(
            IntFunction<Inspector> inspectors, CommandLine line, boolean everything, boolean json) {
        this.inspectors = inspectors;
        this.line = line;
        this.everything = everything;
        this.json = json;
    }

    /// A first look at one process after the other, shown at once; then a second.
    int once(List<Integer> pids) throws InterruptedException {
        var text = new TextReport(everything);
        var first = new LinkedHashMap<Inspector, Snapshot>();
        for (int pid : pids) {
            var inspector = inspector(pid);
            var look = inspector == null ? null : look(inspector);
            if (inspector == null || look == null) continue;
            first.put(inspector, look);
            if (!json) tell(text.lines(look));
        }
        if (!first.isEmpty()) Thread.sleep(APART);
        var findings = new ArrayList<Finding>();
        first.forEach((inspector, before) -> {
            var now = look(inspector);
            if (now == null) return;
            var examination = Examination.of(before, now);
            findings.addAll(examination.findings());
            if (json) {
                tell(List.of(JsonReport.of(examination)));
                return;
            }
            tell(List.of(""));
            if (first.size() > 1)
                tell(List.of(now.process().name() + " (" + inspector.pid() + ")"));
            tell(text.lines(examination.findings()));
        });
        return exitCode(findings);
    }

    /// Every process, a line each.
    int all() throws InterruptedException {
        var first = firstLooks();
        if (!first.isEmpty()) Thread.sleep(APART);
        var examinations = new ArrayList<Examination>();
        first.forEach((inspector, before) -> {
            var now = quietly(inspector);
            if (now != null) examinations.add(Examination.of(before, now));
        });
        if (json) for (var one : examinations) tell(List.of(JsonReport.of(one)));
        else tell(SummaryReport.lines(examinations));
        var findings = examinations.stream().flatMap(one -> one.findings().stream()).toList();
        return exitCode(findings);
    }

    private Map<Inspector, Snapshot> firstLooks() {
        var looks = new LinkedHashMap<Inspector, Snapshot>();
        for (int pid : Inspector.processes()) {
            if (pid == ProcessHandle.current().pid()) continue;
            var inspector = inspectors.apply(pid);
            var look = quietly(inspector);
            if (look != null) looks.put(inspector, look);
        }
        return looks;
    }

    /// An inspector; null, and a line on stderr, if there is none.
    @Nullable Inspector inspector(int pid) {
        if (pid > 0) return inspectors.apply(pid);
        complain("there is no process " + pid);
        return null;
    }

    /// A look; null, and a line on stderr, if there is nothing to be seen.
    @Nullable Snapshot look(Inspector inspector) {
        try {
            return inspector.snapshot();
        } catch (CannotLookException refused) {
            complain(String.valueOf(refused.getMessage()));
            return null;
        }
    }

    /// Processes come and go, and one among many that cannot be looked at is no failure.
    private static @Nullable Snapshot quietly(Inspector inspector) {
        try {
            return inspector.snapshot();
        } catch (CannotLookException gone) {
            return null;
        }
    }

    private void complain(String what) {
        unable = true;
        line.getErr().println("epoll4j inspect: " + what);
    }

    void tell(List<String> lines) {
        for (var text : lines) line.getOut().println(text);
        line.getOut().flush();
    }

    boolean showsEverything() {
        return everything;
    }

    boolean speaksJson() {
        return json;
    }

    int exitCode(List<Finding> findings) {
        if (findings.stream().anyMatch(Finding::counts)) return 1;
        return unable ? 2 : 0;
    }
}
