package io.epoll4j.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.epoll4j.bench.run.Contender;
import io.epoll4j.bench.run.Samples;
import io.epoll4j.bench.run.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFilesTest {
    @TempDir Path folder;

    private static Samples samples(boolean quick) {
        var samples = Samples.of(quick);
        samples.add(Section.THROUGHPUT, "50 x 64 B", Contender.C, "rate", 1000, 1100);
        samples.add(Section.THROUGHPUT, "50 x 64 B", Contender.LOOP_ET, "rate", 990, 1110);
        samples.results().notice("no strace: <system> calls are not counted");
        return samples;
    }

    @Test
    void everyRoundIsKept() throws IOException {
        ResultFiles.write(folder, samples(false).results());
        var all = JSON.std.mapFrom(Files.readString(folder.resolve("comparison.json")));
        assertEquals(false, all.get("quick"));
        assertEquals(Map.of("cores", 2), all.get("machine"));
        var cell = (Map<?, ?>) ((List<?>) all.get("measured")).getFirst();
        assertEquals("throughput", cell.get("section"));
        assertEquals("50 x 64 B", cell.get("load"));
        assertEquals(
                Map.of(
                        "c", List.of(Map.of("rate", 1000.0), Map.of("rate", 1100.0)),
                        "loop-et", List.of(Map.of("rate", 990.0), Map.of("rate", 1110.0))),
                cell.get("rounds"));
    }

    @Test
    void aQuickRunDoesNotReplaceAFullOne() throws IOException {
        var full = ResultFiles.write(folder, samples(false).results());
        var quick = ResultFiles.write(folder, samples(true).results());
        assertEquals(full.size(), quick.size());
        for (var path : quick) {
            assertTrue(path.getFileName().toString().startsWith("quick-"), path::toString);
        }
        assertTrue(full.stream().noneMatch(quick::contains));
    }

    @Test
    void theTableShowsTheMedianAndTheRatioToC() throws IOException {
        ResultFiles.write(folder, samples(false).results());
        String text = Files.readString(folder.resolve("comparison.md"));
        assertTrue(text.contains("note: no strace"), text);
        assertTrue(text.contains("| C | 1,050 |"), text);
        assertTrue(text.contains("| epoll4j loop ET | 1,050 | 1.00 [0.99 1.01] |"), text);
    }

    @Test
    void aChartIsOneWellFormedDocument() throws Exception {
        ResultFiles.write(folder, samples(false).results());
        var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        var chart = builder.parse(folder.resolve("throughput-64b.svg").toFile());
        assertEquals("svg", chart.getDocumentElement().getTagName());
        assertTrue(chart.getDocumentElement().getTextContent().contains("epoll4j loop ET"));
    }

    @Test
    void numbersAreAsLongAsTheyNeedToBe() {
        assertEquals("", Column.number(Double.NaN));
        assertEquals("0", Column.number(0));
        assertEquals("0.05", Column.number(0.05));
        assertEquals("12.3", Column.number(12.34));
        assertEquals("-12.3", Column.number(-12.34));
        assertEquals("1,235", Column.number(1234.5678));
    }

    @Test
    void columnsStandUnderTheirHeadings() {
        String text = Tables.aligned(List.of(List.of("server", "ms"), List.of("C", "1,000")));
        assertEquals("  server     ms\n  C       1,000\n", text);
    }
}
