package io.epoll4j.loop;

import org.jspecify.annotations.Nullable;

/// Is told what a handler or a task threw, what the loop could not do for somebody (such as
/// [OutOfMemoryError]), and what [Loop#run] died of. The loop goes on whatever this does.
@FunctionalInterface
public interface ErrorHandler {
    /// Called on the loop's thread.
    ///
    /// @param peer whose handler threw, and whose connection is being closed; or that could not be
    ///   served, and is closed. Null for a task, a timer, a watch, a listener, a datagram handler
    ///   or the loop itself
    /// @param thrown what was thrown
    void failed(@Nullable Peer peer, Throwable thrown);
}
