package io.epoll4j.nio;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static java.nio.channels.SelectionKey.OP_ACCEPT;
import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;

/// What a selector needs of a channel. For any thread.
interface KernelChannel {
    Fd fd();

    /// The keys under which it is registered.
    Watchers watchers();

    /// Whether its calls tell when nothing is left, as those of streams do: then it can be watched
    /// edge-triggered.
    boolean isEdgeTriggered();

    /// The operations that make sense in its present state: before a connection is there, only to
    /// connect.
    int possibleOps();

    /// Whether its calls wait.
    boolean isBlocking();

    /// Refuses to transfer anything where it is not open, or not yet connected.
    void ensureConnected() throws ClosedChannelException;

    /// A call begins that may wait: from now on an interrupt closes the channel.
    void beginWait();

    /// A call ends that [#beginWait] began if it could wait.
    ///
    /// @param done whether it has done something
    /// @throws AsynchronousCloseException if not, and the channel was closed meanwhile
    void endCall(boolean wait, boolean done) throws AsynchronousCloseException;

    /// The events that tell when one of `ops` is possible.
    static int eventsOf(int ops) {
        int events = 0;
        if ((ops & (OP_READ | OP_ACCEPT)) != 0) events |= EPOLLIN;
        if ((ops & (OP_WRITE | OP_CONNECT)) != 0) events |= EPOLLOUT;
        return events;
    }

    /// Which of the operations `interest` are possible, after `events`. Where the descriptor is
    /// broken all are, so that whoever tries sees how.
    default int opsOf(int events, int interest) {
        if ((events & (EPOLLERR | EPOLLHUP)) != 0) return interest;
        int ops = 0;
        if ((events & EPOLLIN) != 0) ops |= OP_READ | OP_ACCEPT;
        if ((events & EPOLLOUT) != 0) ops |= OP_WRITE | OP_CONNECT;
        return ops & interest & possibleOps();
    }
}
