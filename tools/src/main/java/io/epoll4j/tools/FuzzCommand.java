package io.epoll4j.tools;

import io.epoll4j.StopSignals;
import io.epoll4j.conformance.fuzz.Difference;
import io.epoll4j.conformance.fuzz.Fuzzer;
import io.epoll4j.conformance.fuzz.Watchdog;
import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.sys.Kernel;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `epoll4j fuzz`: random programs on two kernels, whose every answer must be the same.
@Command(
        name = "fuzz",
        mixinStandardHelpOptions = true,
        description = {
            "Runs random programs of system calls on Linux and on the kernel inside the JVM.",
            "Every answer is compared; a difference is shrunk and printed as a test."
        },
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {
            "0:no difference",
            "1:there is one, or " + Main.COULD_NOT,
            Main.WRONG_COMMAND
        })
final class FuzzCommand implements Callable<Integer> {
    /// Longer than any program takes, however busy the machine.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    enum Other {
        jvm,
        linux
    }

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--ops",
            paramLabel = "N",
            defaultValue = "5000000",
            description = "how many operations to run (default: ${DEFAULT-VALUE})")
    private long ops;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "names the run: the same seed replays it (default: a new one each time)")
    private @Nullable Long seed;

    @Option(
            names = "--threads",
            paramLabel = "T",
            defaultValue = "1",
            description =
                    "how many threads run each program, 1 to "
                            + Fuzzer.MOST_THREADS
                            + "; from 2 on what they share is audited (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(
            names = "--against",
            paramLabel = "KERNEL",
            defaultValue = "jvm",
            description =
                    "what Linux is compared with: ${COMPLETION-CANDIDATES} (default:"
                            + " ${DEFAULT-VALUE})")
    private Other other = Other.jvm;

    @Override
    public Integer call() {
        if (ops < 1) {
            throw new ParameterException(spec.commandLine(), "--ops takes a number from 1 upwards");
        }
        if (threads < 1 || threads > Fuzzer.MOST_THREADS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--threads takes a number from 1 to " + Fuzzer.MOST_THREADS);
        }
        long named = seed == null ? System.nanoTime() & 0xffff_ffffL : seed;
        Supplier<? extends Kernel> right = other == Other.linux ? Kernel::linux : JvmKernel::new;
        Fuzzer fuzzer = new Fuzzer(Kernel::linux, right, named, ops, threads);
        StopSignals.onFirst(fuzzer::stop);
        long began = System.nanoTime();
        FuzzProgress progress = new FuzzProgress(fuzzer, ops, spec.commandLine().getErr());
        try (var _ = new Watchdog(fuzzer, PATIENCE, () -> giveUp(fuzzer, named))) {
            fuzzer.run();
        } finally {
            progress.close();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return tell(fuzzer, named, seconds, spec.commandLine().getOut());
    }

    /// The threads of that program cannot be ended: the whole JVM goes.
    private void giveUp(Fuzzer fuzzer, long named) {
        System.err.printf(
                Locale.ROOT,
                "epoll4j fuzz: program %d does not end (%,d ops before it): replay it with"
                        + " --seed %d --threads %d --ops %d%n",
                fuzzer.programs(),
                fuzzer.operations(),
                named,
                threads,
                fuzzer.operations() + 1);
        Runtime.getRuntime().halt(1);
    }

    private int tell(Fuzzer fuzzer, long named, double seconds, PrintWriter out) {
        Difference difference = fuzzer.difference();
        if (difference != null) {
            out.println(difference.asTest("linux", other.name()));
        }
        out.println(
                String.format(
                        Locale.ROOT,
                        "%,d ops in %,d programs, %.1f s, %,.0f ops/s, seed %d: %s",
                        fuzzer.operations(),
                        fuzzer.programs(),
                        seconds,
                        fuzzer.operations() / seconds,
                        named,
                        difference == null
                                ? "no difference" + (fuzzer.operations() < ops ? " (stopped)" : "")
                                : "program " + difference.index() + " differs"));
        out.flush();
        return difference == null ? 0 : 1;
    }
}
