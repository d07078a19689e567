package io.epoll4j.inspect.rule;

import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static java.util.stream.Collectors.joining;

import java.util.List;

/// Events wait in an epoll, nobody waits for them, and the thread that should is in another call,
/// or in its own code: bursts look so at one look, not at two.
final class StuckHandler implements Rule {
    @Override
    public List<Finding> find(Looks looks) {
        var findings = new Findings(Sickness.STUCK_HANDLER);
        for (var epoll : looks.epolls()) {
            if (!hasEvents(epoll) || looks.isWaitedIn(epoll) || looks.isNested(epoll)) continue;
            if (!looks.spinners(epoll).isEmpty()) continue;
            var asleep =
                    looks.tasks().stream()
                            .filter(task -> task.sleptThrough() && !task.now().waitsInAnEpoll())
                            .toList();
            var computing =
                    looks.tasks().stream()
                            .filter(task -> task.isBusy() && epoll.isStill())
                            .toList();
            var suspects = computing.isEmpty() ? narrowed(asleep) : computing;
            if (suspects.isEmpty()) continue;
            findings.add(epoll, certainty(looks, epoll, suspects), seen(looks, suspects));
        }
        return findings.list();
    }

    private static boolean hasEvents(EpollPair epoll) {
        if (epoll.isReady()) return true;
        return epoll.mayBeReady()
                && epoll.items().stream()
                        .anyMatch(
                                item -> item.isLevel() && item.wants(EPOLLIN) && item.sameUnread());
    }

    /// Idle threads of a pool wait for a futex: whoever is in any other call comes first.
    private static List<TaskPair> narrowed(List<TaskPair> asleep) {
        var others = asleep.stream().filter(task -> !isIdle(task)).toList();
        return others.isEmpty() ? asleep : others;
    }

    private static boolean isIdle(TaskPair task) {
        return task.now().call() != null && task.now().call().name().startsWith("futex");
    }

    private static Certainty certainty(Looks looks, EpollPair epoll, List<TaskPair> suspects) {
        if (suspects.size() > 1 || !epoll.now().sharedWith().isEmpty()) return Certainty.POSSIBLE;
        boolean alone = looks.now().tasks().size() == 1;
        return alone && epoll.isReady() && suspects.getFirst().sleptThrough()
                ? Certainty.SURE
                : Certainty.LIKELY;
    }

    private static String seen(Looks looks, List<TaskPair> suspects) {
        var who = suspects.stream().limit(3).map(StuckHandler::where).collect(joining(", "));
        return "events have waited for %.1f s and nobody for them; %s"
                .formatted(looks.seconds(), who);
    }

    private static String where(TaskPair task) {
        var call = task.now().call();
        return task.name()
                + (call == null || task.isBusy()
                        ? " runs in its own code"
                        : " is in " + call.text());
    }
}
