package io.epoll4j.inspect.rule;

import java.util.List;

/// A thread goes round and round though there are no events: it polls.
final class ZeroTimeout implements Rule {
    @Override
    public List<Finding> find(Looks looks) {
        var findings = new Findings(Sickness.ZERO_TIMEOUT);
        var spinners = looks.tasks().stream().filter(TaskPair::spins).toList();
        if (spinners.isEmpty()) return List.of();
        for (var epoll : looks.epolls()) {
            if (looks.isWaitedIn(epoll) || looks.isNested(epoll)) continue;
            if (Looks.isQuiet(epoll.before(), epoll.now()) && epoll.isStill())
                findings.add(
                        epoll,
                        Certainty.POSSIBLE,
                        "no events at two looks, nobody sleeps in it, and "
                                + Findings.busy(spinners));
        }
        return findings.list();
    }
}
