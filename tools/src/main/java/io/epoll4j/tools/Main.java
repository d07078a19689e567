package io.epoll4j.tools;

import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

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
        footer = {
            "",
            "And from the launcher itself:",
            "  bench        Measures beside C, NIO and Netty.",
            "  verify       Builds everything and runs every test: mvn verify."
        },
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
        var main = new CommandLine(new Main());
        var version = main.getCommandSpec().version();
        for (var tool : main.getSubcommands().values()) tool.getCommandSpec().version(version);
        return main.setParameterExceptionHandler((wrong, args) ->
                        complain(
                                wrong.getCommandLine(),
                                whatIsWrong(wrong) + " (--help tells more)",
                                2))
                .setExecutionExceptionHandler(
                        (failed, line, parsed) -> complain(line, whatHappened(failed), 1));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which tool? " + tools(spec));
    }

    private static String tools(CommandSpec main) {
        return main.subcommands().entrySet().stream()
                .filter(tool -> !tool.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    private static String whatIsWrong(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) return whatHappened(wrong);
        var argument = unmatched.getUnmatched().getFirst();
        var tool = wrong.getCommandLine();
        if (unmatched.isUnknownOption()) return "no option '" + argument + "'";
        if (tool.getSubcommands().isEmpty()) return "one argument too many: '" + argument + "'";
        return "no tool '" + argument + "': there are " + tools(tool.getCommandSpec());
    }

    private static String whatHappened(Exception failure) {
        var message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.lines().findFirst().orElse("");
    }

    private static int complain(CommandLine tool, String what, int exitCode) {
        tool.getErr().println(tool.getCommandSpec().qualifiedName() + ": " + what);
        return exitCode;
    }
}
