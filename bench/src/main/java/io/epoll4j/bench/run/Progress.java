package io.epoll4j.bench.run;

import java.io.PrintStream;

/// A line on standard error that says what runs, how much is done and how long it will take.
public final class Progress {
    private static final int WIDTH = 24;

    private final PrintStream out;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private double total;
    private double done;
    private String heading = "";

    /// @param terminal whether the line may be rewritten in place; otherwise each heading gets one
    ///   line
    public Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /// On standard error, as a terminal can or cannot show it.
    public static Progress onStandardError() {
        return new Progress(System.err, System.console() != null && System.console().isTerminal());
    }

    /// So many seconds of work are to come.
    public void expect(double seconds) {
        total += seconds;
    }

    /// Says what runs now.
    public void at(String section, String detail) {
        if (terminal) {
            draw(section + ": " + detail);
        } else if (!heading.equals(section)) {
            heading = section;
            out.printf("%s (%s left)%n", section, left());
        }
    }

    /// So many of the expected seconds are over.
    public void advance(double seconds) {
        done += seconds;
    }

    /// A line that stays.
    public void notice(String line) {
        clear();
        out.println("bench: " + line);
    }

    /// Takes the line away.
    public void clear() {
        if (terminal) {
            out.print("\r\033[K");
            out.flush();
        }
    }

    private void draw(String what) {
        double part = total == 0 ? 0 : Math.min(1, done / total);
        int filled = (int) (part * WIDTH);
        String bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
        out.printf("\r\033[K[%s] %3.0f %%  %s left  %s", bar, part * 100, left(), what);
        out.flush();
    }

    /// The plan's own estimate, corrected by how the work so far kept to it.
    private String left() {
        double elapsed = (System.nanoTime() - start) / 1e9;
        double pace = done < 5 ? 1 : elapsed / done;
        long seconds = Math.round(Math.max(0, total - done) * pace);
        return "%d:%02d".formatted(seconds / 60, seconds % 60);
    }
}
