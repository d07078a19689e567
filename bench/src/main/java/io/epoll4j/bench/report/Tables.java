package io.epoll4j.bench.report;

import io.epoll4j.bench.run.Cell;
import io.epoll4j.bench.run.Contender;
import io.epoll4j.bench.run.Results;
import io.epoll4j.bench.run.Section;
import java.util.ArrayList;
import java.util.List;

/// Every cell as a table of contenders: for a terminal, and in Markdown.
public final class Tables {
    private Tables() {}

    /// Aligned columns, a heading per cell.
    public static String plain(Results results) {
        var text = new StringBuilder();
        for (var cell : results.cells()) {
            var rows = rows(cell);
            if (rows.size() > 1) {
                text.append('\n').append(cell.section().title()).append(": ").append(cell.title());
                text.append('\n').append(aligned(rows));
            }
        }
        return text.toString();
    }

    /// The same in Markdown.
    public static String markdown(Results results) {
        var text = new StringBuilder();
        Section section = null;
        for (var cell : results.cells()) {
            var rows = rows(cell);
            if (rows.size() == 1) {
                continue;
            }
            if (section != cell.section()) {
                section = cell.section();
                text.append("\n## ").append(capital(section.title())).append('\n');
            }
            text.append("\n### ").append(cell.title()).append("\n\n");
            text.append(markdown(rows));
        }
        return text.toString();
    }

    static String markdown(List<List<String>> rows) {
        var text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                text.append("|---").append("|--:".repeat(rows.getFirst().size() - 1)).append("|\n");
            }
        }
        return text.toString();
    }

    private static List<List<String>> rows(Cell cell) {
        var columns = Column.of(cell.section());
        var rows = new ArrayList<List<String>>();
        var heading = new ArrayList<>(List.of("server"));
        columns.forEach(column -> heading.add(column.heading()));
        rows.add(heading);
        for (Contender contender : cell.contenders()) {
            var row = new ArrayList<>(List.of(contender.label()));
            columns.forEach(column -> row.add(column.text().apply(cell, contender)));
            if (row.stream().skip(1).anyMatch(word -> !word.isEmpty())) {
                rows.add(row);
            }
        }
        return rows;
    }

    /// The first column to the left, the others to the right.
    static String aligned(List<List<String>> rows) {
        var text = new StringBuilder();
        int columns = rows.getFirst().size();
        for (var row : rows) {
            var line = new StringBuilder("  ");
            for (int i = 0; i < columns; i++) {
                int column = i;
                int width = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
                String pad = " ".repeat(width - row.get(i).length());
                line.append(i == 0 ? row.get(i) + pad : "  " + pad + row.get(i));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
