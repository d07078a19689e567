package io.epoll4j;

import static io.epoll4j.sys.Errno.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.Blocked;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Handler;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.LinuxKernel;
import io.epoll4j.sys.SysException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every error of epoll's manual pages as the exception people see, from the real kernel. EMFILE is
/// in `EpollLimitTest`. Not to be had from it by a program without rights: ENFILE (needs the whole
/// system's files, or root to lower fs.file-max, and root is exempt), ENOMEM, ENOSPC (millions of
/// watches, shared with whatever else the user runs), and EFAULT, which this API rules out; those
/// come from a kernel that is told to refuse.
class RefusalsTest {
    private final LinuxKernel linux = Kernel.linux();
    private final Epoll epoll = Epoll.open();
    private final Events events = new Events(4);
    private final Waker waker = Waker.open();

    @AfterEach
    void closeAll() {
        epoll.close();
        waker.close();
    }

    private static SysException refused(int errno, String beginning, Executable call) {
        var refusal = assertThrows(SysException.class, call);
        assertEquals(Errno.name(errno), Errno.name(refusal.errno()), refusal.getMessage());
        assertTrue(refusal.getMessage().startsWith(beginning), refusal.getMessage());
        return refusal;
    }

    @Test
    void create() {
        refused(EINVAL, "epoll_create1(0x7): EINVAL: ", () -> Epoll.open(linux, 7));
    }

    @Test
    void add() {
        String fd = "epoll_ctl(ADD, Waker " + waker.fd() + "): ";
        epoll.add(waker, Interest.READ);
        refused(EEXIST, fd + "EEXIST: ", () -> epoll.add(waker, Interest.READ));
        refused(EINVAL, "epoll_ctl(ADD, Epoll ", () -> epoll.add(epoll, Interest.READ));
        var closed = Waker.open();
        closed.close();
        refused(EBADF, "epoll_ctl(ADD, Waker closed", () -> epoll.add(closed, Interest.READ));
        try (var file = new Descriptor(linux, linux.memfdCreate("f", FileFlags.MFD_CLOEXEC))) {
            refused(
                    EPERM,
                    "epoll_ctl(ADD, fd "
                            + file.fd()
                            + "): EPERM: regular files are always ready and cannot be watched",
                    () -> epoll.add(file, Interest.READ));
        }
        try (var outer = Epoll.open()) {
            outer.add(epoll, Interest.READ);
            refused(ELOOP, "epoll_ctl(ADD, Epoll ", () -> epoll.add(outer, Interest.READ));
        }
    }

    @Test
    void chainsOfMoreThanFive() {
        var chain = new Epoll[6];
        for (int i = 0; i < chain.length; i++) chain[i] = Epoll.open();
        try {
            SysException refusal = null;
            for (int i = 1; i < chain.length && refusal == null; i++) {
                try {
                    chain[i].add(chain[i - 1], Interest.READ);
                } catch (SysException tooLong) {
                    refusal = tooLong;
                }
            }
            // before 6.17 six are allowed as long as no source is watched by the innermost
            var innermost = chain[0];
            if (refusal == null) {
                refusal =
                        assertThrows(SysException.class, () -> innermost.add(waker, Interest.READ));
            }
            assertTrue(refusal.is(ELOOP) || refusal.is(EINVAL), refusal.getMessage());
        } finally {
            for (var one : chain) one.close();
        }
    }

    @Test
    void modifyAndRemove() {
        refused(ENOENT, "epoll_ctl(MOD, ", () -> epoll.modify(waker, Interest.READ));
        refused(ENOENT, "epoll_ctl(DEL, ", () -> epoll.remove(waker));
        epoll.add(waker, Interest.READ.exclusive());
        refused(EINVAL, "epoll_ctl(MOD, ", () -> epoll.modify(waker, Interest.READ));
    }

    @Test
    void await() {
        try (var wrong = Epoll.of(linux, linux.eventfd(0, FileFlags.EFD_CLOEXEC))) {
            refused(EINVAL, "epoll_wait(Epoll ", () -> wrong.await(events, Epoll.NOW));
            refused(EINVAL, "epoll_ctl(ADD, ", () -> wrong.add(waker, Interest.READ));
        }
        epoll.close();
        refused(EBADF, "epoll_wait(Epoll closed, 4 events, forever): EBADF: ", () -> forever());
        refused(EBADF, "epoll_wait(Epoll closed, 4 events, 7 ns): ", () -> epoll.await(events, 7));
    }

    private void forever() {
        epoll.await(events, Epoll.FOREVER);
    }

    @Test
    void aSignalEndsTheWaitThatAsksForIt() {
        Handler.install();
        var waiter =
                Blocked.run(() ->
                                refused(
                                        EINTR,
                                        "epoll_wait(Epoll " + epoll.fd() + ", 4 events",
                                        () ->
                                                epoll.awaitOrSignal(
                                                        events, Epoll.FOREVER, MemorySegment.NULL)))
                        .awaitInCallOn(epoll.fd());
        assertEquals(0, linux.tgkill(linux.getpid(), waiter.tid(), Handler.SIGNAL));
        waiter.finish();
    }

    @Test
    void aSignalDoesNotEndAnyOtherWait() {
        Handler.install();
        epoll.add(waker, Interest.READ);
        for (long timeout : new long[] {Epoll.FOREVER, 600_000_000_000L, 600_000_000_001L}) {
            var waiter =
                    Blocked.run(() -> assertEquals(1, epoll.await(new Events(1), timeout)))
                            .awaitInCallOn(epoll.fd());
            assertEquals(0, linux.tgkill(linux.getpid(), waiter.tid(), Handler.SIGNAL));
            waiter.awaitInCallOn(epoll.fd());
            waker.wake();
            waiter.finish();
            waker.drain();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "epollCreate1, ENFILE",
        "epollCreate1, ENOMEM",
        "epollCtl, ENOMEM",
        "epollCtl, ENOSPC",
        "epollWait, EFAULT"
    })
    void whatOnlyAKernelToldSoRefuses(String call, String name)
            throws ReflectiveOperationException {
        int errno = Errno.class.getField(name).getInt(null);
        var kernel =
                (Kernel)
                        Proxy.newProxyInstance(
                                Kernel.class.getClassLoader(),
                                new Class<?>[] {Kernel.class},
                                (_, method, arguments) ->
                                        method.getName().equals(call)
                                                ? -errno
                                                : method.invoke(linux, arguments));
        refused(
                errno,
                "epoll_",
                () -> {
                    try (var refusing = Epoll.open(kernel)) {
                        refusing.add(waker, Interest.READ);
                        refusing.await(events, Epoll.NOW);
                    }
                });
    }
}
