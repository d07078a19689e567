package io.epoll4j.loop;

/// How a loop asks epoll for events.
public enum Trigger {
    /// EPOLLET: each descriptor is registered once for everything and drained at each event. No
    /// message costs an `epoll_ctl`.
    EDGE,
    /// Epoll's default: an event comes again while there is something to do, and what is asked for
    /// follows what is wanted.
    LEVEL,
    /// EPOLLONESHOT: several loops wait on one epoll; a connection that has had its event is served
    /// by one of them and armed again afterwards. Only a [LoopGroup] of [AcceptMode#ONESHOT] uses
    /// it.
    ONESHOT
}
