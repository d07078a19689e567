package io.epoll4j.inspect.rule;

import static java.util.Comparator.comparing;

import io.epoll4j.inspect.model.Snapshot;
import java.util.Comparator;
import java.util.List;

/// Asks every rule. Any thread may.
public final class Doctor {
    private static final List<Rule> RULES =
            List.of(
                    new MissedEdge(),
                    new DisarmedOneShot(),
                    new HangUpSpin(),
                    new WritableSpin(),
                    new UnreadCounter(),
                    new UnreadInput(),
                    new ClosedButWatched(),
                    new ThunderingHerd(),
                    new StuckHandler(),
                    new BacklogFull(),
                    new CloseWait(),
                    new WatchLimit(),
                    new DescriptorLimit(),
                    new NestedEpoll(),
                    new IdleEpoll(),
                    new ZeroTimeout());

    private Doctor() {}

    /// What is wrong with the process that was looked at twice, the most certain first.
    ///
    /// @param before a look at it
    /// @param now a later one, better a second than a moment later
    public static List<Finding> diagnose(Snapshot before, Snapshot now) {
        var looks = new Looks(before, now);
        return RULES.stream()
                .flatMap(rule -> rule.find(looks).stream())
                .sorted(comparing(Finding::certainty, Comparator.reverseOrder()))
                .toList();
    }
}
