package io.epoll4j.loop;

import org.jspecify.annotations.Nullable;

/// Is told what a handler or a task threw. The loop goes on whatever it does.
@FunctionalInterface
public interface ErrorHandler {
    /// Called on the loop's thread.
    ///
    /// @param peer whose handler threw; its connection is being closed. Null for a task, a timer, a
    ///   watch, a listener or a datagram handler
    /// @param thrown what was thrown
    void failed(@Nullable Peer peer, Throwable thrown);
}
