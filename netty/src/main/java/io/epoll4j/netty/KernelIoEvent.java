package io.epoll4j.netty;

import io.netty.channel.IoEvent;

/// What epoll_wait told of a handle. One object serves all events of a loop: it must not be kept.
public final class KernelIoEvent implements IoEvent {
    private int events;

    KernelIoEvent() {}

    /// The `EPOLL*` bits of [io.epoll4j.sys.EpollFlags].
    public int events() {
        return events;
    }

    KernelIoEvent of(int events) {
        this.events = events;
        return this;
    }
}
