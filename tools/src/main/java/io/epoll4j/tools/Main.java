package io.epoll4j.tools;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
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
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {"0:it is done", Main.NOT_DONE, Main.WRONG_COMMAND},
        footer = {
            "",
            "And from the launcher itself:",
            "  run          Runs a Java source file that uses the library.",
            "  bench        Measures beside C, NIO and Netty.",
            "  verify       Builds everything and runs every test: mvn verify.",
            "  install      Puts all this under a folder, to run without the checkout.",
            "  uninstall    Takes it away again."
        },
        subcommands = {
            Help.class,
            EchoMan.class,
            Echo.class,
            InspectCommand.class,
            ConformanceCommand.class,
            FuzzCommand.class,
            Manual.class,
            Rehearsal.class
        })
public final class Main implements Runnable {
    static final String EXIT_CODES = "%nExit codes:%n";
    static final String COULD_NOT = "it could not be done";
    static final String NOT_DONE = "1:" + COULD_NOT;
    static final String WRONG_COMMAND = "2:the command line was wrong";

    /// What the launcher does itself.
    private static final String OF_THE_LAUNCHER = "run, bench, verify, install, uninstall";

    @Spec private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /// Runs the subcommand named by `args` and exits with its code.
    public static void main(String[] args) {
        var stdout = new Stdout();
        int exitCode = execute(commandLine().setOut(stdout.writer()), args);
        var failure = stdout.failure();
        if (failure != null) {
            System.err.println("epoll4j: cannot write to standard output: " + failure.getMessage());
            if (exitCode == 0) exitCode = 1;
        }
        System.exit(exitCode);
    }

    private static int execute(CommandLine line, String[] args) {
        try {
            return line.execute(args);
        } catch (LinkageError | InternalError starved) {
            // What the JVM makes of a class or file that it may not open. Plain words: to compose
            // a text might take another class.
            System.err.println(
                    "epoll4j: the JVM cannot open its own files: is ulimit -n too small for it?");
            return 1;
        } catch (Error failed) { // picocli handles exceptions only
            return complain(line, whatHappened(failed), 1);
        }
    }

    static CommandLine commandLine() {
        var main = new CommandLine(new Main());
        var version = main.getCommandSpec().version();
        for (var tool : main.getSubcommands().values()) tool.getCommandSpec().version(version);
        main.registerConverter(int.class, word -> (int) whole(word, Integer.MAX_VALUE));
        main.registerConverter(Long.class, word -> whole(word, Long.MAX_VALUE));
        main.registerConverter(long.class, word -> whole(word, Long.MAX_VALUE));
        return main.setParameterExceptionHandler((wrong, args) ->
                        complain(
                                wrong.getCommandLine(),
                                whatIsWrong(wrong) + " (--help tells more)",
                                2))
                .setExecutionExceptionHandler(
                        (failed, line, parsed) -> complain(line, whatHappened(failed), 1));
    }

    private static long whole(String word, long most) {
        try {
            long number = Long.parseLong(word);
            if (-most <= number && number <= most) return number;
        } catch (NumberFormatException noNumber) {
            if (!word.matches("[+-]?\\d+"))
                throw new TypeConversionException("'" + word + "' is not a whole number");
        }
        throw new TypeConversionException("'" + word + "' is too large a number");
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which tool? " + tools(spec));
    }

    private static String tools(CommandSpec main) {
        return main.subcommands().entrySet().stream()
                .filter(tool -> !tool.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", ", "", ", " + OF_THE_LAUNCHER));
    }

    private static String whatIsWrong(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) return whatHappened(wrong);
        var argument = unmatched.getUnmatched().getFirst();
        var tool = wrong.getCommandLine();
        if (unmatched.isUnknownOption()) return "no option '" + argument + "'";
        if (tool.getSubcommands().isEmpty()) return "one argument too many: '" + argument + "'";
        return noTool(argument, tool.getCommandSpec());
    }

    static String noTool(@Nullable String name, CommandSpec main) {
        return "no tool '" + name + "': there are " + tools(main);
    }

    static String whatHappened(Throwable failure) {
        var message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.lines().findFirst().orElse("");
    }

    private static int complain(CommandLine tool, String what, int exitCode) {
        tool.getErr().println(tool.getCommandSpec().qualifiedName() + ": " + what);
        return exitCode;
    }
}
