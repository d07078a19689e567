package io.epoll4j.loop;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The limits on accepted connections, in all and per address; shared by the loops of a group, for
/// any thread.
final class Admission {
    private final int most;
    private final int mostPerAddress;
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

    /// Listeners that found no room, of whichever loop.
    private final Queue<ListenerEntry> waiting = new ConcurrentLinkedQueue<>();

    Admission(Settings settings) {
        most = settings.maxConnections;
        mostPerAddress = settings.maxPerAddress;
    }

    /// Takes a place, if there is one.
    boolean enter() {
        if (connections.incrementAndGet() <= most) return true;
        connections.decrementAndGet();
        return false;
    }

    /// Whether there is a place now.
    boolean hasRoom() {
        return connections.get() < most;
    }

    /// Gives a place back.
    void leave() {
        connections.decrementAndGet();
    }

    /// Adds a listener to those that wait for room.
    void await(ListenerEntry listener) {
        waiting.add(listener);
    }

    /// `listener` waits no longer.
    void forget(ListenerEntry listener) {
        waiting.remove(listener);
    }

    /// A connection of `loop` is gone, and with it a descriptor: whoever waits for room may try.
    void roomOn(Loop loop) {
        for (ListenerEntry next = waiting.poll(); next != null; next = waiting.poll())
            next.tryAgain(loop);
    }

    /// Whether addresses need to be known.
    boolean countsAddresses() {
        return mostPerAddress < Integer.MAX_VALUE;
    }

    /// Takes a place of `address`, if there is one.
    boolean enter(String address) {
        int now = byAddress.merge(address, 1, Integer::sum);
        if (now <= mostPerAddress) return true;
        leave(address);
        return false;
    }

    /// Gives a place of `address` back; null is nobody.
    void leave(@Nullable Object address) {
        if (address instanceof String text)
            byAddress.computeIfPresent(text, (key, count) -> count == 1 ? null : count - 1);
    }
}
