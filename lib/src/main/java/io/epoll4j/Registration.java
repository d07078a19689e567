package io.epoll4j;

import io.epoll4j.sys.SysException;
import org.jspecify.annotations.Nullable;

/// A descriptor that an epoll watches, with an object that comes back with its events.
///
/// The object is held until the watch, the descriptor or the epoll is closed, and is never given
/// out again after that. Safe for any thread.
///
/// @param <T> the object's type
public final class Registration<T> implements AutoCloseable {
    private final Epoll epoll;
    private final Descriptor descriptor;
    private final long word;
    private volatile @Nullable T object;

    Registration(Epoll epoll, Descriptor descriptor, long word, T object) {
        this.epoll = epoll;
        this.descriptor = descriptor;
        this.word = word;
        this.object = object;
    }

    /// The object; null once this is closed.
    public @Nullable T object() {
        return object;
    }

    /// The descriptor that is watched.
    public Descriptor descriptor() {
        return descriptor;
    }

    /// Watches for something else from now on, and arms a one-shot again: EPOLL_CTL_MOD.
    ///
    /// @throws SysException ENOENT if this is closed, or its descriptor's number was, and serves
    ///   another; EINVAL if it is exclusive
    public void modify(Interest interest) {
        epoll.modify(this, interest);
    }

    /// Stops watching: EPOLL_CTL_DEL. An event that a wait has already brought gives no object any
    /// more. Does nothing the second time, nor to whoever was given the descriptor's number after
    /// that was closed behind its back.
    @Override
    public void close() {
        epoll.unwatch(this);
    }

    long word() {
        return word;
    }

    void forget() {
        object = null;
    }

    @Override
    public String toString() {
        return descriptor + " watched by " + epoll;
    }
}
