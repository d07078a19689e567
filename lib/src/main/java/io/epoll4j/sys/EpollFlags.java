package io.epoll4j.sys;

/// The constants of `<sys/epoll.h>`, under their own names. See
/// [epoll_ctl(2)](https://man7.org/linux/man-pages/man2/epoll_ctl.2.html).
public final class EpollFlags {
    /// Close the epoll descriptor when the process executes another program.
    public static final int EPOLL_CLOEXEC = 0x80000;

    /// Watch a new descriptor.
    public static final int EPOLL_CTL_ADD = 1;

    /// Stop watching a descriptor.
    public static final int EPOLL_CTL_DEL = 2;

    /// Change what a watched descriptor is watched for.
    public static final int EPOLL_CTL_MOD = 3;

    /// There is something to read, or to accept.
    public static final int EPOLLIN = 0x001;

    /// There is something exceptional: urgent data on a TCP socket, for one.
    public static final int EPOLLPRI = 0x002;

    /// Writing would not block.
    public static final int EPOLLOUT = 0x004;

    /// An error is pending, or the reading end of a pipe is closed. Always watched for.
    public static final int EPOLLERR = 0x008;

    /// Hung up: both directions are shut, or the last writer of a pipe is gone. Always watched for.
    public static final int EPOLLHUP = 0x010;

    /// As EPOLLIN, in the words of System V.
    public static final int EPOLLRDNORM = 0x040;

    /// Priority band data can be read; Linux knows it for DECnet only.
    public static final int EPOLLRDBAND = 0x080;

    /// As EPOLLOUT, in the words of System V.
    public static final int EPOLLWRNORM = 0x100;

    /// Priority data may be written.
    public static final int EPOLLWRBAND = 0x200;

    /// Accepted and ignored.
    public static final int EPOLLMSG = 0x400;

    /// The peer has closed the connection, or shut down its writing half.
    public static final int EPOLLRDHUP = 0x2000;

    /// Wake only one, or few, of the epolls watching the same descriptor. Only with EPOLL_CTL_ADD.
    public static final int EPOLLEXCLUSIVE = 1 << 28;

    /// Keep the system awake while the event is handled. Needs the capability CAP_BLOCK_SUSPEND;
    /// without it the kernel drops the flag silently.
    public static final int EPOLLWAKEUP = 1 << 29;

    /// Report one event, then stay silent until EPOLL_CTL_MOD.
    public static final int EPOLLONESHOT = 1 << 30;

    /// Edge-triggered: report a change, not a state.
    public static final int EPOLLET = 1 << 31;

    /// The largest `maxevents` that epoll_wait allows: `INT_MAX / sizeof(struct epoll_event)`.
    public static final int EP_MAX_EVENTS =
            Integer.MAX_VALUE / Architecture.current().epollEventSize;

    /// ioctl(2): set the busy polling parameters of an epoll from [EpollParams].
    public static final long EPIOCSPARAMS = 0x4008_8A01L;

    /// ioctl(2): get the busy polling parameters of an epoll into [EpollParams].
    public static final long EPIOCGPARAMS = 0x8008_8A02L;

    private EpollFlags() {}
}
