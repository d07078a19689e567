package io.epoll4j.tools;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line `epoll4j`: each subcommand is a tool of its own.
///
/// Exit codes: 0 done, 1 the tool could not do its work, 2 the command line was wrong.
@Command(
        name = "epoll4j",
        mixinStandardHelpOptions = true,
        version = "epoll4j 0.1.0",
        description = "Linux epoll for Java, at work.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ConformanceCommand.class, FuzzCommand.class})
public final class Main {
    private Main() {}

    /// Runs the subcommand named by `args` and exits with its code.
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler((wrong, args) -> {
                    var line = wrong.getCommandLine();
                    line.getErr().println("epoll4j: " + wrong.getMessage());
                    return CommandLine.ExitCode.USAGE;
                });
    }
}
