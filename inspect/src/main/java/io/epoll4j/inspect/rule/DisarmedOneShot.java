package io.epoll4j.inspect.rule;

import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLRDHUP;

import io.epoll4j.inspect.model.Target;
import java.util.List;

/// EPOLLONESHOT has gone off, something is unread, everybody is asleep, and nobody has armed it
/// again.
///
/// Every socket of a virtual thread that does not read just now looks the same.
final class DisarmedOneShot implements Rule {
    @Override
    public List<Finding> find(Looks looks) {
        var findings = new Findings(Sickness.ONESHOT_DISARMED);
        boolean virtual = looks.now().process().virtualThreads();
        for (var epoll : looks.epolls()) {
            if (looks.sleepers(epoll).isEmpty()) continue;
            for (var item : epoll.items()) {
                if (!item.isDisarmed() || item.target() instanceof Target.Nested) continue;
                boolean waiting = item.sameUnread() || item.polls(EPOLLHUP | EPOLLRDHUP);
                if (!waiting && virtual) continue;
                boolean working =
                        virtual
                                || looks.someWork()
                                || looks.someoneIsOwed()
                                || looks.asksOthers(epoll, item);
                findings.add(
                        epoll,
                        item,
                        waiting && !working ? Certainty.LIKELY : Certainty.POSSIBLE,
                        seen(looks, item));
            }
        }
        return findings.list();
    }

    private static String seen(Looks looks, ItemPair item) {
        long unread = item.target().unread();
        var what =
                unread > 0
                        ? "%,d unread".formatted(unread)
                        : item.polls(EPOLLHUP | EPOLLRDHUP)
                                ? "the peer has hung up"
                                : "nothing to read yet";
        return "disarmed for %.1f s (mask %x), %s"
                .formatted(looks.seconds(), item.now().mask(), what);
    }
}
