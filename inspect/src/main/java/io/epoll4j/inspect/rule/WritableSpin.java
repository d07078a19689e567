package io.epoll4j.inspect.rule;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;

import java.util.List;

/// Level-triggered EPOLLOUT with nothing to send: there is always room, and the thread goes round
/// and round.
final class WritableSpin implements Rule {
    @Override
    public List<Finding> find(Looks looks) {
        var findings = new Findings(Sickness.EPOLLOUT_SPIN);
        for (var epoll : looks.epolls()) {
            var spinners = looks.spinners(epoll);
            if (spinners.isEmpty()) continue;
            for (var item : epoll.items())
                if (isIdle(item))
                    findings.add(
                            epoll,
                            item,
                            item.isCounted() ? Certainty.SURE : Certainty.LIKELY,
                            seen(looks, item, spinners));
        }
        return findings.list();
    }

    private static boolean isIdle(ItemPair item) {
        return item.isLevel()
                && item.wants(EPOLLOUT)
                && item.polls(EPOLLOUT)
                && !item.polls(EPOLLHUP | EPOLLERR)
                && item.target().unsent() <= 0
                && item.before().target().unsent() <= 0
                && item.nothingSent()
                && item.before().target().unread() == item.now().target().unread();
    }

    private static String seen(Looks looks, ItemPair item, List<TaskPair> spinners) {
        var sent =
                item.isCounted()
                        ? "no byte sent in %.1f s".formatted(looks.seconds())
                        : "writable at both looks";
        return sent + ", nothing queued, and " + Findings.busy(spinners);
    }
}
