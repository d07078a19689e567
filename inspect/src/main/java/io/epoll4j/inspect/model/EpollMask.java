package io.epoll4j.inspect.model;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLEXCLUSIVE;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLONESHOT;
import static io.epoll4j.sys.EpollFlags.EPOLLWAKEUP;

import io.epoll4j.EventNames;

/// The bits of an epoll mask, as people read them.
public final class EpollMask {
    /// EP_PRIVATE_BITS of fs/eventpoll.c: what is left of a mask whose ONESHOT was used up.
    public static final int PRIVATE = EPOLLEXCLUSIVE | EPOLLWAKEUP | EPOLLONESHOT | EPOLLET;

    private EpollMask() {}

    /// The names of the bits, `IN RDHUP ET`. ERR and HUP are left out, as every mask has them; `-`
    /// is a mask of nothing else.
    public static String text(int mask) {
        return names(mask & ~(EPOLLERR | EPOLLHUP));
    }

    /// The names of all bits, as poll(2) answers them.
    public static String names(int mask) {
        return mask == 0 ? "-" : EventNames.of(mask).replace("EPOLL", "").replace('|', ' ');
    }
}
