package io.epoll4j.jvm.tcp;

import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.spi.Packet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Which end of a connection has the packets between two addresses: `ehash` (struct inet_hashinfo,
/// net/ipv4/inet_hashtables.c). Only connections with other kernels are in it.
///
/// Its lock is a leaf. Any thread may use it.
public final class TcpFlows {
    /// One direction of a connection, as this kernel sees it.
    public record Flow(Endpoint local, Endpoint remote) {}

    /// Who has the packets of a flow: a socket, or what is left of one in TIME_WAIT.
    public interface End {
        void arrived(Packet packet);
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Flow, End> ends = new LinkedHashMap<>();

    public @Nullable End find(Endpoint local, Endpoint remote) {
        lock.lock();
        try {
            return ends.get(new Flow(local, remote));
        } finally {
            lock.unlock();
        }
    }

    /// `inet_ehash_insert`: false if the flow has an end already.
    boolean add(Flow flow, End end) {
        lock.lock();
        try {
            return ends.putIfAbsent(flow, end) == null;
        } finally {
            lock.unlock();
        }
    }

    /// Puts `now` into the place of `before`, if it still has it.
    void replace(Flow flow, End before, End now) {
        lock.lock();
        try {
            ends.replace(flow, before, now);
        } finally {
            lock.unlock();
        }
    }

    /// `inet_unhash`
    void remove(Flow flow, End end) {
        lock.lock();
        try {
            ends.remove(flow, end);
        } finally {
            lock.unlock();
        }
    }
}
