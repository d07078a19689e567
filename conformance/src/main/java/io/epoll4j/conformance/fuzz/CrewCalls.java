package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.EpollFlags;
import io.epoll4j.sys.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The operations that only programs of several threads have. Their answers depend on what the
/// other threads do meanwhile: the trace gets what may not, the [Ledger] the rest.
final class CrewCalls {
    /// A wake-up that takes longer is lost.
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final Side side;
    private final MemorySegment one = Arena.ofAuto().allocate(8, 8);

    CrewCalls(Side side) {
        this.side = side;
        one.set(ValueLayout.JAVA_LONG, 0, 1);
    }

    void run(Call call) {
        switch (call) {
            case SERVE -> serve(side.fd(0), Math.clamp(side.arg(1), 1, Side.CAPACITY));
            case HEAR -> hear(side.fd(0), side.fd(1), side.arg(2));
            case GIVE -> move(side.kernel.write(side.fd(0), side.source, 0, side.length(1)), 1);
            case TAKE -> move(side.kernel.read(side.fd(0), side.target, 0, side.length(1)), -1);
            case AUDIT -> new Audit(side).run();
            default -> throw new AssertionError(call);
        }
    }

    /// Waits for events, for ever, until the section is over.
    @SuppressWarnings("ThreadPriorityCheck") // more threads than processors: a courtesy
    private void serve(int epfd, int maxevents) {
        Section section = side.section;
        if (!section.serves(epfd)) {
            side.answer(0);
            return;
        }
        boolean stop = false;
        while (!stop) {
            int count = side.kernel.epollWait(epfd, side.events, maxevents, -1);
            if (count < 0) {
                side.answer(count);
                return;
            }
            stop = side.ledger.saw(side.events, count);
            Thread.yield();
        }
        side.answer(1);
    }

    /// Arms a registration anew and makes its source ready if it is an eventfd. If poll(2) then
    /// finds it ready and somebody serves the epoll, its event must come.
    private void hear(int epfd, int fd, int mask) {
        int data = side.arg(3);
        long whole = EpollCalls.whole(data);
        int armed = side.kernel.epollCtl(epfd, EpollFlags.EPOLL_CTL_MOD, fd, mask, whole);
        side.answer(armed);
        side.answer(side.kernel.write(fd, one, 0, 8));
        if (armed == 0 && side.isReady(fd, mask) && side.section.serves(epfd)) {
            side.answer(heard(data));
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // more threads than processors: a courtesy
    private int heard(int data) {
        long began = System.nanoTime();
        while (side.ledger.events(data) == 0) {
            if (System.nanoTime() - began > PATIENCE_NANOS) {
                return -Errno.ETIMEDOUT;
            }
            Thread.yield();
        }
        return 1;
    }

    /// How much was moved is up to the threads: nothing and everything are right.
    private void move(long answer, int sign) {
        if (answer > 0) {
            side.ledger.moved(sign * answer);
        }
        side.answer(answer == -Errno.EAGAIN ? 0 : Math.min(answer, 0));
    }
}
