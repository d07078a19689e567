package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.EpollFlags;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The operations on epolls, and poll(2).
final class EpollCalls {
    /// The mask of a slot of the buffer that no kernel has written: no event has it.
    static final int UNTOUCHED = 0x0BAD_0000;

    private final Side side;
    private final MemorySegment timespec = Timespec.allocate();

    EpollCalls(Side side) {
        this.side = side;
    }

    void run(Call call) {
        switch (call) {
            case EPOLL -> side.made(0, side.kernel.epollCreate1(side.arg(1)));
            case EPOLL_SIZE -> side.made(0, side.kernel.epollCreate(side.arg(1)));
            case CTL ->
                    side.answer(
                            side.kernel.epollCtl(
                                    side.fd(0), side.arg(1), side.fd(2), side.arg(3), data()));
            case WAIT -> harvest(waitMillis(side.fd(0), maxevents(), side.arg(2)));
            case PWAIT2 -> harvest(waitNanos(side.fd(0), maxevents()));
            case POLL -> poll();
            default -> throw new AssertionError(call);
        }
    }

    private long data() {
        return whole(side.arg(4));
    }

    /// The event data that a program writes as its low half: the high half is its complement.
    static long whole(int data) {
        return ((long) ~data << 32) | (data & 0xffff_ffffL);
    }

    /// A limit other than 0 is used only where poll(2) sees something ready, so that a program
    /// never waits long: otherwise a positive one becomes 1 ms and a negative one 0.
    private int waitMillis(int epfd, int maxevents, int timeout) {
        int limit = timeout;
        if (timeout != 0) {
            side.fds.set(0, epfd, EpollFlags.EPOLLIN);
            boolean ready = side.kernel.poll(side.fds, 1, 0) > 0;
            limit = ready ? timeout : timeout > 0 ? 1 : 0;
        }
        return side.kernel.epollWait(epfd, side.events, maxevents, limit);
    }

    private int waitNanos(int epfd, int maxevents) {
        Timespec.set(timespec, side.arg(2), side.arg(3));
        return side.kernel.epollPwait2(epfd, side.events, maxevents, timespec);
    }

    private void harvest(int count) {
        if (side.isOfCrew()) {
            // which thread finds what is up to them
            side.answer(Math.min(count, 0));
            side.ledger.saw(side.events, count);
            return;
        }
        side.answer(count);
        if (side.hasPassedSockets()) {
            addInAnyOrder(count);
        } else {
            for (int i = 0; i < count; i++) {
                side.trace.add(side.events.events(i));
                side.trace.add(side.events.data(i));
            }
        }
        for (int i = 0; i < count; i++) {
            side.events.set(i, UNTOUCHED, 0);
        }
        if (count >= 0 && count < Side.CAPACITY && side.events.events(count) != UNTOUCHED) {
            side.trace.add(side.events.events(count));
            side.events.set(count, UNTOUCHED, 0);
        }
    }

    private void addInAnyOrder(int count) {
        long[] seen = new long[Math.max(count, 0)];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = side.events.data(i) * 0x9E3779B97F4A7C15L + side.events.events(i);
        }
        Arrays.sort(seen);
        for (long each : seen) {
            side.trace.add(each);
        }
    }

    /// All there are, once nobody can say which come first.
    private int maxevents() {
        return side.hasPassedSockets() && side.arg(1) > 0 ? Side.CAPACITY : side.arg(1);
    }

    private void poll() {
        side.fds.set(0, side.fd(1), side.arg(2));
        side.fds.set(1, side.fd(3), side.arg(4));
        int nfds = Math.min(Math.max(side.arg(0), 0), 2);
        int count = side.kernel.poll(side.fds, nfds, 0);
        side.answer(count);
        for (int i = 0; i < nfds; i++) {
            side.trace.add(side.fds.revents(i));
        }
    }
}
