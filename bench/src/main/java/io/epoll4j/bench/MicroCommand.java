package io.epoll4j.bench;

import io.epoll4j.bench.kernel.BytesPerItem;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./epoll4j bench micro`: the small things, each by itself, with JMH.
@Command(
        name = "micro",
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {Main.DONE, Main.NOT_DONE, Main.WRONG_COMMAND},
        description =
                "Times the small things with JMH: system calls, timers, wake-ups, the JVM kernel.")
final class MicroCommand implements Runnable {
    private static final String ALL = ".*";

    @Parameters(
            arity = "0..1",
            paramLabel = "PATTERN",
            description = "Benchmarks whose name matches (default: all).")
    private String pattern = ALL;

    @Option(names = "--quick", description = "One short fork of each.")
    private boolean quick;

    @Override
    public void run() {
        var options =
                new OptionsBuilder()
                        .include(pattern)
                        .jvmArgsAppend("--enable-native-access=ALL-UNNAMED")
                        .forks(quick ? 1 : 2)
                        .warmupIterations(quick ? 2 : 3)
                        .measurementIterations(quick ? 2 : 5)
                        .warmupTime(TimeValue.milliseconds(quick ? 300 : 1000))
                        .measurementTime(TimeValue.milliseconds(quick ? 300 : 1000))
                        .build();
        try {
            new Runner(options).run();
            if (pattern.equals(ALL)) {
                BytesPerItem.main(new String[0]);
            }
        } catch (RunnerException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
