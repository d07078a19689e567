package io.epoll4j.tools;

import io.epoll4j.conformance.fuzz.Fuzzer;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/// Shows how far a fuzzer has come: a bar with its rate on a terminal, a line now and then
/// elsewhere. Looks from a thread of its own until it is closed.
final class FuzzProgress {
    private static final int LINE_MILLIS = 10_000;
    private static final int STEP_MILLIS = 200;

    private final Fuzzer fuzzer;
    private final long ops;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread watcher;

    FuzzProgress(Fuzzer fuzzer, long ops, PrintWriter err) {
        this.fuzzer = fuzzer;
        this.ops = ops;
        Runnable show = isTerminal() ? this::bar : () -> lines(err);
        this.watcher = Thread.ofPlatform().daemon().name("fuzz-progress").start(show);
    }

    @SuppressWarnings("SystemConsoleNull") // it is null where the module of the console is left out
    private static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    private void bar() {
        try (ProgressBar bar =
                new ProgressBarBuilder()
                        .setTaskName("fuzz")
                        .setInitialMax(ops)
                        .setUnit(" kops", 1000)
                        .showSpeed()
                        .setUpdateIntervalMillis(STEP_MILLIS)
                        .build()) {
            while (goesOnFor(STEP_MILLIS)) {
                bar.stepTo(Math.min(fuzzer.operations(), ops));
            }
            bar.stepTo(Math.min(fuzzer.operations(), ops));
        }
    }

    private void lines(PrintWriter err) {
        while (goesOnFor(LINE_MILLIS)) {
            long done = fuzzer.operations();
            err.println(
                    String.format(
                            Locale.ROOT, "%,d of %,d ops (%d %%)", done, ops, 100 * done / ops));
        }
    }

    private boolean goesOnFor(long millis) {
        try {
            return !closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    /// Shows the end.
    void close() {
        closed.countDown();
        try {
            watcher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
