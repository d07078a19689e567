package io.epoll4j.loop;

import io.epoll4j.Address;
import java.util.List;
import java.util.function.Consumer;

/// A listening address of a [Loop], or of all loops of a [LoopGroup], which answer it from
/// `listen`. It accepts until it is closed, or its loops are.
///
/// May be used by any thread; what it is told takes effect at once on its loop's thread, else on
/// that loop's next turn.
public final class Acceptor implements AutoCloseable {
    private final Address address;

    /// One for each epoll that it is registered in.
    private final List<ListenerEntry> listeners;

    Acceptor(Address address, List<ListenerEntry> listeners) {
        this.address = address;
        this.listeners = listeners;
    }

    /// Where it listens, with the port that the kernel picked for port 0.
    public Address address() {
        return address;
    }

    /// The port of an IPv4 or IPv6 address; -1 for any other.
    public int port() {
        return address.port();
    }

    /// Accepts no more until [#resume]. Clients still connect, as far as the backlog goes, and wait
    /// there.
    public void pause() {
        each(ListenerEntry::hold);
    }

    /// Accepts again, first who has waited.
    public void resume() {
        each(ListenerEntry::letGo);
    }

    /// Stops listening. The kernel resets whoever has connected and was not accepted yet; those who
    /// were go on. Does nothing once it is closed.
    @Override
    public void close() {
        each(ListenerEntry::discard);
    }

    private void each(Consumer<ListenerEntry> action) {
        for (var listener : listeners) listener.loop.reach(listener, () -> action.accept(listener));
    }

    /// The address as text.
    @Override
    public String toString() {
        return address.toString();
    }
}
