package io.epoll4j.sim;

import static io.epoll4j.sys.Errno.EMFILE;
import static io.epoll4j.sys.Errno.ENFILE;
import static io.epoll4j.sys.Errno.ENOBUFS;
import static io.epoll4j.sys.Errno.ENOMEM;
import static io.epoll4j.sys.Errno.ENOSPC;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.KernelCall;
import java.util.List;

/// For what lack of means Linux refuses which call: what its man page says under ERRORS.
final class Possible {
    private Possible() {}

    static List<Integer> errors(KernelCall call) {
        return switch (call) {
            case EPOLL_CREATE, EPOLL_CREATE1, EVENTFD, TIMERFD_CREATE ->
                    List.of(EMFILE, ENFILE, ENOMEM);
            case EPOLL_CTL -> List.of(ENOMEM, ENOSPC);
            case POLL, EPOLL_PWAIT2, SETSOCKOPT -> List.of(ENOMEM);
            case DUP, DUP3, FCNTL -> List.of(EMFILE);
            case PIPE2 -> List.of(EMFILE, ENFILE);
            case SOCKET, ACCEPT4 -> List.of(EMFILE, ENFILE, ENOBUFS, ENOMEM);
            case SOCKETPAIR -> List.of(EMFILE, ENFILE, ENOMEM);
            case CONNECT, LISTEN, BIND -> List.of(ENOMEM);
            case RECV, RECVFROM, RECVMSG, RECVMMSG -> List.of(ENOMEM);
            case SEND, SENDTO, SENDMSG, SENDMMSG, WRITE, WRITEV -> List.of(ENOBUFS, ENOMEM);
            default -> List.of();
        };
    }

    static void check(KernelCall call, int errno) {
        if (errors(call).contains(errno)) return;
        throw new IllegalArgumentException(
                "Linux never answers %s to %s for want of anything; it answers %s"
                        .formatted(
                                Errno.name(errno),
                                call,
                                errors(call).isEmpty()
                                        ? "nothing of the kind"
                                        : String.join(
                                                ", ",
                                                errors(call).stream().map(Errno::name).toList())));
    }
}
