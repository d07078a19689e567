package io.epoll4j.loop;

import io.epoll4j.Interest;
import io.epoll4j.sys.SysException;

/// A descriptor of any kind that a loop watches for its owner: a pipe, a terminal, a timerfd, an
/// inotify, another epoll. Made by [Loop#watch]. The loop neither reads nor closes it.
public final class Watch extends Entry {
    final WatchHandler handler;
    private int asked;
    private boolean cancelled;

    Watch(Loop loop, int fd, WatchHandler handler) {
        super(loop, fd);
        this.handler = handler;
    }

    /// Begins.
    void start(int events) {
        loop.poller.slots.add(this);
        asked = events;
        int answer = loop.poller.register(this, loop.poller.once(events));
        if (answer >= 0) return;
        cancelled = true;
        loop.poller.slots.remove(this);
        throw new SysException("epoll_ctl", "ADD, fd " + fd, answer);
    }

    /// Watches for other events ([io.epoll4j.sys.EpollFlags]). 0 stops watching, until events are
    /// given again; unlike epoll's own mask of 0 it silences errors and hang-ups too.
    ///
    /// @throws SysException if epoll refuses
    /// @throws IllegalStateException if the descriptor has been closed and its number serves
    ///   another
    public void events(int events) {
        check();
        if (cancelled) return;
        asked = events;
        if (events == 0 && interest == 0) return;
        if (loop.poller.slots.isOutlived(this))
            throw new IllegalStateException(
                    "fd " + fd + " was closed and serves another now; cancel the watch first");
        int answer = loop.poller.register(this, loop.poller.once(events));
        if (answer < 0) throw new SysException("epoll_ctl", "MOD, fd " + fd, answer);
    }

    /// Watches for something else, see [#events(int)].
    public void interest(Interest wanted) {
        events(wanted.mask());
    }

    /// Stops for good. Call it before the descriptor is closed: if a duplicate of that lives on,
    /// epoll cannot be told afterwards, and goes on to report events that find nobody.
    public void cancel() {
        check();
        // What epoll has under this number may be another's by now.
        if (!cancelled && loop.poller.slots.isOutlived(this)) interest = 0;
        discard();
    }

    /// From any thread: runs `task` where this may be touched.
    public void execute(Runnable task) {
        loop.executeFor(this, task);
    }

    /// The descriptor watched.
    public int fd() {
        return fd;
    }

    @Override
    void ready(int events) {
        if (!cancelled) loop.callbacks.ready(this, events);
    }

    @Override
    int wanted() {
        return asked;
    }

    @Override
    void flush() {}

    @Override
    void expire(Loop on) {}

    @Override
    Class<?> handlerClass() {
        return handler.getClass();
    }

    @Override
    void giveUp() {
        discard();
    }

    @Override
    void discard() {
        if (cancelled) return;
        cancelled = true;
        loop.poller.remove(this, true);
    }
}
