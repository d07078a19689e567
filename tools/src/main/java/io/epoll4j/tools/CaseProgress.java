package io.epoll4j.tools;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/// Shows how many cases have run: a bar on a terminal, a line for each hundred elsewhere. Both go
/// to standard error, so that the result can be piped.
final class CaseProgress implements AutoCloseable {
    private static final int LINE_EVERY = 100;

    private final int all;
    private final @Nullable ProgressBar bar;
    private int done;

    CaseProgress(int all) {
        this.all = all;
        bar =
                onTerminal()
                        ? new ProgressBarBuilder()
                                .setTaskName("conformance")
                                .setInitialMax(all)
                                .setUnit(" cases", 1)
                                .setUpdateIntervalMillis(100)
                                .build()
                        : null;
    }

    @SuppressWarnings("SystemConsoleNull") // it still is, where output goes to a pipe
    private static boolean onTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    /// One more is done; `name` says which.
    void step(String name) {
        done++;
        if (bar != null) {
            bar.step();
            bar.setExtraMessage(name);
        } else if (done % LINE_EVERY == 0 || done == all) {
            System.err.println(done + " of " + all + " cases");
        }
    }

    @Override
    public void close() {
        if (bar != null) bar.close();
    }
}
