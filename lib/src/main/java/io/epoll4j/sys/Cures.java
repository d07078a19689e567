package io.epoll4j.sys;

import static io.epoll4j.sys.Errno.*;

/// What an error of a call comes from and what to do about it, in one line. From the man pages'
/// ERRORS and, for epoll, fs/eventpoll.c.
final class Cures {
    private Cures() {}

    /// The cure for `errno` of `call`, made with `arguments`; what the number means where no cure
    /// is known.
    static String of(String call, String arguments, int errno) {
        int number = Math.abs(errno);
        String cure =
                switch (call) {
                    case "epoll_create", "epoll_create1" -> epollCreate(number);
                    case "epoll_ctl" -> epollCtl(number);
                    case "epoll_wait", "epoll_pwait", "epoll_pwait2" -> epollWait(number);
                    default -> socket(call, arguments, number);
                };
        if (cure.isEmpty()) cure = general(number);
        return cure.isEmpty() ? Errno.meaning(number) : cure;
    }

    private static String epollCreate(int errno) {
        return switch (errno) {
            case EINVAL -> "no such flag: give 0 or EPOLL_CLOEXEC; a size must be positive";
            default -> "";
        };
    }

    private static String epollCtl(int errno) {
        return switch (errno) {
            case EBADF -> "the epoll or the descriptor is not open: register before you close";
            case EEXIST -> "already watched by this epoll: modify it instead";
            case ENOENT -> "not watched by this epoll: add it first";
            case EPERM ->
                    "regular files are always ready and cannot be watched, nor can directories:"
                            + " read them directly";
            case ELOOP ->
                    "epolls would watch each other in a circle, or in a chain of more than 5:"
                            + " flatten the nesting";
            case ENOSPC ->
                    "this user watches as many descriptors as allowed:"
                            + " raise /proc/sys/fs/epoll/max_user_watches";
            case EINVAL ->
                    "not an epoll, an epoll watching itself, an unknown operation, or"
                            + " EPOLLEXCLUSIVE with a flag or a target it does not go with or in a"
                            + " modification";
            case EFAULT -> "the event is not in readable memory: give a real structure";
            default -> "";
        };
    }

    private static String epollWait(int errno) {
        return switch (errno) {
            case EBADF -> "the epoll is not open: wait before you close, and wake waiters first";
            case EFAULT -> "the events do not fit in the memory given: ask for fewer";
            case EINTR -> "a signal was handled: wait again";
            case EINVAL ->
                    "not an epoll, no room for an event, or an impossible time: give 1 or more";
            default -> "";
        };
    }

    private static String socket(String call, String arguments, int errno) {
        return switch (errno) {
            case EADDRINUSE ->
                    SockAddrText.isPath(arguments)
                            ? "the file "
                                    + SockAddrText.pathOf(arguments)
                                    + " is there: choose another, or remove it if its server is"
                                    + " gone"
                            : "the address is taken: choose another, or stop its owner";
            case EADDRNOTAVAIL -> "no such address on this machine: give one of its own";
            case EACCES ->
                    call.equals("bind") ? "ports below 1024 are for root: choose a higher one" : "";
            case ECONNREFUSED -> "nobody listens there: start the server first";
            case ENOTCONN -> "not connected: connect first, or the peer has reset it";
            case EINVAL -> call.equals("bind") ? "already bound, or a wrong kind of address" : "";
            case EAFNOSUPPORT -> "this kernel has no such kind of address";
            default -> "";
        };
    }

    private static String general(int errno) {
        return switch (errno) {
            case EMFILE -> "this process has no descriptor left: close some, or raise ulimit -n";
            case ENFILE -> "the system has no file left: close some, or raise fs.file-max";
            case ENOMEM -> "the kernel has no memory left for it: watch fewer, or free some";
            case EBADF -> "not an open descriptor, or not open for this: use it before its close";
            case ENOTSOCK -> "not a socket: use read and write";
            case EPIPE -> "nobody reads the other end any more: close this one";
            case ECONNRESET -> "the peer broke the connection off: close this end";
            case ENOSYS -> "this kernel lacks the call: a newer one has it";
            default -> "";
        };
    }
}
