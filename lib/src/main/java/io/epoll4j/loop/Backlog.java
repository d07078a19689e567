package io.epoll4j.loop;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.SockAddr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/// Datagrams of a Unix-domain socket whose receivers have their queues full. Epoll has no word for
/// that: EPOLLOUT of a socket that is not connected looks at no receiver, see unix_dgram_poll. So
/// each receiver is tried again after a while, and datagrams to others go by.
///
/// Belongs to the thread that its socket belongs to. Allocates only when a queue is full.
final class Backlog {
    /// Datagrams that may wait for one receiver.
    private static final int MOST_PER_RECEIVER = 16;

    /// Bytes that may wait in all, and what each datagram counts beside its own.
    private static final long MOST_BYTES = 2L << 20;

    private static final int OVERHEAD = 512;

    private final int fd;
    private final Map<SockAddr, ArrayDeque<byte[]>> waiting = new LinkedHashMap<>();
    private final MemorySegment scratch = Arena.ofAuto().allocate(Datagrams.ROOM);
    private long bytes;

    Backlog(int fd) {
        this.fd = fd;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /// Whether something waits for `receiver`, so that what comes after it must wait too.
    boolean holds(SockAddr receiver) {
        return !waiting.isEmpty() && waiting.containsKey(receiver);
    }

    /// Lets a copy of `datagram` wait for `receiver`; false if there is no room for it.
    boolean add(ByteBuffer datagram, SockAddr receiver) {
        var queue = waiting.get(receiver);
        int size = datagram.remaining() + OVERHEAD;
        boolean full = queue != null && queue.size() == MOST_PER_RECEIVER;
        if (full || bytes + size > MOST_BYTES) return false;
        if (queue == null) {
            var key = new SockAddr();
            key.copyFrom(receiver);
            queue = new ArrayDeque<>();
            waiting.put(key, queue);
        }
        byte[] copy = new byte[datagram.remaining()];
        datagram.get(copy);
        queue.add(copy);
        bytes += size;
        return true;
    }

    /// Tries every receiver again; whether any took something.
    boolean retry(Loop on) {
        boolean progress = false;
        // An error handler may send meanwhile.
        for (SockAddr receiver : waiting.keySet().toArray(SockAddr[]::new))
            while (sendFirst(on, receiver)) progress = true;
        return progress;
    }

    /// Sends what has waited longest for `receiver`; false if there is nothing or it must wait on.
    private boolean sendFirst(Loop on, SockAddr receiver) {
        var queue = waiting.get(receiver);
        if (queue == null) return false;
        byte[] datagram = queue.element();
        MemorySegment.copy(datagram, 0, scratch, JAVA_BYTE, 0, datagram.length);
        long n = on.kernel.sendto(fd, scratch, 0, datagram.length, 0, receiver);
        if (n == -Errno.EAGAIN || n == -Errno.EINTR || n == -Errno.ENOBUFS) return false;
        queue.remove();
        bytes -= datagram.length + OVERHEAD;
        if (queue.isEmpty()) waiting.remove(receiver);
        if (n < 0) on.callbacks.refused("sendto", fd, (int) n);
        else on.counters.sent(n);
        return true;
    }

    /// Forgets everything.
    void clear() {
        waiting.clear();
        bytes = 0;
    }
}
