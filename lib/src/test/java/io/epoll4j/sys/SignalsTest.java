package io.epoll4j.sys;

import static io.epoll4j.sys.EpollFlags.*;
import static io.epoll4j.sys.Errno.*;
import static io.epoll4j.sys.Signals.*;
import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Signals and the calls they end.
class SignalsTest {
    private final LinuxKernel linux = Kernel.linux();
    private final Fds fds = new Fds(linux);
    private final EpollEvents events = new EpollEvents(4);

    @AfterEach
    void closeAll() {
        fds.close();
    }

    @Test
    void aHandledSignalEndsEveryKindOfWait() {
        Handler.install();
        int epoll = fds.epoll();
        var time = Timespec.allocate();
        Timespec.set(time, 60_000_000_000L);
        assertEquals(-EINTR, interrupted(epoll, () -> linux.epollWait(epoll, events, 4, -1)));
        assertEquals(-EINTR, interrupted(epoll, () -> linux.epollWait(epoll, events, 4, 60_000)));
        assertEquals(
                -EINTR, interrupted(epoll, () -> linux.epollPwait(epoll, events, 4, -1, NULL)));
        assertEquals(-EINTR, interrupted(epoll, () -> linux.epollPwait2(epoll, events, 4, time)));
    }

    private int interrupted(int epoll, IntSupplier call) {
        var answer = new AtomicInteger();
        var waiter = Blocked.run(() -> answer.set(call.getAsInt())).awaitInCallOn(epoll);
        assertEquals(0, linux.tgkill(linux.getpid(), waiter.tid(), Handler.SIGNAL));
        waiter.finish();
        return answer.get();
    }

    @Test
    void aMaskKeepsTheSignalOutOfTheWait() {
        Handler.install();
        int epoll = fds.epoll();
        int event = fds.eventfd();
        assertEquals(0, linux.epollCtl(epoll, EPOLL_CTL_ADD, event, EPOLLIN, 3));
        var mask = mask(Handler.SIGNAL);
        var word = Arena.ofAuto().allocate(8, 8);
        for (boolean nanos : new boolean[] {false, true}) {
            var answer = new AtomicInteger();
            var waiter =
                    Blocked.run(() ->
                                    answer.set(
                                            nanos
                                                    ? linux.epollPwait2(
                                                            epoll, events, 4, NULL, mask)
                                                    : linux.epollPwait(epoll, events, 4, -1, mask)))
                            .awaitInCallOn(epoll);
            assertEquals(0, linux.tgkill(linux.getpid(), waiter.tid(), Handler.SIGNAL));
            fds.add(event);
            waiter.finish();
            assertEquals(1, answer.get());
            assertEquals(8, linux.read(event, word, 0, 8));
        }
    }

    @Test
    void signalsAreReadAsData() {
        int epoll = fds.epoll();
        var mask = mask(Handler.SIGNAL);
        var before = mask();
        assertEquals(0, linux.sigmask(SIG_BLOCK, mask, before));
        try {
            int fd = fds.keep(linux.signalfd(-1, mask, SFD_NONBLOCK | SFD_CLOEXEC));
            assertEquals(0, linux.epollCtl(epoll, EPOLL_CTL_ADD, fd, EPOLLIN, 5));
            assertEquals(0, linux.epollWait(epoll, events, 4, 0));
            var info = Arena.ofAuto().allocate(128, 8);
            assertEquals(-EAGAIN, linux.read(fd, info, 0, 128));
            assertEquals(0, linux.tgkill(linux.getpid(), linux.gettid(), Handler.SIGNAL));
            assertEquals(1, linux.epollWait(epoll, events, 4, -1));
            assertEquals(128, linux.read(fd, info, 0, 128));
            assertEquals(Handler.SIGNAL, info.get(JAVA_INT, 0));
            assertEquals(linux.getpid(), info.get(JAVA_INT, 12));
            var now = mask();
            assertEquals(0, linux.sigmask(SIG_BLOCK, NULL, now));
            assertTrue(contains(now, Handler.SIGNAL));
        } finally {
            assertEquals(0, linux.sigmask(SIG_SETMASK, before, NULL));
        }
        var after = mask();
        assertEquals(0, linux.sigmask(SIG_BLOCK, NULL, after));
        assertFalse(contains(after, Handler.SIGNAL));
    }

    @Test
    void killRefuses() {
        assertEquals(0, linux.kill(linux.getpid(), 0));
        assertEquals(-EINVAL, linux.kill(linux.getpid(), 65));
        assertEquals(-ESRCH, linux.tgkill(linux.getpid(), Integer.MAX_VALUE, 0));
        assertEquals(ProcessHandle.current().pid(), linux.getpid());
        assertEquals(linux.getpid(), linux.syscall(SystemCall.GETPID.number, 0, 0, 0, 0, 0, 0));
        MemorySegment none = mask();
        assertFalse(contains(none, SIGINT));
    }
}
