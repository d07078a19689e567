package io.epoll4j.inspect.rule;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What can be wrong, with the cure in one line. `--explain` tells more.
public enum Sickness {
    /// EPOLLET, bytes unread, everybody asleep.
    MISSED_EDGE("read (or accept) until EAGAIN after every edge"),
    /// EPOLLONESHOT went off and nobody armed it again.
    ONESHOT_DISARMED("arm it again with EPOLL_CTL_MOD when the event has been handled"),
    /// A peer has hung up and is reported of for ever.
    HANGUP_SPIN("close the descriptor on EPOLLHUP, EPOLLERR or end of file"),
    /// There is always room to write.
    EPOLLOUT_SPIN("ask for EPOLLOUT only while there is something left to send"),
    /// An eventfd's counter is never read.
    UNREAD_EVENTFD("read the eventfd's 8 bytes when it is reported"),
    /// A timerfd's expirations are never read.
    UNREAD_TIMERFD("read the timerfd's 8 bytes when it is reported"),
    /// A signal that waits is never read.
    UNREAD_SIGNALFD("read the signalfd_siginfo structures when it is reported"),
    /// Level-triggered input that nobody takes.
    UNREAD_INPUT("read what is there, or take EPOLLIN out of the mask until you will"),
    /// Closed here, kept open elsewhere.
    CLOSED_BUT_WATCHED(
            "EPOLL_CTL_DEL before close, and open with CLOEXEC what children must not keep"),
    /// One connection wakes many.
    THUNDERING_HERD(
            "add the listener with EPOLLEXCLUSIVE, or give each thread its own by SO_REUSEPORT"),
    /// Events wait, and their thread is elsewhere.
    STUCK_HANDLER("move what blocks to another thread, or make the call non-blocking"),
    /// Clients knock at a door that nobody opens.
    BACKLOG_FULL("accept until EAGAIN, and arm the listener again after a pause"),
    /// The peer has closed, we have not.
    CLOSE_WAIT("close the socket when read answers 0"),
    /// An epoll in an epoll.
    NESTED_EPOLL("nothing, if it is meant: each event costs two wakings"),
    /// Watches nothing.
    UNUSED_EPOLL("close it, if it was forgotten"),
    /// Asks again and again, and never waits.
    ZERO_TIMEOUT("wait with a time-out, unless the processor is meant to be spent"),
    /// Watches, and nobody waits.
    NOBODY_WAITS("close it, if it was forgotten"),
    /// Nearly as many items as the user may have.
    WATCH_LIMIT("raise fs.epoll.max_user_watches, or watch fewer descriptors"),
    /// Nearly as many descriptors as the process may have.
    DESCRIPTOR_LIMIT(
            "raise ulimit -n, or close what is not needed; at the limit accept fails with EMFILE");

    private final String cure;

    Sickness(String cure) {
        this.cure = cure;
    }

    /// Its name on the command line and in JSON: `missed-edge`.
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// What to do, in one line.
    public String cure() {
        return cure;
    }

    /// The sickness of this code, if there is one.
    public static Optional<Sickness> of(String code) {
        return Stream.of(values()).filter(one -> one.code().equals(code)).findFirst();
    }
}
