package io.epoll4j.conformance.fuzz;

import static io.epoll4j.sys.EpollFlags.*;
import static io.epoll4j.sys.FileFlags.*;
import static io.epoll4j.sys.SocketFlags.*;

/// The names of every flag and value that a program may use.
final class Vocabulary {
    private Vocabulary() {}

    static final Words EVENTS =
            Words.bits(
                    "IN", EPOLLIN,
                    "OUT", EPOLLOUT,
                    "PRI", EPOLLPRI,
                    "ERR", EPOLLERR,
                    "HUP", EPOLLHUP,
                    "RDHUP", EPOLLRDHUP,
                    "RDNORM", EPOLLRDNORM,
                    "RDBAND", EPOLLRDBAND,
                    "WRNORM", EPOLLWRNORM,
                    "WRBAND", EPOLLWRBAND,
                    "MSG", EPOLLMSG,
                    "ET", EPOLLET,
                    "ONESHOT", EPOLLONESHOT,
                    "EXCLUSIVE", EPOLLEXCLUSIVE,
                    "WAKEUP", EPOLLWAKEUP);

    static final Words POLL =
            Words.bits(
                    "IN", EPOLLIN,
                    "OUT", EPOLLOUT,
                    "PRI", EPOLLPRI,
                    "ERR", EPOLLERR,
                    "HUP", EPOLLHUP,
                    "NVAL", 0x20,
                    "RDHUP", EPOLLRDHUP,
                    "RDNORM", EPOLLRDNORM,
                    "RDBAND", EPOLLRDBAND,
                    "WRNORM", EPOLLWRNORM,
                    "WRBAND", EPOLLWRBAND,
                    "MSG", EPOLLMSG);

    static final Words CTL =
            Words.values("ADD", EPOLL_CTL_ADD, "MOD", EPOLL_CTL_MOD, "DEL", EPOLL_CTL_DEL);

    static final Words OPEN =
            Words.bits(
                    "CLOEXEC", O_CLOEXEC,
                    "NONBLOCK", O_NONBLOCK,
                    "DIRECT", O_DIRECT,
                    "APPEND", O_APPEND);

    static final Words EVENTFD =
            Words.bits("SEMAPHORE", 1, "CLOEXEC", O_CLOEXEC, "NONBLOCK", O_NONBLOCK);

    static final Words TIMER = Words.bits("ABSTIME", 1, "CANCEL_ON_SET", 2);

    static final Words CLOCKS =
            Words.values(
                    "MONOTONIC", CLOCK_MONOTONIC,
                    "REALTIME", CLOCK_REALTIME,
                    "BOOTTIME", CLOCK_BOOTTIME);

    static final Words TIMES = Words.values(Times.names());

    static final Words COUNTERS = Words.values(Counters.names());

    static final Words DOMAINS =
            Words.values("UNIX", AF_UNIX, "INET", AF_INET, "INET6", AF_INET6, "UNSPEC", 0);

    static final Words TYPES =
            Words.bits(
                    "STREAM", SOCK_STREAM,
                    "DGRAM", SOCK_DGRAM,
                    "NONBLOCK", SOCK_NONBLOCK,
                    "CLOEXEC", SOCK_CLOEXEC);

    static final Words MESSAGE =
            Words.bits(
                    "OOB", MSG_OOB,
                    "PEEK", MSG_PEEK,
                    "TRUNC", MSG_TRUNC,
                    "DONTWAIT", MSG_DONTWAIT,
                    "WAITALL", MSG_WAITALL,
                    "NOSIGNAL", MSG_NOSIGNAL,
                    "WAITFORONE", MSG_WAITFORONE,
                    "ERRQUEUE", MSG_ERRQUEUE,
                    "CMSG_CLOEXEC", MSG_CMSG_CLOEXEC);

    static final Words HOW = Words.values("RD", SHUT_RD, "WR", SHUT_WR, "RDWR", SHUT_RDWR);

    static final Words REQUESTS =
            Words.values(
                    "FIONREAD", (int) FIONREAD,
                    "FIONBIO", (int) FIONBIO,
                    "FIOCLEX", (int) FIOCLEX,
                    "FIONCLEX", (int) FIONCLEX,
                    "SIOCOUTQ", (int) SIOCOUTQ,
                    "SIOCATMARK", (int) SIOCATMARK,
                    "TIOCSPTLCK", (int) TIOCSPTLCK);

    static final Words OPTIONS = Words.values(Options.names());
}
