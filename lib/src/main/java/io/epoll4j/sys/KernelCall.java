package io.epoll4j.sys;

import java.util.Locale;

/// The calls of [Kernel], by the names that Linux has for them.
public enum KernelCall {
    EPOLL_CREATE,
    EPOLL_CREATE1,
    EPOLL_CTL,
    EPOLL_WAIT,
    EPOLL_PWAIT,
    EPOLL_PWAIT2,
    POLL,
    PPOLL,
    SELECT,
    READ,
    WRITE,
    READV,
    WRITEV,
    PREAD,
    PWRITE,
    LSEEK,
    FSTAT,
    IOCTL,
    CLOSE,
    DUP,
    DUP3,
    FCNTL,
    PIPE2,
    EVENTFD,
    TIMERFD_CREATE,
    TIMERFD_SETTIME,
    TIMERFD_GETTIME,
    SIGNALFD,
    SIGMASK,
    CLOCK_GETTIME,
    GETRLIMIT,
    SETRLIMIT,
    SOCKET,
    SOCKETPAIR,
    BIND,
    LISTEN,
    ACCEPT4,
    CONNECT,
    SHUTDOWN,
    GETSOCKNAME,
    GETPEERNAME,
    GETSOCKOPT,
    SETSOCKOPT,
    RECV,
    SEND,
    RECVFROM,
    SENDTO,
    RECVMSG,
    SENDMSG,
    RECVMMSG,
    SENDMMSG;

    private final String text = name().toLowerCase(Locale.ROOT);

    /// The name of its man page, such as `epoll_wait`.
    @Override
    public String toString() {
        return text;
    }
}
