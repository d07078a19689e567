package io.epoll4j.loop;

/// Why a [Peer] is closed.
public enum CloseReason {
    /// Both ends have said all they had to say.
    ENDED,
    /// This end closed it, after what was queued had been sent.
    CLOSED,
    /// This end gave it up at once: [Peer#abort()], or the loop was closed under it.
    ABORTED,
    /// The other end reset it, vanished, or no longer takes what is sent; see [Peer#error()].
    RESET,
    /// The connect was refused or failed; see [Peer#error()].
    UNREACHABLE,
    /// The connect took longer than [Timeouts#connect()].
    CONNECT_TIMEOUT,
    /// Nothing went either way for [Timeouts#idle()]; see [Handler#timedOut].
    IDLE_TIMEOUT,
    /// Nothing came in for [Timeouts#read()]; see [Handler#timedOut].
    READ_TIMEOUT,
    /// Something was waiting to be sent and nothing went out for [Timeouts#write()]; see
    /// [Handler#timedOut].
    WRITE_TIMEOUT,
    /// Its handler threw, or there was no memory to serve it; the loop's [ErrorHandler] was told.
    FAILED,
    /// What it sent is not what a [Filter] takes: too long a line, say; see [Peer#detail()].
    PROTOCOL,
    /// More was queued for it than [Settings#queueLimit(long)] allows.
    OVERFLOW
}
