package io.epoll4j.inspect.report;

import io.epoll4j.inspect.model.EpollSet;
import io.epoll4j.inspect.model.Snapshot;
import io.epoll4j.inspect.model.Target.Tcp;
import io.epoll4j.inspect.model.Task;
import io.epoll4j.inspect.model.Watched;
import io.epoll4j.inspect.rule.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/// A look beside the one before: what has changed is marked with `*`, and what moves has a rate.
public final class WatchReport {
    private final TextReport text;

    /// @param everything whether to show every item of every epoll, however many there are
    public WatchReport(boolean everything) {
        text = new TextReport(everything);
    }

    /// The page for a terminal: everything, changed lines marked.
    public List<String> page(Snapshot before, Snapshot now, List<Finding> findings) {
        var old = new HashSet<>(text.lines(before));
        var lines = new ArrayList<String>();
        for (var line : text.lines(now)) lines.add((old.contains(line) ? "  " : "* ") + line);
        lines.add("");
        lines.add(rates(before, now));
        lines.add("");
        lines.addAll(text.lines(findings));
        return lines;
    }

    /// A line for each look, for a pipe, and one for each finding that was not there before.
    public List<String> lines(
            Snapshot before, Snapshot now, List<Finding> known, List<Finding> findings) {
        var lines = new ArrayList<String>();
        lines.add(rates(before, now));
        for (var finding : findings)
            if (known.stream().noneMatch(old -> isSame(old, finding)))
                lines.add("+ " + TextReport.headline(finding) + ": " + finding.evidence());
        for (var old : known)
            if (findings.stream().noneMatch(finding -> isSame(old, finding)))
                lines.add("- " + TextReport.headline(old));
        return lines;
    }

    private static boolean isSame(Finding one, Finding other) {
        return one.sickness() == other.sickness()
                && one.certainty() == other.certainty()
                && one.epoll() == other.epoll()
                && one.fds().equals(other.fds());
    }

    /// `nginx (81): 12 watched (+1 -0), cpu 3 %, wakings 120/s, tcp in 1.2 kB/s, out 88 kB/s`.
    static String rates(Snapshot before, Snapshot now) {
        double seconds = Math.max(1e-9, (now.nanos() - before.nanos()) / 1e9);
        long ran = sum(now, true) - sum(before, true);
        long woke = sum(now, false) - sum(before, false);
        var gone = new HashSet<>(identities(before));
        var come = new HashSet<>(identities(now));
        gone.removeAll(identities(now));
        come.removeAll(identities(before));
        return String.format(
                Locale.ROOT,
                "%s (%d): %,d watched (+%d -%d), cpu %.0f %%, wakings %,.0f/s, tcp in %s/s, out"
                        + " %s/s",
                Texts.printable(now.process().name()),
                now.process().pid(),
                now.watches(),
                come.size(),
                gone.size(),
                ran / seconds / 1e7,
                Math.max(0, woke) / seconds,
                bytes(moved(before, now, true) / seconds),
                bytes(moved(before, now, false) / seconds));
    }

    private static long sum(Snapshot look, boolean ran) {
        return look.tasks().stream().mapToLong(ran ? Task::ranNanos : Task::sleeps).sum();
    }

    private static List<String> identities(Snapshot look) {
        var identities = new ArrayList<String>();
        for (var epoll : look.epolls())
            for (var item : epoll.items())
                identities.add(epoll.fd() + " " + item.fd() + " " + item.inode());
        return identities;
    }

    private static double moved(Snapshot before, Snapshot now, boolean in) {
        double moved = 0;
        for (var epoll : now.epolls()) {
            var was = before.epoll(epoll.fd()).map(EpollSet::items).orElse(List.of());
            var known = new HashMap<Long, Long>();
            for (var item : was) known.put(item.inode(), count(item, in));
            for (var item : epoll.items()) {
                long then = known.getOrDefault(item.inode(), -1L);
                if (then >= 0) moved += Math.max(0, count(item, in) - then);
            }
        }
        return moved;
    }

    private static long count(Watched item, boolean in) {
        return item.target() instanceof Tcp tcp ? in ? tcp.received() : tcp.sent() : -1;
    }

    private static String bytes(double n) {
        if (n < 1e3) return String.format(Locale.ROOT, "%.0f B", n);
        return n < 1e6
                ? String.format(Locale.ROOT, "%.1f kB", n / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", n / 1e6);
    }
}
