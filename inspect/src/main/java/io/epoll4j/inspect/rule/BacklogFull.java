package io.epoll4j.inspect.rule;

import static io.epoll4j.sys.EpollFlags.EPOLLIN;

import io.epoll4j.inspect.model.Target;
import java.util.ArrayList;
import java.util.List;

/// As many connections wait as a listener lets wait, and the loop that should accept them sleeps:
/// further clients get no answer.
final class BacklogFull implements Rule {
    @Override
    public List<Finding> find(Looks looks) {
        var findings = new Findings(Sickness.BACKLOG_FULL);
        for (var epoll : looks.epolls()) {
            if (looks.sleepers(epoll).isEmpty()) continue;
            for (var item : epoll.items()) {
                if (!isFull(item.before().target()) || !isFull(item.now().target())) continue;
                // Who takes EPOLLIN out of the mask pauses, most likely for want of room.
                var certainty = item.wants(EPOLLIN) ? Certainty.LIKELY : Certainty.POSSIBLE;
                findings.add(
                        epoll,
                        item,
                        certainty,
                        seen(item.target())
                                + ", while "
                                + looks.sleepers(epoll).getFirst().name()
                                + " sleeps in the epoll");
            }
        }
        var all = new ArrayList<>(findings.list());
        all.addAll(unwatched(looks));
        return all;
    }

    private static List<Finding> unwatched(Looks looks) {
        if (looks.epolls().isEmpty()) return List.of();
        return looks.now().unwatched().stream()
                .filter(listener -> isFull(listener.socket()))
                .filter(listener ->
                        looks.before().unwatched().stream()
                                .anyMatch(was -> was.fd() == listener.fd() && isFull(was.socket())))
                .map(listener ->
                        new Finding(
                                Sickness.BACKLOG_FULL,
                                Certainty.POSSIBLE,
                                -1,
                                List.of(listener.fd()),
                                seen(listener.socket()) + ", and no epoll watches it"))
                .toList();
    }

    private static boolean isFull(Target target) {
        return target instanceof Target.Tcp tcp && tcp.full();
    }

    private static String seen(Target target) {
        long room = target instanceof Target.Tcp tcp ? tcp.room() : -1;
        return "%,d connections wait where %,d may".formatted(target.unread(), room);
    }
}
