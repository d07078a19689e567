package io.epoll4j.bench;

import io.epoll4j.bench.report.ResultFiles;
import io.epoll4j.bench.report.Tables;
import io.epoll4j.bench.report.Targets;
import io.epoll4j.bench.run.Comparison;
import io.epoll4j.bench.run.Contender;
import io.epoll4j.bench.run.Machine;
import io.epoll4j.bench.run.Plan;
import io.epoll4j.bench.run.Progress;
import io.epoll4j.bench.run.Results;
import io.epoll4j.bench.run.Section;
import io.epoll4j.bench.run.Toolbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./epoll4j bench`: measures epoll4j beside C, NIO and Netty.
@Command(
        name = "epoll4j bench",
        description = "Measures epoll4j beside C, NIO and Netty; everything stays on this machine.",
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {Main.DONE, Main.NOT_DONE, Main.WRONG_COMMAND},
        subcommands = {MultiplexersCommand.class, MicroCommand.class, WorldsCommand.class})
public final class Main implements Runnable {
    static final String EXIT_CODES = "%nExit codes:%n";
    static final String DONE = "0:it is done";
    static final String NOT_DONE = "1:it could not be done";
    static final String WRONG_COMMAND = "2:the command line was wrong";

    /// The launcher says where it stands.
    static final Path RESULTS =
            Path.of(System.getProperty("epoll4j.root", "."), "bench", "results").normalize();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Says this.")
    private boolean help;

    @Option(names = "--quick", description = "Fewer loads and rounds: under 3 minutes.")
    private boolean quick;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "" + Plan.USUAL_MINUTES,
            description = "About how long the full run is to take (default: ${DEFAULT-VALUE}).")
    private int minutes;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "SERVER",
            description =
                    "Only these: c, raw, loop-et, loop-lt, nio, netty-nio, netty-epoll,"
                            + " netty-io_uring (default: all).")
    private List<String> only = List.of();

    @Option(
            names = "--section",
            split = ",",
            paramLabel = "SECTION",
            description = "Only these, of: ${COMPLETION-CANDIDATES} (default: all).")
    private List<Section> sections = List.of(Section.values());

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where results go (default: bench/results beside the launcher).")
    private Path out = RESULTS;

    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    /// Exit status: 0 done, 1 it could not be done, 2 for a command line that says something else.
    public static void main(String[] arguments) {
        int exitCode = commandLine().execute(arguments);
        if (System.out.checkError()) {
            System.err.println("epoll4j bench: cannot write to standard output");
            exitCode = Math.max(exitCode, 1);
        }
        System.exit(exitCode);
    }

    static CommandLine commandLine() {
        var command = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
        command.registerConverter(int.class, Main::whole);
        command.setParameterExceptionHandler((e, given) -> {
            command.getErr()
                    .println("epoll4j bench: " + e.getMessage() + " (--help lists the options)");
            return 2;
        });
        command.setExecutionExceptionHandler((e, failed, parsed) -> {
            command.getErr().println("epoll4j bench: " + e.getMessage());
            return 1;
        });
        return command;
    }

    private static int whole(String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException noNumber) {
            throw new CommandLine.TypeConversionException("'" + word + "' is not a whole number");
        }
    }

    @Override
    public void run() {
        var taking = contenders();
        if (minutes < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--minutes " + minutes + ": give 1 or more");
        }
        var progress = Progress.onStandardError();
        try {
            var results = new Results(Machine.describe(), quick);
            var tools =
                    new Toolbox(line -> {
                        results.notice(line);
                        progress.notice(line);
                    });
            var plan = quick ? Plan.forQuick() : Plan.forFull(minutes);
            new Comparison(tools, plan, taking, sections, progress, results).run();
            System.out.println(Tables.plain(results));
            System.out.println("targets\n" + Targets.plain(results));
            System.out.println("written: " + ResultFiles.write(out, results));
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private List<Contender> contenders() {
        var wanted = new ArrayList<>(only);
        var chosen =
                Arrays.stream(Contender.values())
                        .filter(c -> only.isEmpty() || wanted.remove(c.id()))
                        .toList();
        if (!wanted.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "no server is called " + String.join(", ", wanted));
        }
        return chosen;
    }
}
