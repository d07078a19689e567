package io.epoll4j.bench.report;

import io.epoll4j.bench.run.Cell;
import io.epoll4j.bench.run.Contender;
import io.epoll4j.bench.run.Results;
import io.epoll4j.bench.run.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoublePredicate;

/// The targets, each beside what the loop reached. They are for the loop with its handler
/// interface, edge-triggered as it is unless told otherwise.
public final class Targets {
    private static final Contender OURS = Contender.LOOP_ET;

    private final Results results;
    private final List<List<String>> rows = new ArrayList<>();

    private Targets(Results results) {
        this.results = results;
        rows.add(List.of("target", "wanted", "measured", "rounds", "met"));
        for (var cell : results.section(Section.USER)) {
            double nio = cell.title().startsWith("1,000") ? 0.4 : 0.5;
            cost(cell, "user", "user CPU per message", 1.5, nio, 0.25);
        }
        throughput(Section.THROUGHPUT, "messages/s");
        throughput(Section.THREADS, "messages/s, two threads");
        for (var cell : results.section(Section.LATENCY)) {
            atMost(cell, "p99 at 60 %", cell.ratio(OURS, Contender.C, "p99"), "C", 1.1);
            Column.bestRival(cell, "p99", false)
                    .ifPresent(r ->
                            atMost(cell, "p99 at 60 %", cell.ratio(OURS, r, "p99"), r.label(), 1));
        }
        for (var cell : results.section(Section.ACCEPT)) {
            var ratio = cell.ratio(OURS, Contender.C, "rate");
            row("connections/s", "at least 0.90 x C", ratio, value -> value >= 0.9);
        }
        allocation();
        idle();
        startup();
    }

    /// Rows of text, the first being the heading.
    static List<List<String>> rows(Results results) {
        return new Targets(results).rows;
    }

    /// For a terminal.
    public static String plain(Results results) {
        return Tables.aligned(rows(results));
    }

    private void cost(Cell cell, String figure, String name, double c, double nio, double netty) {
        atMost(cell, name, cell.ratio(OURS, Contender.C, figure), "C", c);
        atMost(cell, name, cell.ratio(OURS, Contender.NIO, figure), "NIO", nio);
        cell.contenders().stream()
                .filter(rival -> rival.label().startsWith("Netty"))
                .min((a, b) -> byMedian(cell, figure, a, b))
                .ifPresent(best ->
                        atMost(cell, name, cell.ratio(OURS, best, figure), best.label(), netty));
    }

    private static int byMedian(Cell cell, String figure, Contender a, Contender b) {
        return Double.compare(cell.figure(a, figure).median(), cell.figure(b, figure).median());
    }

    private void throughput(Section section, String name) {
        for (var cell : results.section(section)) {
            String load = name + ", " + cell.title();
            var ratio = cell.ratio(OURS, Contender.C, "rate");
            row(load, "at least 0.97 x C", ratio, value -> value >= 0.97);
            Column.bestRival(cell, "rate", true)
                    .ifPresent(rival ->
                            row(
                                    load,
                                    "at least 1.00 x " + rival.label(),
                                    cell.ratio(OURS, rival, "rate"),
                                    value -> value >= 1));
        }
    }

    private void allocation() {
        for (var cell : results.section(Section.THROUGHPUT)) {
            var bytes = cell.figure(OURS, "allocated");
            row("allocated, " + cell.title(), "0 B a message", bytes, value -> value < 0.005);
        }
    }

    private void idle() {
        for (var cell : results.section(Section.IDLE)) {
            var bytes = cell.figure(OURS, "bytes");
            row("idle connection", "at most 256 B", bytes, value -> value <= 256);
        }
    }

    /// Each kind of start beside Netty's of the same kind, and the quickest of ours beside Netty's
    /// plain one: a cache made at build time may serve.
    private void startup() {
        var cells = results.section(Section.STARTUP);
        for (var cell : cells) {
            if (hasNetty(cell)) {
                var netty = bestNetty(cell);
                var ratio = cell.ratio(OURS, netty, "millis");
                atMost(cell, "start to first reply", ratio, netty.label(), 0.5);
            }
        }
        if (cells.size() > 1 && hasNetty(cells.getFirst())) {
            var cached = cells.getLast();
            var netty = bestNetty(cells.getFirst());
            double plain = cells.getFirst().figure(netty, "millis").median();
            var ours = cached.figure(OURS, "millis").over(plain);
            atMost(cached, "start to first reply", ours, netty.label() + ", plain", 0.5);
        }
    }

    private static boolean hasNetty(Cell cell) {
        return cell.contenders().stream().anyMatch(rival -> rival.label().startsWith("Netty"));
    }

    private static Contender bestNetty(Cell cell) {
        return cell.contenders().stream()
                .filter(rival -> rival.label().startsWith("Netty"))
                .min((a, b) -> byMedian(cell, "millis", a, b))
                .orElse(Contender.NETTY_NIO);
    }

    private void atMost(Cell cell, String name, Cell.Spread ratio, String base, double most) {
        String wanted = "at most %.2f x %s".formatted(most, base);
        row(name + ", " + cell.title(), wanted, ratio, value -> value <= most);
    }

    private void row(String name, String wanted, Cell.Spread seen, DoublePredicate met) {
        if (seen.known()) {
            String rounds = "%.2f to %.2f".formatted(seen.low(), seen.high());
            String measured = Column.number(seen.median());
            rows.add(
                    List.of(
                            name,
                            wanted,
                            measured,
                            rounds,
                            met.test(seen.median()) ? "yes" : "no"));
        }
    }
}
