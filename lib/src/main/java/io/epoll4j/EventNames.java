package io.epoll4j;

import java.util.StringJoiner;

/// The event bits of epoll ([io.epoll4j.sys.EpollFlags]) as text.
public final class EventNames {
    /// Names by bit number; empty where epoll has none.
    private static final String[] NAMES = {
        "EPOLLIN",
        "EPOLLPRI",
        "EPOLLOUT",
        "EPOLLERR",
        "EPOLLHUP",
        "",
        "EPOLLRDNORM",
        "EPOLLRDBAND",
        "EPOLLWRNORM",
        "EPOLLWRBAND",
        "EPOLLMSG",
        "",
        "",
        "EPOLLRDHUP",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "EPOLLEXCLUSIVE",
        "EPOLLWAKEUP",
        "EPOLLONESHOT",
        "EPOLLET",
    };

    private EventNames() {}

    /// The names of the bits of `mask` as C has them, `EPOLLIN|EPOLLET`; a bit without a name in
    /// hexadecimal, and `0` for none.
    public static String of(int mask) {
        var names = new StringJoiner("|");
        for (int bit = 0; bit < NAMES.length; bit++) {
            if ((mask & (1 << bit)) == 0) continue;
            names.add(NAMES[bit].isEmpty() ? "0x" + Integer.toHexString(1 << bit) : NAMES[bit]);
        }
        return names.length() == 0 ? "0" : names.toString();
    }
}
