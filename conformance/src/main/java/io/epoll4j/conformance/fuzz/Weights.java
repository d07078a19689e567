package io.epoll4j.conformance.fuzz;

/// How often each call comes in the average program, before a [Mix] gives it its character.
final class Weights {
    /// Calls from the first on that programs of one thread have.
    static final int CALLS = Call.SERVE.code;

    static final int[] BASE = new int[CALLS];

    static {
        for (int code = 0; code < CALLS; code++) {
            BASE[code] = weight(Call.at(code));
        }
    }

    private Weights() {}

    private static int weight(Call call) {
        return switch (call) {
            case CTL -> 220;
            case WAIT -> 200;
            case READ, WRITE -> 100;
            case PUT, POLL -> 40;
            case SEND, RECV, CLOSE -> 30;
            case PIPE, EVENTFD, PAIR, DUP, PWAIT2, SETTIME, SHUTDOWN -> 20;
            case EPOLL, TIMERFD, SOCKET, CONNECT, ACCEPT, SENDTO -> 12;
            case SENDMSG,
                    RECVMSG,
                    SENDMMSG,
                    RECVMMSG,
                    READV,
                    WRITEV,
                    DUP3,
                    SETPIPE,
                    RECVFROM,
                    LINGER ->
                    8;
            case IOCTL -> 8;
            case PREAD, PWRITE, LSEEK, FSTAT, SAME, SELECT -> 3;
            case DUP_TO,
                    DUP_FROM,
                    BIND,
                    LISTEN,
                    CONNECT_TO,
                    GETSOCKOPT,
                    SETSOCKOPT,
                    GETSOCKOPT_INTO,
                    SETSOCKOPT_OF ->
                    6;
            default -> 4;
        };
    }
}
