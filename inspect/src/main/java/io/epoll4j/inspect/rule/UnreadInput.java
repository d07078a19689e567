package io.epoll4j.inspect.rule;

import static io.epoll4j.sys.EpollFlags.EPOLLIN;

import io.epoll4j.inspect.model.Target;
import java.util.List;

/// Level-triggered input, or connections to accept, that nobody takes: the thread goes round and
/// round.
final class UnreadInput implements Rule {
    @Override
    public List<Finding> find(Looks looks) {
        var findings = new Findings(Sickness.UNREAD_INPUT);
        for (var epoll : looks.epolls()) {
            var spinners = looks.spinners(epoll);
            if (spinners.isEmpty()) continue;
            for (var item : epoll.items()) {
                if (!isUnread(item)) continue;
                boolean listens = item.target() instanceof Target.Tcp tcp && tcp.listens();
                findings.add(
                        epoll,
                        item,
                        certainty(looks, epoll, item, listens),
                        "%,d %s, and %s"
                                .formatted(
                                        item.target().unread(),
                                        listens ? "not accepted" : "bytes unread",
                                        Findings.busy(spinners)));
            }
        }
        return findings.list();
    }

    private static boolean isUnread(ItemPair item) {
        return switch (item.target()) {
            case Target.EventFd _, Target.TimerFd _, Target.SignalFd _, Target.Nested _ -> false;
            default ->
                    item.isLevel()
                            && item.wants(EPOLLIN)
                            && (!item.wasPolled() || item.polls(EPOLLIN))
                            && item.sameUnread();
        };
    }

    /// As many as before may be others than before, unless the bytes are counted, nobody reads
    /// anything, or nobody new was let in.
    private static Certainty certainty(
            Looks looks, EpollPair epoll, ItemPair item, boolean listens) {
        if (listens) {
            // At its limit of descriptors it cannot accept; the rule for those says so.
            if (DescriptorLimit.reached(looks.now())) return Certainty.POSSIBLE;
            return epoll.items().size() == epoll.now().items().size()
                    ? Certainty.LIKELY
                    : Certainty.POSSIBLE;
        }
        if (item.isCounted()) return Certainty.SURE;
        boolean pipe =
                item.target() instanceof Target.Pipe || item.target() instanceof Target.Other;
        return pipe && looks.reads() == 0 ? Certainty.SURE : Certainty.POSSIBLE;
    }
}
