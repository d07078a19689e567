package io.epoll4j.netty;

import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.EpollFlags.EPOLLRDHUP;

import io.netty.channel.IoOps;

/// What a handle wants to hear of. Each submission replaces the one before.
///
/// @param events `EPOLL*` bits of [io.epoll4j.sys.EpollFlags], `EPOLLET`, `EPOLLONESHOT` and
///   `EPOLLEXCLUSIVE` included; 0 takes the descriptor out of the epoll, so that it hears of
///   nothing, of errors neither
public record KernelIoOps(int events) implements IoOps {
    /// Hears of nothing.
    public static final KernelIoOps NONE = new KernelIoOps(0);

    /// The usual ones, made once: for each of three bits, with and without.
    private static final KernelIoOps[] USUAL = new KernelIoOps[8];

    static {
        for (int i = 0; i < USUAL.length; i++) {
            USUAL[i] =
                    new KernelIoOps(
                            ((i & 1) != 0 ? EPOLLIN : 0)
                                    | ((i & 2) != 0 ? EPOLLOUT : 0)
                                    | ((i & 4) != 0 ? EPOLLRDHUP : 0));
        }
    }

    /// As the constructor; the usual combinations are not made anew.
    public static KernelIoOps of(int events) {
        int usual =
                ((events & EPOLLIN) != 0 ? 1 : 0)
                        | ((events & EPOLLOUT) != 0 ? 2 : 0)
                        | ((events & EPOLLRDHUP) != 0 ? 4 : 0);
        return USUAL[usual].events == events ? USUAL[usual] : new KernelIoOps(events);
    }
}
