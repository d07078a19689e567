package io.epoll4j.tools;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command line `epoll4j`: each subcommand is a tool of its own.
///
/// Exit codes: 0 done, 1 the tool could not do its work, 2 the command line was wrong. What went
/// wrong is one line on stderr.
@Command(
        name = "epoll4j",
        mixinStandardHelpOptions = true,
        version = "epoll4j 0.1.0",
        description = "Linux epoll for Java, at work.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            EchoMan.class,
            Echo.class,
            ConformanceCommand.class,
            FuzzCommand.class,
            Rehearsal.class
        })
public final class Main implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /// Runs the subcommand named by `args` and exits with its code.
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler(
                        (wrong, args) -> complain(wrong.getCommandLine(), wrong, 2))
                .setExecutionExceptionHandler((failed, line, parsed) -> complain(line, failed, 1));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which tool? " + String.join(", ", tools()) + " (--help tells more)");
    }

    private Iterable<String> tools() {
        return spec.subcommands().entrySet().stream()
                .filter(tool -> !tool.getValue().getCommandSpec().usageMessage().hidden())
                .map(tool -> tool.getKey())
                .toList();
    }

    private static int complain(CommandLine tool, Exception failure, int exitCode) {
        var message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        tool.getErr()
                .println(
                        tool.getCommandSpec().qualifiedName()
                                + ": "
                                + message.lines().findFirst().orElse(""));
        return exitCode;
    }
}
