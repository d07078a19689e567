package io.epoll4j.jvm.net;

import io.epoll4j.jvm.spi.Packet;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The lock of an Internet socket, and its backlog: `lock_sock`, `sk_add_backlog` and
/// `release_sock` (net/core/sock.c).
///
/// A packet from another kernel never waits for the lock: if a call has it, the same thread's or
/// another's, the packet goes to the backlog, and whoever drops the lock takes it. So two kernels
/// may send to each other at once, each holding a lock of its own. Any thread may use it.
public final class SocketLock {
    private static final VarHandle BACKLOG;

    static {
        try {
            BACKLOG =
                    MethodHandles.lookup()
                            .findVarHandle(SocketLock.class, "backlog", Arrival.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// A packet and who is to have it; `earlier` came before it.
    private record Arrival(InetSocket socket, Packet packet, @Nullable Arrival earlier) {}

    private final ReentrantLock lock = new ReentrantLock();

    /// `sk_backlog`, the last to come first.
    private volatile @Nullable Arrival backlog;

    public void lock() {
        lock.lock();
    }

    /// `release_sock`
    public void unlock() {
        if (backlog != null && lock.getHoldCount() == 1) {
            takeBacklog();
        }
        lock.unlock();
        // What came in between found the lock taken.
        while (backlog != null && !lock.isHeldByCurrentThread() && lock.tryLock()) {
            try {
                takeBacklog();
            } finally {
                lock.unlock();
            }
        }
    }

    /// `tcp_v4_rcv`: has the socket take the packet, now if nobody is at work in it.
    public void deliver(InetSocket socket, Packet packet) {
        Arrival earlier;
        do {
            earlier = backlog;
        } while (!BACKLOG.compareAndSet(this, earlier, new Arrival(socket, packet, earlier)));
        if (lock.tryLock()) {
            unlock();
        }
    }

    private void takeBacklog() {
        for (Arrival last = takeAll(); last != null; last = takeAll()) {
            Arrival first = null;
            for (Arrival next = last; next != null; next = next.earlier) {
                first = new Arrival(next.socket, next.packet, first);
            }
            for (Arrival next = first; next != null; next = next.earlier) {
                next.socket.takeBacklog(next.packet);
            }
        }
    }

    private @Nullable Arrival takeAll() {
        return (Arrival) BACKLOG.getAndSet(this, null);
    }
}
