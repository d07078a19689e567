package io.epoll4j.nio;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLPRI;
import static io.epoll4j.sys.EpollFlags.EPOLLRDHUP;
import static io.epoll4j.sys.EpollFlags.EPOLL_CLOEXEC;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_DEL;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_MOD;
import static io.epoll4j.sys.FileFlags.EFD_CLOEXEC;
import static io.epoll4j.sys.FileFlags.EFD_NONBLOCK;

import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// The epoll of a selector, and the eventfd that wakes it. All but [#wake] belongs to whoever holds
/// the selector's lock.
final class Poller {
    private static final int CAPACITY = 512;
    private static final long WAKER_WORD = -1;

    /// The eventfd's 1.
    private static final MemorySegment ONE = one();

    private final EpollEvents events = new EpollEvents(CAPACITY);
    private final KeySlots slots = new KeySlots();

    /// The epoll itself.
    final Fd fd;

    private final Fd waker;

    Poller(Kernel kernel) throws IOException {
        fd = new Fd(kernel, Errors.check(kernel.epollCreate1(EPOLL_CLOEXEC)), 0);
        int eventFd = kernel.eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        if (eventFd < 0) fd.close();
        waker = new Fd(kernel, Errors.check(eventFd), 0);
        // Edge-triggered: each write is an event, and nobody needs to read it.
        int answer =
                kernel.epollCtl(fd.number, EPOLL_CTL_ADD, eventFd, EPOLLIN | EPOLLET, WAKER_WORD);
        if (answer < 0) close();
        Errors.check(answer);
    }

    private static MemorySegment one() {
        var memory = Arena.global().allocate(ValueLayout.JAVA_LONG);
        memory.set(ValueLayout.JAVA_LONG, 0, 1);
        return memory.asReadOnly();
    }

    /// Makes the kernel tell of `wanted` events for this key. A key that is watched edge-triggered
    /// keeps what it once asked for, and the kernel is asked again if any of them is in doubt.
    void watch(KernelKey key, int wanted) throws IOException {
        boolean edge = key.channel.isEdgeTriggered();
        int mask = wanted;
        boolean doubtful = false;
        if (edge) {
            if (wanted == 0 && key.registered == 0) return;
            mask |= key.registered | EPOLLRDHUP | EPOLLPRI | EPOLLET;
            doubtful = key.readiness.doubtful(wanted | EPOLLERR) != 0;
        }
        if (mask == key.registered && !doubtful) return;
        if (key.channel.fd().enter()) {
            try {
                control(key, mask);
            } finally {
                key.channel.fd().exit();
            }
        }
    }

    private void control(KernelKey key, int mask) throws IOException {
        int op = EPOLL_CTL_MOD;
        if (key.registered == 0) op = EPOLL_CTL_ADD;
        else if (mask == 0) op = EPOLL_CTL_DEL;
        if (key.word < 0) key.word = slots.place(key);
        key.readiness.asking();
        int number = key.channel.fd().number;
        Errors.check(fd.kernel.epollCtl(fd.number, op, number, mask, key.word));
        key.registered = mask;
    }

    /// Forgets a key. A descriptor that is closed has left the epoll by itself.
    void unwatch(KernelKey key) throws IOException {
        if (key.word < 0) return;
        slots.remove(key.word);
        key.word = -1;
        if (key.registered == 0 || !key.channel.fd().enter()) return;
        try {
            int number = key.channel.fd().number;
            Errors.check(fd.kernel.epollCtl(fd.number, EPOLL_CTL_DEL, number, 0, 0));
        } finally {
            key.registered = 0;
            key.channel.fd().exit();
        }
    }

    /// Waits for events for at most `millis`; -1 is without limit.
    ///
    /// @return how many there are; 0 after a signal too
    int await(int millis) throws IOException {
        int answer = fd.kernel.epollWait(fd.number, events, CAPACITY, millis);
        return answer == -Errno.EINTR ? 0 : Errors.check(answer);
    }

    /// Notes the event at `index`.
    ///
    /// @return the key it is for; null if it was to wake, or is stale
    @Nullable KernelKey take(int index) {
        long word = events.data(index);
        var key = word == WAKER_WORD ? null : slots.find(word);
        if (key != null) key.readiness.event(events.events(index));
        return key;
    }

    /// Ends the wait that is under way, or the next one. For any thread.
    void wake() {
        if (!waker.enter()) return;
        try {
            long answer = waker.kernel.write(waker.number, ONE, 0, Long.BYTES);
            if (answer < 0 && answer != -Errno.EAGAIN) // full of wakes: it is an event as well
            throw new IllegalStateException("eventfd: " + Errno.name((int) answer));
        } finally {
            waker.exit();
        }
    }

    void close() {
        fd.close();
        waker.close();
    }
}
