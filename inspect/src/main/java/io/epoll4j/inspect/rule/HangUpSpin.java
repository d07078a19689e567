package io.epoll4j.inspect.rule;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLRDHUP;

import io.epoll4j.inspect.model.EpollMask;
import java.util.List;

/// A peer has hung up, which epoll reports whether one asks for it or not, and nobody closes: the
/// thread goes round and round.
final class HangUpSpin implements Rule {
    @Override
    public List<Finding> find(Looks looks) {
        var findings = new Findings(Sickness.HANGUP_SPIN);
        for (var epoll : looks.epolls()) {
            var spinners = looks.spinners(epoll);
            if (spinners.isEmpty()) continue;
            for (var item : epoll.items())
                if (isHungUp(item))
                    findings.add(
                            epoll,
                            item,
                            item.wasPolled() ? Certainty.SURE : Certainty.LIKELY,
                            seen(item, spinners));
        }
        return findings.list();
    }

    private static boolean isHungUp(ItemPair item) {
        if (!item.isLevel()) return false;
        boolean reads = item.wants(EPOLLIN);
        if (reads && item.target().unread() > 0) return false; // the rule for input tells of it
        if (!item.wasPolled()) return reads && item.isTcp("CLOSE_WAIT");
        boolean asksForTheEnd = reads || item.wants(EPOLLRDHUP);
        int hangUp = EPOLLHUP | EPOLLERR | (asksForTheEnd ? EPOLLRDHUP : 0);
        return item.polls(hangUp);
    }

    private static String seen(ItemPair item, List<TaskPair> spinners) {
        var polled =
                item.wasPolled()
                        ? "poll says " + EpollMask.names(item.now().polled())
                        : "the peer has hung up";
        return "%s, asked for %s, and %s"
                .formatted(polled, EpollMask.text(item.now().mask()), Findings.busy(spinners));
    }
}
