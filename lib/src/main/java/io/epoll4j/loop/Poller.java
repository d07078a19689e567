package io.epoll4j.loop;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLONESHOT;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.EpollFlags.EPOLLPRI;
import static io.epoll4j.sys.EpollFlags.EPOLLRDHUP;
import static io.epoll4j.sys.EpollFlags.EPOLL_CLOEXEC;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_DEL;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_MOD;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SysException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;

/// The epoll of a loop: who is registered and for what, the one eventfd by which it is woken.
final class Poller {
    /// The data word of the eventfd; no entry has it.
    static final long WAKE_UP = -1;

    static final int IN = EPOLLIN | EPOLLRDHUP;
    static final int OUT = EPOLLOUT;
    static final int READABLE = EPOLLIN | EPOLLRDHUP | EPOLLPRI | EPOLLHUP | EPOLLERR;
    static final int WRITABLE = EPOLLOUT | EPOLLHUP | EPOLLERR;
    static final int DEAD = EPOLLHUP | EPOLLERR;

    /// After these a short read does not mean that there is no more: the end is still to be read,
    /// or the kernel stopped at urgent data.
    static final int READ_ON = EPOLLRDHUP | EPOLLHUP | EPOLLERR | EPOLLPRI;

    /// The events of an entry taken from the loop's own ready list: it may read. Of what else there
    /// is epoll has told already.
    static final int LISTED = EPOLLIN | (1 << 27);

    /// What a listener of its own loop is registered for.
    static final int EDGE_LISTENER = EPOLLIN | EPOLLET;

    /// What an edge-triggered connection is registered for, once and for all.
    private static final int EVERYTHING = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLPRI | EPOLLET;

    final Kernel kernel;
    final Trigger trigger;
    final Slots slots = new Slots();
    final int epfd;

    /// How many peers there are, connecting ones included.
    final AtomicInteger connections = new AtomicInteger();

    /// Whoever waits on this epoll is to end.
    volatile boolean stopped;

    private final MemorySegment one = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
    private final int eventfd;
    private boolean closed;

    Poller(Kernel kernel, Trigger trigger) {
        this.kernel = kernel;
        this.trigger = trigger;
        one.set(ValueLayout.JAVA_LONG, 0, 1);
        epfd = kernel.epollCreate1(EPOLL_CLOEXEC);
        SysException.check(epfd, "epoll_create1", "EPOLL_CLOEXEC");
        eventfd = kernel.eventfd(0, FileFlags.EFD_NONBLOCK | FileFlags.EFD_CLOEXEC);
        // Edge-triggered: every write is an edge of its own, and nobody need ever read.
        int answer =
                eventfd < 0
                        ? eventfd
                        : kernel.epollCtl(epfd, EPOLL_CTL_ADD, eventfd, EPOLLIN | EPOLLET, WAKE_UP);
        if (answer < 0) {
            close();
            throw new SysException("eventfd", "0", answer);
        }
    }

    /// Gives `entry` a slot and registers it; 0 or `-errno`.
    int add(Entry entry) {
        slots.add(entry);
        return enroll(entry);
    }

    /// Registers an entry that has its slot; 0 or `-errno`.
    int enroll(Entry entry) {
        return switch (trigger) {
            case EDGE -> register(entry, EVERYTHING);
            case LEVEL -> adjust(entry);
            case ONESHOT -> arm(entry);
        };
    }

    /// Registers, changes or takes out an entry that has its slot; 0 or `-errno`.
    int register(Entry entry, int events) {
        int operation =
                entry.interest == 0 ? EPOLL_CTL_ADD : events == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD;
        int answer = kernel.epollCtl(epfd, operation, entry.fd, events, entry.data);
        if (answer < 0) return answer;
        entry.interest = events;
        if (operation == EPOLL_CTL_ADD) slots.registered(entry);
        else if (operation == EPOLL_CTL_DEL) slots.unregistered(entry);
        return answer;
    }

    /// Under a level trigger, follows what `entry` wants; 0 or `-errno`.
    int adjust(Entry entry) {
        if (trigger != Trigger.LEVEL) return 0;
        int wanted = entry.wanted();
        return wanted == entry.interest ? 0 : register(entry, wanted);
    }

    /// With ONESHOT, asks for one event of what `entry` wants; 0 or `-errno`.
    int arm(Entry entry) {
        int wanted = entry.wanted();
        return wanted == 0 ? 0 : register(entry, wanted | EPOLLONESHOT);
    }

    /// These events as they are to be registered: with ONESHOT, for one event.
    int once(int events) {
        return trigger == Trigger.ONESHOT && events != 0 ? events | EPOLLONESHOT : events;
    }

    /// Takes `entry` out before its descriptor is closed. Closing takes it out of epoll too, unless
    /// a duplicate of the descriptor lives on; under an edge trigger that would cost a few events
    /// that find nobody, under a level trigger it would spin.
    void remove(Entry entry, boolean mayLiveOn) {
        slots.remove(entry);
        if (entry.interest == 0) return;
        slots.unregistered(entry);
        if (mayLiveOn || trigger != Trigger.EDGE) register(entry, 0);
    }

    /// Makes one waiter return, now or at its next wait. Any thread; does nothing once closed.
    synchronized void wakeUp() {
        if (closed) return;
        long answer;
        do {
            answer = kernel.write(eventfd, one, 0, Long.BYTES);
        } while (answer == -Errno.EINTR);
        if (answer < 0) throw new SysException("write", "fd " + eventfd, (int) answer);
    }

    /// No wake-up is under way afterwards, so that none can hit a number that serves another.
    synchronized void close() {
        if (closed) return;
        closed = true;
        if (eventfd >= 0) kernel.close(eventfd);
        kernel.close(epfd);
    }
}
