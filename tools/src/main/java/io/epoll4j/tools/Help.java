package io.epoll4j.tools;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `epoll4j help`: what `--help` says, of all or of one tool.
@Command(
        name = "help",
        mixinStandardHelpOptions = true,
        description = "Shows the tools, or what one of them takes.",
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {"0:it has been shown", Main.NOT_DONE, Main.WRONG_COMMAND})
final class Help implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "TOOL", description = "which tool (default: all)")
    private @Nullable String tool;

    @Override
    public Integer call() {
        var main = spec.parent().commandLine();
        var shown = tool == null ? main : main.getSubcommands().get(tool);
        if (shown == null)
            throw new ParameterException(spec.commandLine(), Main.noTool(tool, spec.parent()));
        shown.usage(spec.commandLine().getOut());
        return 0;
    }
}
