package io.epoll4j.loop;

/// How several loops share the connections of one listening address.
public enum AcceptMode {
    /// Each loop has a listener of its own (SO_REUSEPORT); the kernel deals connections out by a
    /// hash of their addresses. One loop wakes per connection. Not for Unix-domain sockets.
    REUSEPORT,
    /// One listener in every loop's epoll, with EPOLLEXCLUSIVE: of the loops that wait, one wakes
    /// per connection. Busy loops take fewer.
    EXCLUSIVE,
    /// The first loop accepts and hands the connections round, itself included.
    HANDOFF,
    /// All loops wait on one epoll, with EPOLLONESHOT: whichever wakes serves the connection this
    /// time, and nobody else meanwhile. Costs an `epoll_ctl` per event; a handler that touches
    /// another peer than its own must go through [Peer#execute].
    ONESHOT
}
