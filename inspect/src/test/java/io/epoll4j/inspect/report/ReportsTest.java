package io.epoll4j.inspect.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.Epoll;
import io.epoll4j.Interest;
import io.epoll4j.Listener;
import io.epoll4j.inspect.Inspector;
import io.epoll4j.inspect.Inspector.Examination;
import io.epoll4j.inspect.report.Explanations.Language;
import io.epoll4j.inspect.rule.Sickness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What is told of this very process, and what is told of sicknesses.
class ReportsTest {
    private static final Pattern KEY = Pattern.compile("\"(\\w+)\":");

    private static Examination ownExamination() throws InterruptedException {
        try (var epoll = Epoll.open();
                var server = Listener.bind(0)) {
            epoll.add(server, Interest.READ.edge(), 0x4711);
            return Inspector.of((int) ProcessHandle.current().pid()).examine(Duration.ZERO);
        }
    }

    @Test
    void jsonHasNoKeyThatTheSchemaHasNot() throws Exception {
        var json = JsonReport.of(ownExamination());
        var unknown = new TreeSet<String>();
        KEY.matcher(json).results().forEach(key -> unknown.add(key.group(1)));
        assertTrue(unknown.containsAll(List.of("pid", "epolls", "items", "wants")), json);
        KEY.matcher(JsonReport.schema()).results().forEach(key -> unknown.remove(key.group(1)));
        assertEquals(List.of(), List.copyOf(unknown), json);
        assertTrue(json.contains("\"wants\":[\"IN\",\"ET\"]"), json);
        assertTrue(json.contains("\"data\":\"4711\""), json);
    }

    @Test
    void theSchemaHasEverySickness() {
        for (var sickness : Sickness.values())
            assertTrue(JsonReport.schema().contains('"' + sickness.code() + '"'), sickness.code());
    }

    @Test
    void jsonTakesEveryName() {
        assertEquals(
                "{\"a\":\"\\\"\\\\\\u000a\",\"b\":[1,true]}",
                Json.of(new TreeMap<>(Map.of("a", "\"\\\n", "b", List.of(1, true)))));
    }

    @Test
    void textShowsWhatIsWatched() throws Exception {
        var lines = new TextReport(true).lines(ownExamination().now());
        assertTrue(
                lines.stream()
                        .anyMatch(line -> line.matches(" +\\d+ +IN ET +tcp .*LISTEN.*\\[4711]")),
                lines::toString);
    }

    @Test
    void everySicknessIsExplainedInBothTongues() {
        Stream.of(Sickness.values())
                .forEach(sickness -> {
                    for (var language : Language.values()) {
                        var text = Explanations.of(sickness, language);
                        assertTrue(text.lines().count() >= 3, text);
                        assertTrue(text.startsWith(sickness.code()), text);
                    }
                });
    }
}
