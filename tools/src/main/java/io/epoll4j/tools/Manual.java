package io.epoll4j.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes the manual and the completions, all from what `--help` says, into a `share` folder laid
/// out as man, bash, zsh and fish look for them. The launcher runs it when it installs.
///
/// picocli's own generator of manuals writes AsciiDoc, for which a build would need Asciidoctor.
@Command(name = "manual", hidden = true, description = "Write the manual and the completions.")
final class Manual implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHARE", description = "the folder to write into")
    private Path share = Path.of("");

    @Override
    public Integer call() throws IOException {
        for (var page : pages(spec.root()).entrySet()) {
            var file = share.resolve(page.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, page.getValue());
        }
        return 0;
    }

    /// Each file's name below `share`, and its text.
    static Map<String, String> pages(CommandSpec main) {
        for (var command : OfTheLauncher.commands()) {
            command.version(main.version());
            main.addSubcommand(command.name(), command);
        }
        var pages = new LinkedHashMap<String, String>();
        pages.put("man/man1/" + main.name() + ".1", ManPage.of(main));
        for (var tool : Completions.tools(main)) {
            pages.put("man/man1/" + main.name() + "-" + tool.name() + ".1", ManPage.of(tool));
        }
        pages.put(
                "bash-completion/completions/" + main.name(),
                AutoComplete.bash(main.name(), main.commandLine()));
        pages.put("zsh/site-functions/_" + main.name(), Completions.zsh(main));
        pages.put("fish/vendor_completions.d/" + main.name() + ".fish", Completions.fish(main));
        return pages;
    }
}
