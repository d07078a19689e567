package io.epoll4j.loop;

/// What a listener does when there is no room for another connection: no descriptor (EMFILE,
/// ENFILE), no memory (ENOBUFS, ENOMEM), or the limit of [Settings#maxConnections].
public enum Pressure {
    /// Leave connections in the kernel's queue; try again when one of ours closes, or after a time
    /// that doubles from 10 ms to 1 s.
    PAUSE,
    /// Take them and close them at once, by a descriptor kept in reserve, so that clients learn it.
    /// Where even that fails, pause.
    SHED
}
