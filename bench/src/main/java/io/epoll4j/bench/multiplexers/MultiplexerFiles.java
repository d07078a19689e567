package io.epoll4j.bench.multiplexers;

import com.fasterxml.jackson.jr.ob.JSON;
import io.epoll4j.bench.multiplexers.Multiplexers.Point;
import io.epoll4j.bench.report.LineChart;
import io.epoll4j.bench.report.LineChart.Curve;
import io.epoll4j.bench.run.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes the waits down: `multiplexers.json`, `multiplexers.md`, and a chart for each number of
/// active ones.
public final class MultiplexerFiles {
    /// Stands for: as many active as watched.
    private static final int ALL = -1;

    private MultiplexerFiles() {}

    /// Into `folder`, made if need be.
    public static List<Path> write(Path folder, List<Point> points) throws IOException {
        Files.createDirectories(folder);
        var files = new LinkedHashMap<String, String>();
        files.put("multiplexers.json", json(points));
        files.put(
                "multiplexers.md",
                "# Waits\n\n" + table(points, "| ", " |") + "\n" + flatness(points) + "\n");
        files.put("multiplexers-1.svg", chart(points, 1, "A wait that finds 1 active descriptor"));
        files.put(
                "multiplexers-10.svg",
                chart(points, 10, "A wait that finds 10 active descriptors"));
        files.put(
                "multiplexers-all.svg",
                chart(points, ALL, "A wait that finds all descriptors active"));
        var written = new ArrayList<Path>();
        for (var file : files.entrySet()) {
            written.add(Files.writeString(folder.resolve(file.getKey()), file.getValue()));
        }
        return written;
    }

    /// The median waits in nanoseconds, a row for each number of watched and active.
    public static String table(List<Point> points, String left, String right) {
        var rows = new LinkedHashMap<String, Map<Mechanism, Long>>();
        for (var point : points) {
            String key =
                    String.format(
                            Locale.ROOT,
                            "%,d watched, %,d active",
                            point.watched(),
                            point.active());
            rows.computeIfAbsent(key, k -> new LinkedHashMap<>())
                    .put(point.mechanism(), point.nanos());
        }
        var text = new StringBuilder(left).append("nanoseconds                 ");
        for (var mechanism : Mechanism.values()) {
            text.append(String.format(" | %13s", mechanism.label()));
        }
        text.append(right).append('\n');
        if (!left.isBlank()) {
            text.append("|---").append("|--:".repeat(Mechanism.values().length)).append("|\n");
        }
        rows.forEach((key, row) -> {
            text.append(left).append(String.format("%-28s", key));
            for (var mechanism : Mechanism.values()) {
                String value =
                        row.containsKey(mechanism)
                                ? String.format(Locale.ROOT, "%,d", row.get(mechanism))
                                : "";
                text.append(String.format(" | %13s", value));
            }
            text.append(right).append('\n');
        });
        return text.toString();
    }

    /// How the longest and the shortest median of each mechanism relate, with 1 active.
    public static String flatness(List<Point> points) {
        var lines = new StringBuilder();
        for (var mechanism : Mechanism.values()) {
            var mine =
                    points.stream()
                            .filter(p -> p.mechanism() == mechanism && p.active() == 1)
                            .toList();
            var nanos = mine.stream().mapToLong(Point::nanos).summaryStatistics();
            int most = mine.stream().mapToInt(Point::watched).max().orElse(0);
            lines.append(
                    String.format(
                            Locale.ROOT,
                            "%s with 1 active, 10 to %,d watched: the longest wait is %.2f x the"
                                    + " shortest%n",
                            mechanism.label(),
                            most,
                            (double) nanos.getMax() / nanos.getMin()));
        }
        return lines.toString();
    }

    private static String json(List<Point> points) throws IOException {
        var list = new ArrayList<Map<String, Object>>();
        for (var point : points) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("mechanism", point.mechanism().label());
            entry.put("watched", point.watched());
            entry.put("active", point.active());
            entry.put("nanos", point.nanos());
            entry.put("p90", point.p90());
            list.add(entry);
        }
        var all = Map.of("machine", Machine.describe(), "waits", list);
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(all) + "\n";
    }

    private static String chart(List<Point> points, int active, String title) {
        var curves = new ArrayList<Curve>();
        for (var mechanism : Mechanism.values()) {
            var mine =
                    points.stream()
                            .filter(p -> p.mechanism() == mechanism)
                            .filter(p -> p.active() == (active == ALL ? p.watched() : active))
                            .toList();
            curves.add(
                    new Curve(
                            mechanism.label(),
                            mechanism.colour(),
                            !mechanism.epoll(),
                            mine.stream().mapToDouble(Point::watched).toArray(),
                            mine.stream().mapToDouble(Point::nanos).toArray()));
        }
        return LineChart.draw(
                title,
                "nanoseconds per wait, median; both axes logarithmic",
                "descriptors watched",
                curves);
    }
}
