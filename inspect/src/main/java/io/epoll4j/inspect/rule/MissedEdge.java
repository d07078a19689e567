package io.epoll4j.inspect.rule;

import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;

import io.epoll4j.inspect.model.Target;
import java.util.List;

/// Edge-triggered, something unread, and everybody asleep in that epoll: no edge will come until
/// the peer sends more.
///
/// A proxy that waits for its other side looks just the same and is right: where some peer is owed
/// bytes, or an answer may be under way, it is a pause as likely.
final class MissedEdge implements Rule {
    @Override
    public List<Finding> find(Looks looks) {
        var findings = new Findings(Sickness.MISSED_EDGE);
        for (var epoll : looks.epolls()) {
            var sleepers = looks.sleepers(epoll);
            if (sleepers.isEmpty() || epoll.isReady()) continue;
            for (var item : epoll.items())
                if (isMissed(item))
                    findings.add(
                            epoll,
                            item,
                            certainty(looks, epoll, item),
                            seen(looks, item, sleepers));
        }
        return findings.list();
    }

    private static boolean isMissed(ItemPair item) {
        boolean asked = item.wants(EPOLLET | EPOLLIN) && item.sameUnread();
        return asked
                && switch (item.target()) {
                    case Target.Tcp tcp -> !tcp.full();
                    // Counters are often left unread on purpose: each write is an edge of its own.
                    case Target.EventFd _, Target.TimerFd _ -> false;
                    default -> true;
                };
    }

    private static Certainty certainty(Looks looks, EpollPair epoll, ItemPair item) {
        // Runtimes that ask for everything once, and read when some task of theirs asks them to.
        boolean readsOnDemand = item.wants(EPOLLOUT) && looks.hasOtherThreads();
        boolean mayPause =
                looks.someoneIsOwed()
                        || looks.asksOthers(epoll, item)
                        || looks.someWork()
                        || readsOnDemand
                        || looks.now().process().virtualThreads();
        return mayPause ? Certainty.POSSIBLE : Certainty.LIKELY;
    }

    private static String seen(Looks looks, ItemPair item, List<TaskPair> sleepers) {
        boolean listens = item.target() instanceof Target.Tcp tcp && tcp.listens();
        var pause =
                looks.someoneIsOwed() ? "; another peer is owed bytes: this may be a pause" : "";
        return "%,d %s for %.1f s and no edge to come, while %s sleeps in the epoll%s"
                .formatted(
                        item.target().unread(),
                        listens ? "not accepted" : "bytes unread",
                        looks.seconds(),
                        sleepers.getFirst().name(),
                        pause);
    }
}
