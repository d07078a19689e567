package io.epoll4j.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the READMEs and `docs/` show of Java stands in a file that is compiled and tested:
/// [ExamplesTest] and [ServersTest] run those of `examples/`.
class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern SHOWN = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void bothReadmesShowTheSame() throws IOException {
        var shown = shown(ROOT.resolve("README.md"));
        assertEquals(shown, shown(ROOT.resolve("README.zh-CN.md")));
        assertEquals(List.of(Files.readString(Example.FOLDER.resolve("RawEcho.java"))), shown);
    }

    /// javadoc cannot show a file on the page of a module.
    @Test
    void theReferenceBeginsWithAnExample() throws IOException {
        var page = Files.readString(ROOT.resolve("lib/src/main/java/module-info.java"));
        var shown =
                SHOWN.matcher(page.replaceAll("(?m)^/// ?", "")).results().map(ReadmeTest::part);
        assertEquals(
                List.of(Files.readString(Example.FOLDER.resolve("LoopEcho.java"))), shown.toList());
    }

    static List<Path> pages() throws IOException {
        var pages = new ArrayList<Path>();
        for (var folder : List.of(ROOT, ROOT.resolve("docs"))) {
            try (var files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void whatIsShownIsTested(Path page) throws IOException {
        for (var part : shown(page)) {
            assertTrue(
                    sources().anyMatch(source -> contains(source, part)),
                    () -> "no source has this of " + page + ":\n" + part);
        }
    }

    private static Stream<Path> sources() throws IOException {
        var cases = ROOT.resolve("conformance/src/main/java/io/epoll4j/conformance/cases");
        try (var files = Files.list(cases)) {
            return Stream.concat(Example.all().stream(), files.toList().stream());
        }
    }

    /// Wherever it is indented to.
    private static boolean contains(Path source, String part) {
        try {
            return flushLeft(Files.readString(source)).contains(flushLeft(part));
        } catch (IOException unread) {
            throw new AssertionError(unread);
        }
    }

    private static String flushLeft(String text) {
        return text.replaceAll("(?m)^ +", "");
    }

    private static List<String> shown(Path page) throws IOException {
        return SHOWN.matcher(Files.readString(page)).results().map(ReadmeTest::part).toList();
    }

    private static String part(MatchResult found) {
        return found.group(1);
    }
}
