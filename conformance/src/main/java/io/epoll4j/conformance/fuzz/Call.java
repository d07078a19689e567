package io.epoll4j.conformance.fuzz;

import static io.epoll4j.conformance.fuzz.Arg.*;

import java.util.List;

/// The operations a program is made of: a word for each and the meaning of its arguments.
///
/// Most are one system call. Where an operation is more (a descriptor made non-blocking after it
/// was created, a timer waited for), the class that runs it says so.
@SuppressWarnings({
    "ImmutableEnumChecker", // the list of arguments never changes
    "EnumOrdinal" // a program is an array of such numbers, and lives no longer than its run
})
enum Call {
    EPOLL("epoll_create1", NEW, CREATE_FLAGS),
    EPOLL_SIZE("epoll_create", NEW, INT),
    CTL("epoll_ctl", SLOT, CTL_OP, SLOT, MASK, DATA),
    WAIT("epoll_wait", SLOT, INT, INT),
    PWAIT2("epoll_pwait2", SLOT, INT, INT, INT),
    POLL("poll", INT, SLOT, POLL_MASK, SLOT, POLL_MASK),

    PIPE("pipe2", NEW, NEW, CREATE_FLAGS),
    EVENTFD("eventfd", NEW, INT, EVENTFD_FLAGS),
    TIMERFD("timerfd_create", NEW, CLOCK, CREATE_FLAGS),
    SETTIME("timerfd_settime", SLOT, TIMER_FLAGS, TIME, TIME),
    GETTIME("timerfd_gettime", SLOT),

    READ("read", SLOT, INT),
    WRITE("write", SLOT, INT, TAG),
    PUT("put", SLOT, COUNTER),
    READV("readv", SLOT, INT, INT),
    WRITEV("writev", SLOT, INT, INT, TAG),
    CLOSE("close", SLOT),
    DUP("dup", NEW, SLOT),
    DUP3("dup3", NEW, SLOT, SLOT, CREATE_FLAGS),
    DUP_TO("dup3_to", NEW, SLOT, NUMBER, CREATE_FLAGS),
    DUP_FROM("fcntl_dupfd", NEW, SLOT, NUMBER, INT),
    GETFD("fcntl_getfd", SLOT),
    SETFD("fcntl_setfd", SLOT, INT),
    GETFL("fcntl_getfl", SLOT),
    SETFL("fcntl_setfl", SLOT, STATUS_FLAGS),
    GETPIPE("fcntl_getpipe_sz", SLOT),
    SETPIPE("fcntl_setpipe_sz", SLOT, INT),
    SAME("fcntl_dupfd_query", SLOT, SLOT),
    PREAD("pread", SLOT, INT, INT),
    PWRITE("pwrite", SLOT, INT, INT),
    LSEEK("lseek", SLOT, INT, INT),
    FSTAT("fstat", SLOT),
    IOCTL("ioctl", SLOT, REQUEST),
    SELECT("select", SLOT, INT, SLOT, INT),

    SOCKET("socket", NEW, DOMAIN, SOCKET_TYPE, INT),
    PAIR("socketpair", NEW, NEW, DOMAIN, SOCKET_TYPE, INT),
    BIND("bind", SLOT, DOMAIN, INT),
    BIND_LIKE("bind_like", SLOT, SLOT),
    LISTEN("listen", SLOT, INT),
    ACCEPT("accept4", NEW, SLOT, CREATE_FLAGS),
    CONNECT("connect", SLOT, SLOT),
    CONNECT_TO("connect_to", SLOT, DOMAIN, INT),
    SHUTDOWN("shutdown", SLOT, HOW),
    RECV("recv", SLOT, INT, MESSAGE_FLAGS),
    SEND("send", SLOT, INT, TAG, MESSAGE_FLAGS),
    RECVFROM("recvfrom", SLOT, INT, MESSAGE_FLAGS),
    SENDTO("sendto", SLOT, SLOT, INT, TAG, MESSAGE_FLAGS),
    GETSOCKNAME("getsockname", SLOT),
    GETPEERNAME("getpeername", SLOT),
    GETSOCKOPT("getsockopt", SLOT, OPTION),
    SETSOCKOPT("setsockopt", SLOT, OPTION, INT),
    GETSOCKOPT_INTO("getsockopt_into", SLOT, OPTION, INT),
    SETSOCKOPT_OF("setsockopt_of", SLOT, OPTION, INT, INT),
    LINGER("so_linger", SLOT, INT, INT),

    SENDMSG("sendmsg", SLOT, INT, TAG, SLOT, SLOT, MESSAGE_FLAGS),
    RECVMSG("recvmsg", NEW, NEW, SLOT, INT, INT, MESSAGE_FLAGS),
    SENDMMSG("sendmmsg", SLOT, INT, INT, TAG, MESSAGE_FLAGS),
    RECVMMSG("recvmmsg", SLOT, INT, INT, MESSAGE_FLAGS),
    RECVMMSG_FOR("recvmmsg_for", SLOT, INT, INT, MESSAGE_FLAGS, INT),

    SERVE("serve", SLOT, INT),
    HEAR("hear", SLOT, SLOT, MASK, DATA),
    GIVE("give", SLOT, INT),
    TAKE("take", SLOT, INT),
    AUDIT("audit");

    /// The number it has in programs.
    final int code = ordinal();

    /// The word it is written with.
    final String word;

    /// What its arguments mean, in order; at most six.
    final List<Arg> args;

    Call(String word, Arg... args) {
        this.word = word;
        this.args = List.of(args);
    }

    /// Whether only programs of several threads have it: see [CrewCalls].
    boolean isForCrew() {
        return code >= SERVE.code;
    }

    private static final Call[] ALL = values();

    static Call at(int code) {
        return ALL[code];
    }

    static Call named(String word) {
        for (Call call : ALL) {
            if (call.word.equals(word)) {
                return call;
            }
        }
        throw new IllegalArgumentException("no operation is called " + word);
    }
}
