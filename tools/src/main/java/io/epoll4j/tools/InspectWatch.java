package io.epoll4j.tools;

import io.epoll4j.StopSignals;
import io.epoll4j.inspect.Inspector;
import io.epoll4j.inspect.Inspector.Examination;
import io.epoll4j.inspect.model.Snapshot;
import io.epoll4j.inspect.report.JsonReport;
import io.epoll4j.inspect.report.WatchReport;
import io.epoll4j.inspect.rule.Finding;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Looks again and again until a signal, or until every process is gone: a page on a terminal,
/// lines in a pipe. For one thread.
final class InspectWatch {
    /// Diagnoses compare looks at least so far apart.
    private static final Duration ENOUGH = Duration.ofSeconds(1);

    private static final String CLEAR = "\u001b[H\u001b[2J";

    private final InspectRun run;
    private final Duration apart;
    private final boolean page = isTerminal();
    private volatile boolean stopped;

    InspectWatch(InspectRun run, Duration apart) {
        this.run = run;
        this.apart = apart;
    }

    @SuppressWarnings("SystemConsoleNull") // it is null where the module of the console is left out
    private static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    /// The looks at one process that later ones are compared with, and what they led to.
    private static final class History {
        final Deque<Snapshot> looks = new ArrayDeque<>();
        List<Finding> findings = List.of();

        /// The last look that is old enough to be compared with one at `nanos`; else the oldest.
        Snapshot before(long nanos) {
            while (looks.size() > 1) {
                var oldest = looks.removeFirst();
                if (nanos - looks.getFirst().nanos() >= ENOUGH.toNanos()) continue;
                looks.addFirst(oldest);
                break;
            }
            return looks.getFirst();
        }
    }

    /// Watches these processes.
    int run(List<Integer> pids) throws InterruptedException {
        var watcher = Thread.currentThread();
        StopSignals.onFirst(() -> {
            stopped = true;
            watcher.interrupt();
        });
        var histories = new LinkedHashMap<Inspector, History>();
        for (int pid : pids) {
            var inspector = run.inspector(pid);
            if (inspector != null) histories.put(inspector, new History());
        }
        var known = List.copyOf(histories.values()); // also of those that end meanwhile
        try {
            while (!stopped && (pids.isEmpty() || !histories.isEmpty())) {
                if (page) run.tell(List.of(CLEAR));
                if (pids.isEmpty()) run.all();
                else looks(histories);
                Thread.sleep(apart);
            }
        } catch (InterruptedException end) {
            if (!stopped) throw end;
        }
        return run.exitCode(known.stream().flatMap(one -> one.findings.stream()).toList());
    }

    private void looks(Map<Inspector, History> histories) {
        for (var entry : List.copyOf(histories.entrySet())) {
            var now = run.look(entry.getKey());
            if (now == null) {
                histories.remove(entry.getKey());
                continue;
            }
            look(entry.getValue(), now);
        }
    }

    private void look(History history, Snapshot now) {
        var last = history.looks.isEmpty() ? now : history.looks.getLast();
        history.looks.addLast(now);
        var before = history.before(now.nanos());
        var known = history.findings;
        if (now.nanos() - before.nanos() >= ENOUGH.toNanos())
            history.findings = Examination.of(before, now).findings();
        var report = new WatchReport(run.showsEverything());
        if (run.speaksJson())
            run.tell(List.of(JsonReport.of(new Examination(before, now, history.findings))));
        else if (page) run.tell(report.page(last, now, history.findings));
        else run.tell(report.lines(last, now, known, history.findings));
    }
}
