package io.epoll4j.loop;

/// Is told when a watched descriptor is ready.
@FunctionalInterface
public interface WatchHandler {
    /// Called on the loop's thread, with the events as epoll reports them (`EPOLLIN` and so on,
    /// [io.epoll4j.sys.EpollFlags]). Unless edge-triggered, it is called again on every turn until
    /// the descriptor has been read, written or closed.
    void ready(Watch watch, int events);
}
