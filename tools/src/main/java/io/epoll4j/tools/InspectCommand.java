package io.epoll4j.tools;

import io.epoll4j.inspect.Inspector;
import io.epoll4j.inspect.report.Explanations;
import io.epoll4j.inspect.report.Explanations.Language;
import io.epoll4j.inspect.report.JsonReport;
import io.epoll4j.inspect.rule.Sickness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `epoll4j inspect`: what the epolls of a live process are doing, and what is wrong with them.
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = {
            "Shows every epoll of a live process, in whatever language it is written, and says what"
                    + " is wrong.",
            "It looks twice, a second apart. It attaches to nothing, stops nothing and takes no"
                    + " event."
        },
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {
            "0:nothing was found that is more than possible",
            "1:something was, sure or likely",
            "2:it could not look, or the command line was wrong"
        })
final class InspectCommand implements Callable<Integer> {
    private static final double LONGEST = 86_400;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..*", paramLabel = "PID", description = "which processes")
    private List<Integer> pids = new ArrayList<>();

    @Option(names = "--all", description = "every process that has an epoll, a line each")
    private boolean all;

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "1",
            paramLabel = "SECONDS",
            description = "look again and again, so far apart (default: look twice and end)")
    private @Nullable Double every;

    @Option(names = "--all-fds", description = "show every descriptor, where they are summed up")
    private boolean everything;

    @Option(names = "--json", description = "an object in a line for each process")
    private boolean json;

    @Option(names = "--schema", description = "print the JSON Schema of what --json says")
    private boolean schema;

    @Option(
            names = "--explain",
            paramLabel = "CODE",
            description = "what a sickness is, and its cure (default: none is explained)")
    private @Nullable String code;

    @Option(
            names = "--lang",
            paramLabel = "LANGUAGE",
            description = "of --explain: ${COMPLETION-CANDIDATES} (default: what the locale says)")
    private @Nullable Language language;

    @Option(
            names = "--no-probe",
            description =
                    "copy no descriptors to ask what is ready; some things are then not known")
    private boolean noProbe;

    @Option(
            names = "--force",
            description = "look also at processes with more than 50,000 descriptors")
    private boolean force;

    @Override
    public Integer call() throws InterruptedException {
        if (code != null) return explain(code);
        if (schema) {
            spec.commandLine().getOut().print(JsonReport.schema());
            spec.commandLine().getOut().flush();
            return 0;
        }
        takeBackPid();
        check(all || !pids.isEmpty(), "which process? Give its PID, or --all");
        check(!all || pids.isEmpty(), "--all looks at every process: leave the PIDs out");
        var run = new InspectRun(this::inspector, spec.commandLine(), everything, json);
        if (every == null) return all ? run.all() : run.once(pids);
        check(every > 0 && every <= LONGEST, "--watch takes seconds, above 0 and up to a day");
        var apart = Duration.ofNanos((long) (every * 1e9));
        return new InspectWatch(run, apart).run(all ? List.of() : pids);
    }

    /// In `--watch 4711` the number is no time but the process.
    private void takeBackPid() {
        if (every == null || all || !pids.isEmpty() || every < 2 || every % 1 != 0) return;
        pids = List.of(every.intValue());
        every = 1.0;
    }

    private Inspector inspector(int pid) {
        var inspector = Inspector.of(pid);
        if (noProbe) inspector = inspector.withoutProbes();
        return force ? inspector.insisting() : inspector;
    }

    private int explain(String word) {
        var sickness = Sickness.of(word);
        check(
                sickness.isPresent(),
                "no sickness '%s': there are %s"
                        .formatted(
                                word,
                                Stream.of(Sickness.values())
                                        .map(Sickness::code)
                                        .collect(Collectors.joining(", "))));
        var chosen = language == null ? Language.of(locale()) : language;
        spec.commandLine().getOut().println(Explanations.of(sickness.orElseThrow(), chosen));
        return 0;
    }

    /// What the user's messages are in; the launcher may have set LC_ALL for the sake of the
    /// letters.
    private static String locale() {
        for (var name : List.of("LC_ALL", "LC_MESSAGES", "LANG")) {
            var value = System.getenv(name);
            if (value != null && !value.isEmpty() && !value.equals("C.UTF-8")) return value;
        }
        return "";
    }

    private void check(boolean holds, String what) {
        if (!holds) throw new ParameterException(spec.commandLine(), what);
    }
}
