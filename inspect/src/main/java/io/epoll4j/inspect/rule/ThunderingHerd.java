package io.epoll4j.inspect.rule;

import static io.epoll4j.sys.EpollFlags.EPOLLEXCLUSIVE;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;

import io.epoll4j.inspect.model.Target;
import io.epoll4j.inspect.model.Watched.Holder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// One listener in several epolls without EPOLLEXCLUSIVE: each connection wakes them all. Some
/// servers mean it so.
final class ThunderingHerd implements Rule {
    @Override
    public List<Finding> find(Looks looks) {
        var findings = new Findings(Sickness.THUNDERING_HERD);
        var watchers = new LinkedHashMap<Long, List<Integer>>();
        for (var epoll : looks.epolls())
            for (var item : epoll.items())
                if (isShared(item))
                    watchers.computeIfAbsent(item.now().inode(), _ -> new ArrayList<>())
                            .add(epoll.fd());
        for (var epoll : looks.epolls()) {
            for (var item : epoll.items()) {
                if (!isShared(item)) continue;
                var own = watchers.getOrDefault(item.now().inode(), List.of());
                var rivals =
                        item.now().rivals().stream()
                                .filter(rival -> (rival.mask() & EPOLLEXCLUSIVE) == 0)
                                .toList();
                boolean first = own.getFirst() == epoll.fd();
                if (!first || own.size() + rivals.size() < 2) continue;
                var processes = rivals.stream().map(Holder::pid).distinct().count();
                var seen = "watched by epolls %s of this process".formatted(own);
                if (processes > 0)
                    seen += " and %d of %d others".formatted(rivals.size(), processes);
                findings.add(epoll, item, Certainty.POSSIBLE, seen + ", none EXCLUSIVE");
            }
        }
        return findings.list();
    }

    private static boolean isShared(ItemPair item) {
        boolean listens =
                switch (item.target()) {
                    case Target.Tcp tcp -> tcp.listens();
                    case Target.Unix unix -> unix.listens();
                    default -> false;
                };
        return listens && item.wants(EPOLLIN) && !item.now().wants(EPOLLEXCLUSIVE);
    }
}
