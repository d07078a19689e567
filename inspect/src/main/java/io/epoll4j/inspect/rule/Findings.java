package io.epoll4j.inspect.rule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one rule finds, brought together: one finding for all items of an epoll of which it is
/// equally certain, with the evidence of the first.
final class Findings {
    private record Key(int epoll, Certainty certainty) {}

    private record Group(List<Integer> fds, String evidence) {}

    private final Sickness sickness;
    private final Map<Key, Group> groups = new LinkedHashMap<>();

    Findings(Sickness sickness) {
        this.sickness = sickness;
    }

    void add(EpollPair epoll, ItemPair item, Certainty certainty, String evidence) {
        group(epoll, certainty, evidence).fds.add(item.fd());
    }

    void add(EpollPair epoll, Certainty certainty, String evidence) {
        group(epoll, certainty, evidence);
    }

    private Group group(EpollPair epoll, Certainty certainty, String evidence) {
        return groups.computeIfAbsent(
                new Key(epoll.fd(), certainty), _ -> new Group(new ArrayList<>(), evidence));
    }

    List<Finding> list() {
        var findings = new ArrayList<Finding>();
        groups.forEach((key, group) -> {
            var fds = group.fds.stream().sorted().toList();
            var more = fds.size() > 1 ? " (the first of %,d)".formatted(fds.size()) : "";
            findings.add(
                    new Finding(sickness, key.certainty, key.epoll, fds, group.evidence + more));
        });
        return findings;
    }

    /// How busy the threads are that go round and round.
    static String busy(List<TaskPair> spinners) {
        var first = spinners.getFirst();
        return "%s takes %.0f %% of a processor and never sleeps"
                .formatted(first.name(), Math.min(1, first.busy()) * 100);
    }
}
