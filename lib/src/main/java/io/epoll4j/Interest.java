package io.epoll4j;

import static io.epoll4j.sys.EpollFlags.*;

/// What to watch a descriptor for, and how: at least one kind of event, never none.
///
/// A constant value, made by combining others: `Interest.READ.or(Interest.WRITE).edge()`. Errors
/// and hang-ups are reported whatever is asked for.
///
/// @param mask the bits as epoll_ctl(2) takes them
public record Interest(int mask) {
    private static final int EVENTS =
            EPOLLIN
                    | EPOLLPRI
                    | EPOLLOUT
                    | EPOLLERR
                    | EPOLLHUP
                    | EPOLLRDNORM
                    | EPOLLRDBAND
                    | EPOLLWRNORM
                    | EPOLLWRBAND
                    | EPOLLMSG
                    | EPOLLRDHUP;
    private static final int MODES = EPOLLEXCLUSIVE | EPOLLWAKEUP | EPOLLONESHOT | EPOLLET;

    /// There is something to read or to accept, or the end was reached: `EPOLLIN`.
    public static final Interest READ = new Interest(EPOLLIN);

    /// Writing would not block: `EPOLLOUT`.
    public static final Interest WRITE = new Interest(EPOLLOUT);

    /// Urgent data, or another exceptional condition: `EPOLLPRI`.
    public static final Interest PRIORITY = new Interest(EPOLLPRI);

    /// The peer will send no more: `EPOLLRDHUP`.
    public static final Interest PEER_CLOSED = new Interest(EPOLLRDHUP);

    /// Only what is reported anyway: errors and hang-ups, `EPOLLERR | EPOLLHUP`.
    public static final Interest HANGUP = new Interest(EPOLLERR | EPOLLHUP);

    /// @throws IllegalArgumentException if `mask` names no event, or a bit that epoll does not know
    public Interest {
        if ((mask & EVENTS) == 0) {
            throw new IllegalArgumentException(
                    "an interest in nothing: name at least one event, such as EPOLLIN");
        }
        if ((mask & ~(EVENTS | MODES)) != 0) {
            throw new IllegalArgumentException(
                    "0x%x is no bit of epoll: use the constants of EpollFlags"
                            .formatted(mask & ~(EVENTS | MODES)));
        }
    }

    /// An interest with these bits of [io.epoll4j.sys.EpollFlags].
    public static Interest of(int mask) {
        return new Interest(mask);
    }

    /// Both this and the other.
    public Interest or(Interest other) {
        return new Interest(mask | other.mask);
    }

    /// Reported when something changes, not as long as it is so: `EPOLLET`. Read or write until it
    /// would block, or the next change may never come.
    public Interest edge() {
        return new Interest(mask | EPOLLET);
    }

    /// Reported once, then not before it is asked for again: `EPOLLONESHOT`.
    public Interest oneShot() {
        return new Interest(mask | EPOLLONESHOT);
    }

    /// Wakes only one, or few, of the epolls that watch the same descriptor: `EPOLLEXCLUSIVE`. Can
    /// be added but not modified, and goes with reading and writing only.
    public Interest exclusive() {
        return new Interest(mask | EPOLLEXCLUSIVE);
    }

    /// Keeps the system from suspending until the event is dealt with: `EPOLLWAKEUP`. Without the
    /// capability CAP_BLOCK_SUSPEND the kernel silently drops it.
    public Interest wakeup() {
        return new Interest(mask | EPOLLWAKEUP);
    }

    /// The names of the bits, `EPOLLIN|EPOLLET`.
    @Override
    public String toString() {
        return EventNames.of(mask);
    }
}
