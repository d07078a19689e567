package io.epoll4j.inspect.rule;

import static java.util.stream.Collectors.joining;

import io.epoll4j.inspect.model.Watched.Holder;
import io.epoll4j.inspect.model.Watched.Place;
import java.util.List;

/// The number was closed, the file lives on in another descriptor, and so does the item: epoll(7),
/// "Will closing a file descriptor cause it to be removed".
final class ClosedButWatched implements Rule {
    @Override
    public List<Finding> find(Looks looks) {
        var findings = new Findings(Sickness.CLOSED_BUT_WATCHED);
        for (var epoll : looks.epolls()) {
            for (var item : epoll.items()) {
                boolean gone = isGone(item.before().place()) && isGone(item.now().place());
                if (gone) findings.add(epoll, item, certainty(looks, epoll), seen(item));
            }
        }
        return findings.list();
    }

    private static boolean isGone(Place place) {
        return place == Place.CLOSED || place == Place.REUSED;
    }

    /// A child that inherited the epoll may close what its parent goes on to use.
    private static Certainty certainty(Looks looks, EpollPair epoll) {
        boolean inherited =
                !epoll.now().sharedWith().isEmpty()
                        && !looks.isWaitedIn(epoll)
                        && looks.spinners(epoll).isEmpty();
        if (inherited) return Certainty.POSSIBLE;
        return epoll.now().earlier() ? Certainty.LIKELY : Certainty.SURE;
    }

    private static String seen(ItemPair item) {
        var place = item.now().place() == Place.CLOSED ? "%d is closed" : "%d is another file now";
        var holders = item.now().holders();
        if (holders.isEmpty())
            return place.formatted(item.fd()) + "; who keeps the file open is not to be seen";
        return place.formatted(item.fd())
                + "; the file is open "
                + holders.stream().limit(3).map(ClosedButWatched::holder).collect(joining(" and "));
    }

    private static String holder(Holder holder) {
        return holder.name().isEmpty()
                ? "as " + holder.fd() + " of the process itself"
                : "as %d of %s (pid %d)".formatted(holder.fd(), holder.name(), holder.pid());
    }
}
