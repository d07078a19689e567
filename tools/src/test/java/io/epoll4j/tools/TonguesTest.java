package io.epoll4j.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each page is there in English and in Chinese, and the two have the same: as many headings of
/// each level and as many steps, the same programs and pictures, the same figures in each row of a
/// table.
class TonguesTest {
    private static final Path ROOT = Path.of("..");
    private static final String CHINESE = ".zh-CN.md";

    static List<Path> pages() throws IOException {
        try (var docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().endsWith(CHINESE))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void bothHaveTheSame(Path page) throws IOException {
        var english = Files.readString(page);
        var chinese = Files.readString(Path.of(page.toString().replaceAll("\\.md$", CHINESE)));
        assertEquals(blocks(english), blocks(chinese), "programs and pictures");
        english = outside(english);
        chinese = outside(chinese);
        assertEquals(all("(?m)^#+ ", english), all("(?m)^#+ ", chinese), "headings");
        assertEquals(
                all("(?m)^ *(?:-|\\d+\\.) ", english),
                all("(?m)^ *(?:-|\\d+\\.) ", chinese),
                "steps");
        assertEquals(rows(english), rows(chinese), "figures in tables");
        assertEquals(links(english), links(chinese), "links");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void whatIsLinkedIsThere(Path page) throws IOException {
        for (var tongue : List.of(page, Path.of(page.toString().replaceAll("\\.md$", CHINESE)))) {
            for (var link : all("\\]\\([^)#]+", outside(Files.readString(tongue)))) {
                var target = link.substring(2);
                if (target.startsWith("http")) continue;
                assertTrue(Files.exists(tongue.resolveSibling(target)), tongue + " has " + target);
            }
        }
    }

    private static List<String> blocks(String text) {
        return all("(?s)```.*?```", text.replaceAll("(?m) +# .*", "")); // in a shell's words
    }

    private static String outside(String text) {
        return text.replaceAll("(?s)```.*?```", "");
    }

    /// The figures of each row, and how many cells it has.
    private static List<String> rows(String text) {
        return all("(?m)^\\|.*", text).stream()
                .map(row ->
                        all("\\d+", row).stream().sorted().toList()
                                + " in "
                                + row.split("(?<!\\\\)\\|", -1).length)
                .toList();
    }

    /// Where they lead to, whichever the tongue; in any order, as sentences have their own.
    private static List<String> links(String text) {
        return all("\\]\\([^)#]+", text).stream()
                .map(link -> link.replace(CHINESE, ".md"))
                .sorted()
                .toList();
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group())
                .toList();
    }
}
