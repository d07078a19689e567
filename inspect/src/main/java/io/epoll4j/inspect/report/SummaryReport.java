package io.epoll4j.inspect.report;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.joining;

import io.epoll4j.inspect.Inspector.Examination;
import io.epoll4j.inspect.rule.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Many processes, a line each, the sickest first.
public final class SummaryReport {
    private static final String LINE = "%-8s %7s %-16s %6s %8s  %s";

    private SummaryReport() {}

    /// A heading and a line for each.
    public static List<String> lines(List<Examination> examinations) {
        var lines = new ArrayList<String>();
        lines.add(LINE.formatted("", "PID", "NAME", "EPOLLS", "WATCHED", "FOUND"));
        examinations.stream()
                .sorted(
                        comparing(SummaryReport::worst, Comparator.reverseOrder())
                                .thenComparingInt(one -> one.now().process().pid()))
                .map(SummaryReport::line)
                .forEach(lines::add);
        return lines;
    }

    /// The word for the most certain finding, in an order of their own.
    private enum Worst {
        NONE("-"),
        POSSIBLE("possible"),
        LIKELY("likely"),
        SURE("sure");

        final String text;

        Worst(String text) {
            this.text = text;
        }
    }

    private static Worst worst(Examination examination) {
        return examination.findings().stream()
                .map(finding -> Worst.valueOf(finding.certainty().name()))
                .max(naturalOrder())
                .orElse(Worst.NONE);
    }

    private static String line(Examination examination) {
        var now = examination.now();
        return LINE.formatted(
                worst(examination).text,
                now.process().pid(),
                Texts.printable(now.process().name()),
                now.epolls().size(),
                Texts.number(now.watches()),
                examination.findings().stream()
                        .map(SummaryReport::brief)
                        .distinct()
                        .collect(joining(", ")));
    }

    private static String brief(Finding finding) {
        return finding.sickness().code()
                + (finding.epoll() < 0 ? "" : " in " + finding.epoll())
                + (finding.fds().size() < 2 ? "" : " x" + finding.fds().size());
    }
}
