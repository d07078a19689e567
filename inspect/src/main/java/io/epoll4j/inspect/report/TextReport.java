package io.epoll4j.inspect.report;

import io.epoll4j.inspect.model.EpollSet;
import io.epoll4j.inspect.model.EpollSet.Ready;
import io.epoll4j.inspect.model.Snapshot;
import io.epoll4j.inspect.model.Target;
import io.epoll4j.inspect.model.Watched;
import io.epoll4j.inspect.rule.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Snapshots and findings as lines for people.
public final class TextReport {
    /// An epoll of more items is summed up, unless all are asked for.
    private static final int FEW = 20;

    private static final String ITEM = "  %6s  %-24s %s";

    private final boolean everything;

    /// @param everything whether to show every item of every epoll, however many there are
    public TextReport(boolean everything) {
        this.everything = everything;
    }

    /// What a look saw.
    public List<String> lines(Snapshot snapshot) {
        var lines = new ArrayList<String>();
        lines.add(title(snapshot));
        for (var epoll : snapshot.epolls()) {
            lines.add("");
            lines.add(heading(snapshot, epoll));
            for (var waiter : snapshot.waitersOf(epoll))
                lines.add("  " + line(Texts.waiter(waiter)));
            var items = epoll.items();
            if (items.isEmpty()) continue;
            lines.add(ITEM.formatted("fd", "wants", "is"));
            if (everything || items.size() <= FEW) for (var item : items) lines.add(line(item));
            else lines.addAll(sums(items));
        }
        if (snapshot.epolls().isEmpty()) lines.add("  it has no epoll");
        if (!snapshot.unseen().isEmpty()) lines.add("");
        for (var unseen : snapshot.unseen()) lines.add("not seen: " + unseen);
        return lines;
    }

    /// `nginx (pid 81, user www-data): 1 epoll, 12 watched, 1 thread, 17 of 1,024 descriptors`.
    static String title(Snapshot snapshot) {
        var process = snapshot.process();
        var most = process.maxOpenFiles() < 0 ? "" : " of " + Texts.number(process.maxOpenFiles());
        return "%s (pid %d, user %s): %s, %s watched, %s, %s%s descriptors"
                .formatted(
                        Texts.printable(process.name()),
                        process.pid(),
                        process.user(),
                        count(snapshot.epolls().size(), "epoll"),
                        Texts.number(snapshot.watches()),
                        count(snapshot.tasks().size(), "thread"),
                        Texts.number(process.openFiles()),
                        most);
    }

    private static String heading(Snapshot snapshot, EpollSet epoll) {
        var line = new StringBuilder("epoll ").append(epoll.fd());
        if (!epoll.copies().isEmpty()) line.append(" (also ").append(epoll.copies()).append(')');
        line.append(": ").append(Texts.number(epoll.items().size())).append(" watched");
        if (epoll.ready() != Ready.UNKNOWN)
            line.append(epoll.ready() == Ready.YES ? ", has events" : ", no events");
        var outer = snapshot.watchersOf(epoll);
        if (!outer.isEmpty()) line.append(", watched by epoll ").append(outer.getFirst().fd());
        else if (snapshot.waitersOf(epoll).isEmpty()) line.append(", nobody sleeps in it");
        if (!epoll.sharedWith().isEmpty())
            line.append(", shared with pid ").append(epoll.sharedWith());
        if (epoll.earlier())
            line.append(", as read some time ago: it is too large to be read often");
        return line.toString();
    }

    private static String line(Watched item) {
        return line(
                ITEM.formatted(
                                item.fd(),
                                Texts.mask(item),
                                Texts.place(item) + Texts.of(item.target()))
                        + "  [%x]".formatted(item.data()));
    }

    private static String line(String text) {
        return Texts.printable(text);
    }

    private static List<String> sums(List<Watched> items) {
        record Kind(String wants, String is) {}
        record Sum(long count, long unread, long unsent, int example) {}
        Map<Kind, Sum> sums = new LinkedHashMap<>();
        for (var item : items) {
            long unread = Math.max(0, item.target().unread());
            long unsent = Math.max(0, item.target().unsent());
            sums.merge(
                    new Kind(Texts.mask(item), Texts.place(item) + kind(item.target())),
                    new Sum(1, unread, unsent, item.fd()),
                    (a, b) ->
                            new Sum(
                                    a.count + b.count,
                                    a.unread + b.unread,
                                    a.unsent + b.unsent,
                                    a.example));
        }
        var lines = new ArrayList<String>();
        sums.forEach((kind, sum) -> {
            var more = sum.count == 1 ? "" : ", " + sum.example + " among them";
            lines.add(
                    ITEM.formatted("x" + sum.count, kind.wants, kind.is)
                            + (sum.unread > 0 ? ", " + Texts.number(sum.unread) + " unread" : "")
                            + (sum.unsent > 0 ? ", " + Texts.number(sum.unsent) + " unsent" : "")
                            + more);
        });
        return lines;
    }

    private static String kind(Target target) {
        return switch (target) {
            case Target.Tcp tcp -> "tcp " + tcp.state();
            case Target.Unix unix -> "unix " + unix.type() + " " + unix.state();
            default -> target.kind();
        };
    }

    /// What was found.
    public List<String> lines(List<Finding> findings) {
        if (findings.isEmpty()) return List.of("nothing found");
        var lines = new ArrayList<String>();
        for (var finding : findings) {
            lines.add(headline(finding));
            lines.add("  " + line(finding.evidence()));
            lines.add("  cure: " + finding.cure());
        }
        lines.add(
                "--explain CODE tells more, such as --explain "
                        + findings.getFirst().sickness().code());
        return lines;
    }

    /// `likely missed-edge: epoll 5, fd 7 8 9`.
    static String headline(Finding finding) {
        var line = new StringBuilder(finding.certainty().text());
        line.append(' ').append(finding.sickness().code());
        if (finding.epoll() >= 0) line.append(": epoll ").append(finding.epoll());
        if (!finding.fds().isEmpty()) {
            line.append(finding.epoll() >= 0 ? ", fd" : ": fd");
            finding.fds().stream().limit(8).forEach(fd -> line.append(' ').append(fd));
            if (finding.fds().size() > 8)
                line.append(" and ").append(Texts.number(finding.fds().size() - 8)).append(" more");
        }
        return line.toString();
    }

    static String count(long n, String what) {
        return n == 1 ? "1 " + what : Texts.number(n) + " " + what + "s";
    }
}
