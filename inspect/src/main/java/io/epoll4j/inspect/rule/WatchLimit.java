package io.epoll4j.inspect.rule;

import java.util.List;

/// The process alone has nearly as many items as all processes of its user may have together.
final class WatchLimit implements Rule {
    private static final double NEAR = 0.8;
    private static final double AT = 0.95;

    @Override
    public List<Finding> find(Looks looks) {
        long most = looks.now().process().maxUserWatches();
        long has = looks.now().watches();
        if (most <= 0 || has < NEAR * most) return List.of();
        return List.of(
                new Finding(
                        Sickness.WATCH_LIMIT,
                        has >= AT * most ? Certainty.SURE : Certainty.LIKELY,
                        -1,
                        List.of(),
                        "%,d items of the %,d that its user may have (fs.epoll.max_user_watches)"
                                .formatted(has, most)));
    }
}
