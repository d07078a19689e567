package io.epoll4j.inspect.model;

import java.util.List;

/// An epoll of the process.
///
/// @param fd its descriptor, the lowest if it has several
/// @param copies further descriptors of the process that name the same epoll
/// @param sharedWith other processes that have a descriptor of the same epoll
/// @param items what it watches, in the kernel's order
/// @param ready whether somebody who waited in it now would be told of something
/// @param readNanos how long it took to read the items. The epoll's mutex was held for much of that
/// @param earlier whether the items are those of an earlier look, as reading them again so soon
///   would have held the mutex for too much of the time
public record EpollSet(
        int fd,
        List<Integer> copies,
        List<Integer> sharedWith,
        List<Watched> items,
        Ready ready,
        long readNanos,
        boolean earlier) {

    /// What a poll of the epoll itself said.
    public enum Ready {
        /// There are events.
        YES,
        /// There are none.
        NO,
        /// It was not asked, or that was refused.
        UNKNOWN
    }

    /// Copies the lists.
    public EpollSet {
        copies = List.copyOf(copies);
        sharedWith = List.copyOf(sharedWith);
        items = List.copyOf(items);
    }

    /// Whether `number` is a descriptor of this epoll.
    public boolean names(int number) {
        return fd == number || copies.contains(number);
    }

    /// Whether it watches `inner`.
    public boolean nests(EpollSet inner) {
        return items.stream()
                .anyMatch(
                        item -> item.target() instanceof Target.Nested(int fd) && inner.names(fd));
    }
}
