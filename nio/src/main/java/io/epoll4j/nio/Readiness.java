package io.epoll4j.nio;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLPRI;
import static io.epoll4j.sys.EpollFlags.EPOLLRDHUP;

import java.util.concurrent.atomic.AtomicLong;

/// What is known of a descriptor that an epoll watches edge-triggered: the kernel says once that it
/// is ready, so this remembers it until the program has used it up.
///
/// An event tells all that holds at the time it is taken, and replaces what was known. A read that
/// finds nothing, or less than it asked for, proves that nothing is left. One that got all it asked
/// for proves nothing: the bit is in doubt, and the selector asks the kernel again (by
/// EPOLL_CTL_MOD, which makes an edge of whatever is ready) before it says so to anybody.
///
/// A read may overlap with an event that another thread takes. So whoever reads notes the number of
/// the latest event first ([#stamp]), and where it has changed since, the bit is in doubt. An event
/// that is taken before a read and noted after it leaves a bit that does not hold: the next read
/// finds nothing and clears it. For any thread.
final class Readiness {
    /// More is going on than bytes that come and go, and a short read may end at any of these.
    private static final int SPECIAL = EPOLLRDHUP | EPOLLHUP | EPOLLERR | EPOLLPRI;

    private static final int BITS = 0xFFFF;
    private static final int DOUBT_SHIFT = 16;
    private static final int STAMP_SHIFT = 32;

    /// From the lowest: the bits that hold, those in doubt, and how many events there were.
    private final AtomicLong state = new AtomicLong();

    /// The bits that hold, be they in doubt.
    int bits() {
        return (int) state.get() & BITS;
    }

    /// Those of `bits` that are in doubt.
    int doubtful(int bits) {
        return (int) (state.get() >>> DOUBT_SHIFT) & BITS & bits;
    }

    /// The number of the latest event.
    long stamp() {
        return state.get() >>> STAMP_SHIFT;
    }

    /// An event has come.
    void event(int bits) {
        for (; ; ) {
            long now = state.get();
            long doubts = now & ((long) BITS << DOUBT_SHIFT);
            long next = ((now >>> STAMP_SHIFT) + 1) << STAMP_SHIFT | doubts | (bits & BITS);
            if (state.compareAndSet(now, next)) return;
        }
    }

    /// A call has proved, unless an event came after `stamp`, that `bit` does not hold.
    void usedUp(int bit, long stamp) {
        for (; ; ) {
            long now = state.get();
            boolean proved = now >>> STAMP_SHIFT == stamp && (now & SPECIAL) == 0;
            long next = proved ? now & ~(long) bit : now | (long) bit << DOUBT_SHIFT;
            if (next == now || state.compareAndSet(now, next)) return;
        }
    }

    /// A call has used some of what `bit` stands for.
    void used(int bit) {
        for (; ; ) {
            long now = state.get();
            long next = (now & bit) == 0 ? now : now | (long) bit << DOUBT_SHIFT;
            if (next == now || state.compareAndSet(now, next)) return;
        }
    }

    /// Nothing is known any more, and all is in doubt.
    void forget() {
        for (; ; ) {
            long now = state.get();
            long next = (now >>> STAMP_SHIFT) << STAMP_SHIFT | (long) BITS << DOUBT_SHIFT;
            if (state.compareAndSet(now, next)) return;
        }
    }

    /// The kernel is about to be asked: what was in doubt does not hold until it says so.
    void asking() {
        for (; ; ) {
            long now = state.get();
            long doubts = now >>> DOUBT_SHIFT & BITS;
            long next = now & ~(doubts << DOUBT_SHIFT) & ~doubts;
            if (state.compareAndSet(now, next)) return;
        }
    }
}
