package io.epoll4j;

import java.util.StringJoiner;

/// The event bits of epoll as text.
final class EventNames {
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

    static String of(int mask) {
        var names = new StringJoiner("|");
        for (int bit = 0; bit < NAMES.length; bit++) {
            if ((mask & (1 << bit)) == 0) continue;
            names.add(NAMES[bit].isEmpty() ? "0x" + Integer.toHexString(1 << bit) : NAMES[bit]);
        }
        return names.length() == 0 ? "0" : names.toString();
    }
}
