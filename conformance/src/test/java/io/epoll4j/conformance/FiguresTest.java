package io.epoll4j.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.conformance.cases.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The figures that people read are those of the suite.
class FiguresTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern NAME = Pattern.compile("\\b(X-)?[A-Z][A-Z0-9]{1,2}-\\d\\d\\b");
    private static final List<Case> CASES = Suite.cases();

    @Test
    void bothReadmesTellHowManyCasesThereAre() throws IOException {
        for (var name : List.of("README.md", "README.zh-CN.md")) {
            var text = Files.readString(ROOT.resolve(name));
            var words = text.replaceAll("(?s).*conformance --kernel both`[:：]\\s*(\\d+).*", "$1");
            assertEquals("" + CASES.size(), words, name);
        }
    }

    @Test
    void theTableOfScopesCountsEachKind() throws IOException {
        var text = Files.readString(ROOT.resolve("docs/conformance.md"));
        for (var scope : Scope.values()) {
            long table = count(scope, id -> id.startsWith("KS-"));
            long beyond = count(scope, id -> id.startsWith("X-") || id.startsWith("TUT-"));
            long all = count(scope, id -> true);
            var row =
                    "| %s | %d | %d | %d | %d |"
                            .formatted(scope.mark(), all - table - beyond, table, beyond, all);
            assertTrue(text.contains(row), "docs/conformance.md should say: " + row);
        }
    }

    @Test
    void noTwoCasesHaveTheSameName() {
        var names = new HashSet<String>();
        for (var each : CASES) assertTrue(names.add(each.id()), each.id());
    }

    @Test
    void everyCaseThatTheDocumentsNameIsThere() throws IOException {
        var names = new HashSet<String>();
        for (var each : CASES) names.add(each.id());
        try (var files = Files.list(ROOT.resolve("docs"))) {
            for (var file : files.filter(f -> f.toString().endsWith(".md")).toList()) {
                NAME.matcher(Files.readString(file))
                        .results()
                        .map(MatchResult::group)
                        .forEach(name -> assertTrue(names.contains(name), file + ": " + name));
            }
        }
    }

    private static long count(Scope scope, Predicate<String> name) {
        return CASES.stream().filter(c -> c.scope() == scope && name.test(c.id())).count();
    }
}
