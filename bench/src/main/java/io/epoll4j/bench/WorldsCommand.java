package io.epoll4j.bench;

import com.sun.management.OperatingSystemMXBean;
import io.epoll4j.bench.world.Worlds;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./epoll4j bench worlds`: what simulated worlds cost.
@Command(
        name = "worlds",
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {Main.DONE, Main.NOT_DONE, Main.WRONG_COMMAND},
        description = "Times simulated worlds: many small ones, and one with 100 machines.")
final class WorldsCommand implements Runnable {
    private static final int COUNT = 1_000;
    private static final int MACHINES = 100;
    private static final int EACH = 100;

    @Option(names = "--quick", description = "A tenth of it.")
    private boolean quick;

    @Override
    public void run() {
        int count = quick ? COUNT / 10 : COUNT;
        int each = quick ? EACH / 10 : EACH;
        double cold = seconds(() -> Worlds.small(count));
        long before = live();
        double warm = seconds(() -> Worlds.small(count));
        long after = live();
        System.out.printf(
                "2 clients x 50 echoes: %,.0f worlds a minute at first, %,.0f then%n",
                60 * count / cold, 60 * count / warm);
        System.out.printf(
                "live heap: %,d bytes after %,d worlds, %,d after %,d%n",
                before, count, after, 2 * count);
        double idle = seconds(() -> Worlds.idle(MACHINES, each));
        System.out.printf(
                "%,d machines with %,d idle connections, an hour: %.1f s%n",
                MACHINES, MACHINES * each, idle);
    }

    /// Of the processor, for compilers and collector too: others may be busy here.
    private static double seconds(LongSupplier what) {
        long began = processorTime();
        if (what.getAsLong() <= 0) throw new IllegalStateException("nothing was done");
        return (processorTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private static long processorTime() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long live() {
        for (int i = 0; i < 3; i++) System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
