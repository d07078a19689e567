package io.epoll4j.inspect.rule;

import io.epoll4j.inspect.model.Snapshot;
import io.epoll4j.inspect.model.Target;
import java.util.ArrayList;
import java.util.List;

/// The peer has closed, everything it sent was read, nothing is on its way to it, and everybody is
/// asleep: nobody will close the socket.
final class CloseWait implements Rule {
    @Override
    public List<Finding> find(Looks looks) {
        var findings = new Findings(Sickness.CLOSE_WAIT);
        boolean working =
                looks.someWork() || looks.someoneIsOwed() || looks.now().process().virtualThreads();
        for (var epoll : looks.epolls()) {
            if (looks.sleepers(epoll).isEmpty()) continue;
            for (var item : epoll.items()) {
                // What is disarmed or unread is told of by other rules.
                if (!isLeft(item) || item.isDisarmed()) continue;
                var certainty =
                        working || looks.asksOthers(epoll, item)
                                ? Certainty.POSSIBLE
                                : Certainty.LIKELY;
                findings.add(epoll, item, certainty, seen(looks, item.target()));
            }
        }
        var all = new ArrayList<>(findings.list());
        all.addAll(unwatched(looks, working));
        return all;
    }

    private static boolean isLeft(ItemPair item) {
        return item.isTcp("CLOSE_WAIT") && isDone(item.before().target()) && isDone(item.target());
    }

    private static boolean isDone(Target socket) {
        return socket.unread() <= 0 && socket.unsent() <= 0;
    }

    private static List<Finding> unwatched(Looks looks, boolean working) {
        var left =
                looks.now().unwatched().stream()
                        .filter(socket ->
                                socket.socket().state().equals("CLOSE_WAIT")
                                        && isDone(socket.socket()))
                        .filter(socket -> looks.before().unwatched().contains(socket))
                        .toList();
        if (left.isEmpty() || looks.epolls().isEmpty()) return List.of();
        // A pool of connections to others finds out when it next uses one: harmless.
        boolean accepted = left.stream().anyMatch(socket -> !looks.isOutgoing(socket.socket()));
        boolean asleep =
                looks.epolls().stream().anyMatch(epoll -> !looks.sleepers(epoll).isEmpty());
        var certainty = accepted && asleep && !working ? Certainty.LIKELY : Certainty.POSSIBLE;
        return List.of(
                new Finding(
                        Sickness.CLOSE_WAIT,
                        certainty,
                        -1,
                        left.stream().map(Snapshot.Unwatched::fd).toList(),
                        seen(looks, left.getFirst().socket()) + ", and no epoll watches it"));
    }

    private static String seen(Looks looks, Target target) {
        boolean unseen = target instanceof Target.Tcp tcp && tcp.hungUp();
        return "CLOSE_WAIT for %.1f s, nothing unsent, the end of the stream %s"
                .formatted(looks.seconds(), unseen ? "not read" : "read");
    }
}
