package io.epoll4j.jvm;

import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOPROTOOPT;
import static io.epoll4j.sys.SocketFlags.TCP_CORK;
import static io.epoll4j.sys.SocketFlags.TCP_DEFER_ACCEPT;
import static io.epoll4j.sys.SocketFlags.TCP_FASTOPEN;
import static io.epoll4j.sys.SocketFlags.TCP_FASTOPEN_CONNECT;
import static io.epoll4j.sys.SocketFlags.TCP_KEEPCNT;
import static io.epoll4j.sys.SocketFlags.TCP_KEEPIDLE;
import static io.epoll4j.sys.SocketFlags.TCP_KEEPINTVL;
import static io.epoll4j.sys.SocketFlags.TCP_LINGER2;
import static io.epoll4j.sys.SocketFlags.TCP_MAXSEG;
import static io.epoll4j.sys.SocketFlags.TCP_NODELAY;
import static io.epoll4j.sys.SocketFlags.TCP_NOTSENT_LOWAT;
import static io.epoll4j.sys.SocketFlags.TCP_QUICKACK;
import static io.epoll4j.sys.SocketFlags.TCP_SYNCNT;
import static io.epoll4j.sys.SocketFlags.TCP_USER_TIMEOUT;

/// The options of level IPPROTO_TCP of one socket. They are kept and answered; since no segment is
/// ever held back or lost here, they change nothing else. Any thread may use it.
final class TcpOptions {
    private static final int MAX_KEEPALIVE_SECONDS = 32_767;
    private static final int MAX_TRIES = 127;

    /// Only what was set: most sockets set nothing.
    private int[] values = {};

    private boolean[] known = {};

    synchronized int set(int option, int value) {
        long before = get(option);
        if (before < 0) {
            return (int) before;
        }
        if (!isValid(option, value)) {
            return -EINVAL;
        }
        if (known.length == 0) {
            values = new int[TCP_FASTOPEN_CONNECT + 1];
            known = new boolean[TCP_FASTOPEN_CONNECT + 1];
        }
        values[option] = isSwitch(option) && value != 0 ? 1 : value;
        known[option] = true;
        return 0;
    }

    synchronized long get(int option) {
        if (option >= 0 && option < known.length && known[option]) {
            return values[option];
        }
        return switch (option) {
            case TCP_NODELAY,
                    TCP_CORK,
                    TCP_DEFER_ACCEPT,
                    TCP_USER_TIMEOUT,
                    TCP_FASTOPEN,
                    TCP_NOTSENT_LOWAT,
                    TCP_FASTOPEN_CONNECT ->
                    0;
            case TCP_QUICKACK -> 1;
            case TCP_MAXSEG -> 536;
            case TCP_KEEPIDLE -> 7200;
            case TCP_KEEPINTVL -> 75;
            case TCP_KEEPCNT -> 9;
            case TCP_SYNCNT -> 6;
            case TCP_LINGER2 -> 60;
            default -> -ENOPROTOOPT;
        };
    }

    /// What an accepted socket takes over from its listener.
    synchronized void inherit(TcpOptions other) {
        synchronized (other) {
            values = other.values.clone();
            known = other.known.clone();
        }
    }

    private static boolean isSwitch(int option) {
        return option == TCP_NODELAY || option == TCP_CORK;
    }

    private static boolean isValid(int option, int value) {
        return switch (option) {
            case TCP_KEEPIDLE, TCP_KEEPINTVL -> value >= 1 && value <= MAX_KEEPALIVE_SECONDS;
            case TCP_KEEPCNT, TCP_SYNCNT -> value >= 1 && value <= MAX_TRIES;
            case TCP_MAXSEG -> value == 0 || (value >= 88 && value <= 32_767);
            case TCP_USER_TIMEOUT, TCP_FASTOPEN -> value >= 0;
            case TCP_FASTOPEN_CONNECT -> value == 0 || value == 1;
            default -> true;
        };
    }
}
