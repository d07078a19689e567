package io.epoll4j.tools;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What the launcher, a shell script, does itself: described here for the manual and the
/// completions, and never called.
@SuppressWarnings("UnusedVariable") // picocli sees the fields
final class OfTheLauncher {
    private OfTheLauncher() {}

    /// In the order in which `--help` tells them.
    static List<CommandSpec> commands() {
        return List.of(new Run(), new Bench(), new Verify(), new Install(), new Uninstall())
                .stream()
                .map(CommandLine::new)
                .map(CommandLine::getCommandSpec)
                .toList();
    }

    @Command(
            name = "run",
            description = "Runs a Java source file that uses the library.",
            exitCodeList = {"*:that of the program", "2:there is no such file"})
    private static final class Run {
        @Parameters(index = "0", paramLabel = "FILE", description = "a Java source file")
        private Path file = Path.of("");

        @Parameters(index = "1..*", paramLabel = "ARGS", description = "what the program is told")
        private List<String> arguments = List.of();
    }

    @Command(
            name = "bench",
            description =
                    "Measures beside C, NIO and Netty. In a checkout only; --help tells its"
                            + " options.",
            exitCodeList = {"0:it is done", Main.NOT_DONE, Main.WRONG_COMMAND})
    private static final class Bench {
        @Parameters(paramLabel = "ARGS", description = "what bench --help tells")
        private List<String> arguments = List.of();
    }

    @Command(
            name = "verify",
            description = "Builds everything and runs every test: mvn verify. In a checkout only.",
            exitCodeList = {"0:all passed", "1:something did not"})
    private static final class Verify {
        @Parameters(paramLabel = "ARGS", description = "for Maven")
        private List<String> arguments = List.of();
    }

    @Command(
            name = "install",
            description =
                    "Puts launcher, modules, manual and completions under a folder, from where they"
                            + " run without the checkout and without Maven.",
            exitCodeList = {"0:installed", Main.NOT_DONE, Main.WRONG_COMMAND})
    private static final class Install {
        @Option(
                names = "--image",
                description = "with a Java runtime of its own, so that no JDK is needed there")
        private boolean image;

        @Parameters(
                arity = "0..1",
                paramLabel = "PREFIX",
                defaultValue = "/usr/local",
                description = "where to (default: ${DEFAULT-VALUE})")
        private Path prefix = Path.of("");
    }

    @Command(
            name = "uninstall",
            description = "Takes away what install put under a folder, and nothing else.",
            exitCodeList = {"0:it is gone", Main.NOT_DONE, Main.WRONG_COMMAND})
    private static final class Uninstall {
        @Parameters(
                arity = "0..1",
                paramLabel = "PREFIX",
                description =
                        "where from (default: where the launcher is installed; for that of a"
                                + " checkout /usr/local)")
        private Path prefix = Path.of("");
    }
}
