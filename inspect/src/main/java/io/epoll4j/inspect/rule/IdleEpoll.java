package io.epoll4j.inspect.rule;

import java.util.ArrayList;
import java.util.List;

/// Epolls that watch nothing, or in which nobody waits.
final class IdleEpoll implements Rule {
    @Override
    public List<Finding> find(Looks looks) {
        var unused = new Findings(Sickness.UNUSED_EPOLL);
        var unwaited = new Findings(Sickness.NOBODY_WAITS);
        boolean someoneRuns = looks.tasks().stream().anyMatch(TaskPair::isBusy);
        for (var epoll : looks.epolls()) {
            if (looks.isWaitedIn(epoll) || looks.isNested(epoll) || someoneRuns || epoll.isReady())
                continue;
            if (epoll.now().items().isEmpty())
                unused.add(epoll, Certainty.POSSIBLE, "it watches nothing, and nobody waits in it");
            else
                unwaited.add(
                        epoll,
                        Certainty.POSSIBLE,
                        "%,d watched, and nobody waits in it"
                                .formatted(epoll.now().items().size()));
        }
        var all = new ArrayList<>(unused.list());
        all.addAll(unwaited.list());
        return all;
    }
}
