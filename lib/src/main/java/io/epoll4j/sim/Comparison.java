package io.epoll4j.sim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares a run, step by step, with one of the same seed before it.
final class Comparison {
    private static final int SHOWN = 5;

    private final List<TraceEvent> before;

    Comparison(List<TraceEvent> before) {
        this.before = List.copyOf(before);
    }

    /// Step `index` of this run is `event`; null if it was so before.
    @Nullable Verdict check(int index, TraceEvent event, List<TraceEvent> now) {
        TraceEvent expected = index < before.size() ? before.get(index) : null;
        if (event.equals(expected)) return null;
        return differs(
                index,
                String.valueOf(expected == null ? "nothing more" : expected),
                event.toString(),
                now);
    }

    /// The run has ended; null if it ended so before.
    @Nullable Verdict checkEnd(List<TraceEvent> now) {
        int count = now.size();
        return count < before.size()
                ? differs(count, before.get(count).toString(), "nothing more", now)
                : null;
    }

    private static Verdict differs(int index, String first, String second, List<TraceEvent> now) {
        var text =
                new StringBuilder("two runs of the same seed differ at step ")
                        .append(index)
                        .append("\n  the first run:  ")
                        .append(first)
                        .append("\n  the second run: ")
                        .append(second)
                        .append(
                                "\n"
                                    + "What can make them differ: Math.random, ThreadLocalRandom,"
                                    + " UUID, System.nanoTime or currentTimeMillis, a HashMap's"
                                    + " order where hashCode is Object's, static state, a thread"
                                    + " that the world did not start. Before it, both did:");
        int from = Math.max(0, index - SHOWN);
        for (TraceEvent event : now.subList(from, Math.min(index, now.size())))
            text.append("\n  ").append(Times.text(event.at())).append("  ").append(event);
        return new Verdict("not deterministic", text.toString());
    }
}
