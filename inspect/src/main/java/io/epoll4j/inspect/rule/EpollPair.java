package io.epoll4j.inspect.rule;

import io.epoll4j.inspect.model.EpollSet;
import io.epoll4j.inspect.model.EpollSet.Ready;
import io.epoll4j.inspect.model.Watched;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// An epoll at two looks.
///
/// @param items those that were there at both
record EpollPair(EpollSet before, EpollSet now, List<ItemPair> items) {
    static EpollPair of(EpollSet before, EpollSet now) {
        record Key(int fd, long inode) {}
        var known = new HashMap<Key, Watched>();
        for (var item : before.items()) known.put(new Key(item.fd(), item.inode()), item);
        var items = new ArrayList<ItemPair>();
        for (var item : now.items()) {
            var was = known.get(new Key(item.fd(), item.inode()));
            if (was != null) items.add(new ItemPair(was, item));
        }
        return new EpollPair(before, now, List.copyOf(items));
    }

    int fd() {
        return now.fd();
    }

    boolean isReady() {
        return before.ready() == Ready.YES && now.ready() == Ready.YES;
    }

    boolean mayBeReady() {
        return before.ready() != Ready.NO && now.ready() != Ready.NO;
    }

    /// Whether nothing was seen to come, go or move.
    boolean isStill() {
        return before.items().size() == now.items().size()
                && items.size() == now.items().size()
                && items.stream().noneMatch(ItemPair::moved);
    }
}
