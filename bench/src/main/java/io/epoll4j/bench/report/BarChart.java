package io.epoll4j.bench.report;

import io.epoll4j.bench.run.Cell;
import io.epoll4j.bench.run.Contender;
import java.util.EnumSet;
import java.util.List;

/// One figure of every contender, in groups, one for each load. Each group has its own scale, its
/// longest bar filling the width: what is compared is servers under one load, not loads.
final class BarChart {
    private static final int WIDTH = 760;
    private static final int LEFT = 150;
    private static final int BAR = 14;
    private static final int GAP = 22;
    private static final int TOP = 62;

    private BarChart() {}

    static String colour(Contender contender) {
        return switch (contender) {
            case C -> "#555555";
            case RAW -> "#7fb8e6";
            case LOOP_ET -> "#1f6fb4";
            case LOOP_LT -> "#4b94cf";
            case NIO -> "#e0a33e";
            case NETTY_NIO -> "#d9b3a8";
            case NETTY_EPOLL -> "#cc7f6b";
            case NETTY_URING -> "#b5493a";
        };
    }

    /// @param note says which way is better, and the unit
    static String draw(String title, String note, List<Cell> cells, String figure) {
        int bars = cells.stream().mapToInt(cell -> present(cell, figure).size()).sum();
        var svg = new Svg(WIDTH, TOP + cells.size() * (GAP + 14) + bars * BAR + 8);
        svg.text(12, 24, "start", 16, title);
        svg.text(12, 43, "start", 12, note);
        double y = TOP;
        for (var cell : cells) {
            svg.text(12, y + 10, "start", 12, cell.title());
            y += 16;
            double most = 0;
            for (var contender : present(cell, figure)) {
                most = Math.max(most, cell.figure(contender, figure).high());
            }
            for (var contender : present(cell, figure)) {
                bar(svg, y, cell, contender, figure, most);
                y += BAR;
            }
            y += GAP - 2;
        }
        return svg.toString();
    }

    private static EnumSet<Contender> present(Cell cell, String figure) {
        var present = EnumSet.noneOf(Contender.class);
        cell.contenders().stream()
                .filter(contender -> cell.figure(contender, figure).known())
                .forEach(present::add);
        return present;
    }

    /// The bar ends at the median; the thin line spans the rounds.
    private static void bar(
            Svg svg, double y, Cell cell, Contender contender, String figure, double most) {
        var spread = cell.figure(contender, figure);
        double scale = most > 0 ? (WIDTH - LEFT - 90) / most : 0;
        double width = Math.max(1, spread.median() * scale);
        svg.text(LEFT - 6, y + BAR - 4, "end", 11, contender.label());
        svg.box(LEFT, y + 1, width, BAR - 3, colour(contender), Column.number(spread.median()));
        double middle = y + BAR / 2.0 - 0.5;
        svg.line(LEFT + spread.low() * scale, middle, LEFT + spread.high() * scale, middle, "#111");
        double end = LEFT + Math.max(width, spread.high() * scale);
        svg.text(end + 5, y + BAR - 4, "start", 11, Column.number(spread.median()));
    }
}
