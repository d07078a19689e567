package io.epoll4j.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The manual and the completions: all that the tools have, in words that their readers take.
class ManualTest {
    private static final Map<String, String> PAGES =
            Manual.pages(Main.commandLine().getCommandSpec());

    @TempDir private Path folder = Path.of("");

    @Test
    void everyToolHasAPageAndEveryOptionIsOnIt() {
        var main = Main.commandLine();
        var start = PAGES.get("man/man1/epoll4j.1");
        for (var tool : Completions.tools(main.getCommandSpec())) {
            var page = PAGES.get("man/man1/epoll4j-" + tool.name() + ".1");
            assertTrue(start.contains("\\fBepoll4j\\-" + tool.name() + "\\fR(1)"), start);
            for (var option : Completions.options(tool))
                assertTrue(page.contains(ManPage.plain(option.longestName())), page);
        }
        for (var tool : OfTheLauncher.commands())
            assertTrue(main.getUsageMessage().contains("\n  " + tool.name() + " "), tool.name());
        assertTrue(!start.contains("rehearse"), "what is hidden is no page's business");
    }

    @Test
    void optionsAndTheirValuesAreCompleted() {
        var zsh = PAGES.get("zsh/site-functions/_epoll4j");
        assertTrue(zsh.startsWith("#compdef epoll4j\n"));
        assertTrue(zsh.contains(":MODE:(reuseport exclusive handoff oneshot)'"), zsh);
        assertTrue(zsh.contains("run) _arguments  ':FILE:_files'"), zsh);
        var fish = PAGES.get("fish/vendor_completions.d/epoll4j.fish");
        assertTrue(
                fish.contains(" -l accept -x -a 'reuseport exclusive handoff oneshot' -d "), fish);
        var bash = PAGES.get("bash-completion/completions/epoll4j");
        assertTrue(bash.contains("complete -F _complete_epoll4j -o default epoll4j"), bash);
    }

    /// Where the program is that will read it.
    @ParameterizedTest
    @CsvSource({
        "man/, groff -ww -man -Tutf8",
        "bash-, bash -n",
        "zsh/, zsh -n",
        "fish/, fish --no-execute"
    })
    void theirReadersTakeThem(String kind, String reader) throws Exception {
        var command = new ArrayList<>(List.of(reader.split(" ")));
        assumeTrue(
                isThere(command.getFirst()), () -> "there is no " + command.getFirst() + " here");
        for (var page : PAGES.entrySet()) {
            if (!page.getKey().startsWith(kind)) continue;
            var file = Files.writeString(folder.resolve("page"), page.getValue());
            command.add(file.toString());
            var process = new ProcessBuilder(command).start();
            process.getInputStream().readAllBytes();
            var complaints = new String(process.getErrorStream().readAllBytes());
            assertEquals("", complaints, page.getKey());
            assertEquals(0, process.waitFor());
            command.removeLast();
        }
    }

    private static boolean isThere(String program) throws IOException {
        for (var folder : System.getenv("PATH").split(":"))
            if (Files.isExecutable(Path.of(folder, program))) return true;
        return false;
    }
}
