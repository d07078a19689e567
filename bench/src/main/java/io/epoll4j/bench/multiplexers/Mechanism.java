package io.epoll4j.bench.multiplexers;

import io.epoll4j.sys.EpollFlags;

/// A way to wait for many descriptors.
public enum Mechanism {
    SELECT("select", "#b5493a", 0),
    POLL("poll", "#e0a33e", 0),
    LEVEL("epoll LT", "#1f6fb4", EpollFlags.EPOLLIN),
    EDGE("epoll ET", "#2f9e6e", EpollFlags.EPOLLIN | EpollFlags.EPOLLET),
    ONESHOT("epoll ONESHOT", "#7b5fb0", EpollFlags.EPOLLIN | EpollFlags.EPOLLONESHOT);

    private final String label;
    private final String colour;
    private final int events;

    Mechanism(String label, String colour, int events) {
        this.label = label;
        this.colour = colour;
        this.events = events;
    }

    /// As charts name it.
    public String label() {
        return label;
    }

    /// Its curve's colour.
    public String colour() {
        return colour;
    }

    /// How a descriptor is registered; 0 for those that register nothing.
    int events() {
        return events;
    }

    boolean epoll() {
        return events != 0;
    }
}
