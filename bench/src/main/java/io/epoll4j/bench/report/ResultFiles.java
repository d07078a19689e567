package io.epoll4j.bench.report;

import com.fasterxml.jackson.jr.ob.JSON;
import io.epoll4j.bench.run.Cell;
import io.epoll4j.bench.run.Results;
import io.epoll4j.bench.run.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes a run down: `comparison.json` with every round, `comparison.md` with every table, and
/// charts.
public final class ResultFiles {
    private ResultFiles() {}

    /// Into `folder`, made if need be. A quick run's files are named so, lest they replace a full
    /// one's.
    public static List<Path> write(Path folder, Results results) throws IOException {
        Files.createDirectories(folder);
        String prefix = results.quick() ? "quick-" : "";
        var files = new LinkedHashMap<String, String>();
        files.put("comparison.json", json(results));
        files.put("comparison.md", markdown(results));
        charts(results, files);
        var written = new ArrayList<Path>();
        for (var file : files.entrySet()) {
            Path path = folder.resolve(prefix + file.getKey());
            Files.writeString(path, file.getValue());
            written.add(path);
        }
        return written;
    }

    private static String json(Results results) throws IOException {
        var cells = new ArrayList<Map<String, Object>>();
        for (var cell : results.cells()) {
            var rounds = new LinkedHashMap<String, Object>();
            cell.contenders().forEach(c -> rounds.put(c.id(), cell.rounds(c)));
            var entry = new LinkedHashMap<String, Object>();
            entry.put("section", cell.section().title());
            entry.put("load", cell.title());
            entry.put("rounds", rounds);
            cells.add(entry);
        }
        var all = new LinkedHashMap<String, Object>();
        all.put("machine", results.machine());
        all.put("quick", results.quick());
        all.put("notices", results.notices());
        all.put("measured", cells);
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(all) + "\n";
    }

    private static String markdown(Results results) {
        var text = new StringBuilder("# Comparison of echo servers\n\n");
        results.machine()
                .forEach((k, v) -> text.append("- ").append(k).append(": ").append(v).append('\n'));
        results.notices().forEach(notice -> text.append("- note: ").append(notice).append('\n'));
        text.append("\nRatios are those of the same round: median [lowest highest].\n");
        text.append("\n## Targets\n\n").append(Tables.markdown(Targets.rows(results)));
        return text.append(Tables.markdown(results)).toString();
    }

    private static void charts(Results results, Map<String, String> files) {
        var throughput = results.section(Section.THROUGHPUT);
        chart(
                files,
                "throughput-64b.svg",
                "Messages a second, 64 B",
                "one server core; longer is better",
                of(throughput, " 64 B"),
                "rate");
        chart(
                files,
                "throughput-4k.svg",
                "Messages a second, 4 KiB",
                "one server core; longer is better",
                of(throughput, " 4 KiB"),
                "rate");
        chart(
                files,
                "throughput-64k.svg",
                "Messages a second, 64 KiB",
                "one server core; longer is better",
                of(throughput, " 64 KiB"),
                "rate");
        chart(
                files,
                "user-time.svg",
                "User CPU per message",
                "nanoseconds; shorter is better",
                results.section(Section.USER),
                "user");
        chart(
                files,
                "latency-p99.svg",
                "p99 at a fixed rate, 60 % of C's throughput",
                "microseconds; shorter is better",
                results.section(Section.LATENCY),
                "p99");
        chart(
                files,
                "accept.svg",
                "Connections accepted and closed a second",
                "longer is better",
                results.section(Section.ACCEPT),
                "rate");
        chart(
                files,
                "idle.svg",
                "Memory of an idle connection beside the kernel's",
                "bytes; shorter is better",
                results.section(Section.IDLE),
                "bytes");
        chart(
                files,
                "startup.svg",
                "Start to first reply",
                "milliseconds; shorter is better",
                results.section(Section.STARTUP),
                "millis");
        chart(
                files,
                "threads.svg",
                "Messages a second with two threads",
                "longer is better",
                results.section(Section.THREADS),
                "rate");
    }

    private static List<Cell> of(List<Cell> cells, String size) {
        return cells.stream().filter(cell -> (cell.title() + ",").contains(size + ",")).toList();
    }

    private static void chart(
            Map<String, String> files,
            String name,
            String title,
            String note,
            List<Cell> cells,
            String figure) {
        if (!cells.isEmpty()) {
            files.put(name, BarChart.draw(title, note, cells, figure));
        }
    }
}
