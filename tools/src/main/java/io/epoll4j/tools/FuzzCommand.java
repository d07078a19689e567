package io.epoll4j.tools;

import io.epoll4j.conformance.fuzz.Difference;
import io.epoll4j.conformance.fuzz.Fuzzer;
import io.epoll4j.sys.Kernel;
import io.epoll4j.user.UserKernel;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
        })
final class FuzzCommand implements Callable<Integer> {
    private static final int STOP_SECONDS = 10;

    enum Other {
        jvm,
        linux
    }

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--ops",
            paramLabel = "N",
            defaultValue = "5000000",
            description = "how many operations to run (${DEFAULT-VALUE})")
    private long ops;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "names the run: the same seed replays it (a new one each time)")
    private @Nullable Long seed;

    @Option(
            names = "--threads",
            paramLabel = "T",
            defaultValue = "1",
            description = "how many programs run at once (${DEFAULT-VALUE})")
    private int threads;

    @Option(
            names = "--against",
            paramLabel = "KERNEL",
            defaultValue = "jvm",
            description = "what Linux is compared with: ${COMPLETION-CANDIDATES} (jvm)")
    private Other other = Other.jvm;

    @Override
    public Integer call() {
        if (ops < 1 || threads < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--ops and --threads take a number from 1 upwards");
        }
        long named = seed == null ? System.nanoTime() & 0xffff_ffffL : seed;
        Supplier<? extends Kernel> right = other == Other.linux ? Kernel::linux : UserKernel::new;
        Fuzzer fuzzer = new Fuzzer(Kernel::linux, right, named, ops, threads);
        CountDownLatch told = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(fuzzer, told), "fuzz-stop"));
        try {
            long began = System.nanoTime();
            FuzzProgress progress = new FuzzProgress(fuzzer, ops, spec.commandLine().getErr());
            try {
                fuzzer.run();
            } finally {
                progress.close();
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            return tell(fuzzer, named, seconds, spec.commandLine().getOut());
        } finally {
            told.countDown();
        }
    }

    /// A signal ends the run early, with a closing line all the same.
    private static void stop(Fuzzer fuzzer, CountDownLatch told) {
        fuzzer.stop();
        try {
            if (!told.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("epoll4j fuzz: a program does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
