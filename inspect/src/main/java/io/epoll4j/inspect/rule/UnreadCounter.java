package io.epoll4j.inspect.rule;

import static io.epoll4j.sys.EpollFlags.EPOLLIN;

import io.epoll4j.inspect.model.Target;
import java.util.ArrayList;
import java.util.List;

/// A level-triggered eventfd, timerfd or signalfd that is reported and not read: the thread goes
/// round and round. Under EPOLLET a count above 0 is normal.
final class UnreadCounter implements Rule {
    /// A loop that goes round reads far more often, if it reads at all.
    private static final long FEW_READS = 50;

    @Override
    public List<Finding> find(Looks looks) {
        var eventfds = new Findings(Sickness.UNREAD_EVENTFD);
        var timerfds = new Findings(Sickness.UNREAD_TIMERFD);
        var signalfds = new Findings(Sickness.UNREAD_SIGNALFD);
        for (var epoll : looks.epolls()) {
            var spinners = looks.spinners(epoll);
            if (spinners.isEmpty()) continue;
            for (var item : epoll.items()) {
                if (!item.isLevel() || !item.wants(EPOLLIN)) continue;
                if (item.target().unread() <= 0 || item.before().target().unread() <= 0) continue;
                var busy = ", and " + Findings.busy(spinners);
                switch (item.target()) {
                    case Target.EventFd(long count) ->
                            eventfds.add(
                                    epoll,
                                    item,
                                    certainty(looks),
                                    "its counter is %,d".formatted(count) + busy);
                    case Target.TimerFd timer ->
                            timerfds.add(
                                    epoll,
                                    item,
                                    certainty(looks),
                                    "expirations unread: %,d".formatted(timer.ticks()) + busy);
                    case Target.SignalFd signal ->
                            signalfds.add(
                                    epoll,
                                    item,
                                    certainty(looks),
                                    "signal %d waits".formatted(signal.pending().getFirst())
                                            + busy);
                    default -> {}
                }
            }
        }
        var all = new ArrayList<>(eventfds.list());
        all.addAll(timerfds.list());
        all.addAll(signalfds.list());
        return all;
    }

    /// Whoever is busy may well have something new to read at both looks: only that nobody reads
    /// anything is a proof.
    private static Certainty certainty(Looks looks) {
        long reads = looks.reads();
        if (reads == 0) return Certainty.SURE;
        return reads > 0 && reads < FEW_READS * Math.max(1, looks.seconds())
                ? Certainty.LIKELY
                : Certainty.POSSIBLE;
    }
}
