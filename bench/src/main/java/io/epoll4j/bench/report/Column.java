package io.epoll4j.bench.report;

import io.epoll4j.bench.run.Cell;
import io.epoll4j.bench.run.Contender;
import io.epoll4j.bench.run.Section;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/// A column of a table of contenders.
///
/// @param text what stands in it; empty where nothing was measured
record Column(String heading, BiFunction<Cell, Contender, String> text) {
    /// The columns that a kind of measurement has.
    static List<Column> of(Section section) {
        return switch (section) {
            case LATENCY ->
                    List.of(
                            value("p50 us", "p50"),
                            value("p99 us", "p99"),
                            value("p99.9 us", "p999"),
                            toC("p99", false),
                            toRival("p99", false),
                            value("cpu ns", "cpu"),
                            value("rate/s", "rate"),
                            value("lost", "unanswered"));
            case USER ->
                    List.of(
                            value("user ns", "user"),
                            percent("+-", "userError"),
                            toC("user", false),
                            toRival("user", false),
                            value("user+system ns", "cpu"));
            case CALLS -> List.of(value("calls/msg", "calls"), new Column("which", Column::calls));
            case IDLE -> List.of(value("bytes each", "bytes"), toRival("bytes", false));
            case STARTUP ->
                    List.of(value("ms", "millis"), toC("millis", false), toRival("millis", false));
            case THROUGHPUT, THREADS, ACCEPT ->
                    List.of(
                            value(section == Section.ACCEPT ? "conn/s" : "msg/s", "rate"),
                            toC("rate", true),
                            toRival("rate", true),
                            value("cpu ns", "cpu"),
                            value("p50 us", "p50"),
                            value("p99 us", "p99"),
                            value("alloc B", "allocated"),
                            percent("busy", "busy"),
                            percent("load busy", "generator"));
        };
    }

    private static Column value(String heading, String figure) {
        return new Column(heading, (cell, c) -> number(cell.figure(c, figure).median()));
    }

    private static Column percent(String heading, String figure) {
        return new Column(
                heading,
                (cell, c) -> {
                    var spread = cell.figure(c, figure);
                    return spread.known() ? Math.round(spread.median() * 100) + " %" : "";
                });
    }

    private static Column toC(String figure, boolean moreIsBetter) {
        return new Column(
                "x C",
                (cell, c) -> c == Contender.C ? "" : ratio(cell.ratio(c, Contender.C, figure)));
    }

    private static Column toRival(String figure, boolean moreIsBetter) {
        return new Column(
                "x best rival",
                (cell, c) ->
                        bestRival(cell, figure, moreIsBetter)
                                .filter(rival -> rival != c)
                                .map(rival -> ratio(cell.ratio(c, rival, figure)))
                                .orElse(""));
    }

    /// The rival in Java with the best median.
    static Optional<Contender> bestRival(Cell cell, String figure, boolean moreIsBetter) {
        Comparator<Contender> byFigure =
                Comparator.comparingDouble(c -> cell.figure(c, figure).median());
        var known =
                cell.contenders().stream()
                        .filter(c -> c.javaRival() && cell.figure(c, figure).known());
        return moreIsBetter ? known.max(byFigure) : known.min(byFigure);
    }

    private static String calls(Cell cell, Contender contender) {
        var calls = new StringBuilder();
        cell.rounds(contender).stream()
                .findFirst()
                .ifPresent(figures ->
                        figures.entrySet().stream()
                                .filter(e -> e.getKey().startsWith("call:"))
                                .filter(e -> e.getValue() >= 0.01)
                                .sorted((a, b) -> Double.compare(b.getValue(), a.getValue()))
                                .forEach(e ->
                                        calls.append(calls.isEmpty() ? "" : ", ")
                                                .append(e.getKey().substring(5))
                                                .append(' ')
                                                .append(number(e.getValue()))));
        return calls.toString();
    }

    /// Median and, in brackets, the lowest and the highest round.
    static String ratio(Cell.Spread spread) {
        return spread.known()
                ? String.format(
                        Locale.ROOT,
                        "%.2f [%.2f %.2f]",
                        spread.median(),
                        spread.low(),
                        spread.high())
                : "";
    }

    static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size == 0 ? "%.0f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
