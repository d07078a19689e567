package io.epoll4j.sys;

import static io.epoll4j.sys.EpollFlags.*;
import static io.epoll4j.sys.Errno.*;
import static java.lang.foreign.MemorySegment.NULL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Waiting with a timespec: through epoll_pwait2, and through what replaces it where a kernel lacks
/// it. The latter is forced by asking the kernel for a call that it really answers with ENOSYS.
class Pwait2Test {
    private final Fds fds = new Fds(Kernel.linux());
    private final EpollEvents events = new EpollEvents(2);

    static Stream<Linux> kernels() {
        return Stream.of(new Linux(SystemCall.EPOLL_PWAIT2), new Linux(SystemCall.NONE));
    }

    @AfterEach
    void closeAll() {
        fds.close();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void neverEndsBeforeItsTime(Linux linux) {
        int epoll = fds.epoll();
        var time = Timespec.allocate();
        for (long nanos : new long[] {0, 1, 999, 1_000_000, 1_000_001, 2_500_000}) {
            Timespec.set(time, nanos);
            long before = System.nanoTime();
            assertEquals(0, linux.epollPwait2(epoll, events, 2, time));
            assertTrue(System.nanoTime() - before >= nanos);
            assertEquals(nanos, Timespec.toNanos(time), "the time given is not changed");
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void bringsWhatIsReady(Linux linux) {
        int epoll = fds.epoll();
        assertEquals(0, linux.epollCtl(epoll, EPOLL_CTL_ADD, fds.eventfd(), EPOLLOUT, 9));
        assertEquals(1, linux.epollPwait2(epoll, events, 2, NULL));
        assertEquals(1, linux.epollPwait2(epoll, events, 2, NULL, Signals.mask()));
        assertEquals(9, events.data(0));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void refusesAlike(Linux linux) {
        int epoll = fds.epoll();
        var time = Timespec.allocate();
        assertEquals(-EBADF, linux.epollPwait2(-1, events, 2, NULL));
        assertEquals(-EINVAL, linux.epollPwait2(epoll, events, 0, NULL));
        assertEquals(-EFAULT, linux.epollPwait2(epoll, events, 3, NULL));
        Timespec.set(time, 0, 1_000_000_000);
        assertEquals(-EINVAL, linux.epollPwait2(epoll, events, 2, time));
        Timespec.set(time, -1);
        assertEquals(-EINVAL, linux.epollPwait2(-1, events, 2, time), "time is checked first");
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aTinyTimeIsNotZeroAndAHugeOneNotNegative(Linux linux) {
        int epoll = fds.epoll();
        int event = fds.eventfd();
        assertEquals(0, linux.epollCtl(epoll, EPOLL_CTL_ADD, event, EPOLLIN, 1));
        var time = Timespec.allocate();
        Timespec.set(time, Long.MAX_VALUE, 0);
        var waiter =
                Blocked.run(() -> assertEquals(1, linux.epollPwait2(epoll, events, 2, time)))
                        .awaitInCallOn(epoll);
        fds.add(event);
        waiter.finish();
    }
}
