package io.epoll4j.jvm.file;

import static io.epoll4j.sys.Errno.EINTR;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.Signals.SIGKILL;
import static io.epoll4j.sys.Signals.SIGRTMIN;
import static io.epoll4j.sys.Signals.SIGSTOP;
import static io.epoll4j.sys.Signals.SIGTERM;
import static io.epoll4j.sys.Signals.SIG_BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.jvm.Machine;
import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.Signals;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Signals that the host raises. What Linux does too is in the conformance cases.
class SignalsTest {
    private static final int INFO = 128;

    private final JvmKernel kernel = new JvmKernel();
    private final Machine at = new Machine("jvm", kernel);

    @AfterEach
    void close() {
        at.close();
    }

    @Test
    void whatIsNoSignalOrCannotBeBlockedIsRefused() {
        for (int signal : new int[] {-1, 0, SIGKILL, SIGSTOP, 65}) {
            assertEquals(-EINVAL, kernel.raise(signal), "signal " + signal);
        }
    }

    @Test
    void aRealTimeSignalCountsEachTimeAndAnotherOnce() {
        int fd = at.own(kernel.signalfd(-1, Signals.mask(SIGTERM, SIGRTMIN), O_NONBLOCK));
        for (int i = 0; i < 3; i++) {
            Machine.ok(kernel.raise(SIGTERM));
            Machine.ok(kernel.raise(SIGRTMIN));
        }
        assertEquals(4L * INFO, kernel.read(fd, at.memory, 0, 100L * INFO));
    }

    /// Whether it sleeps already or is about to: the signal stays until the wait takes it.
    @Test
    void aSignalEndsAWaitThatLetsItThrough() throws InterruptedException, ExecutionException {
        int epfd = at.own(kernel.epollCreate1(0));
        for (int i = 0; i < 100; i++) {
            var answer = new CompletableFuture<Integer>();
            Thread.ofPlatform()
                    .start(() -> {
                        kernel.sigmask(SIG_BLOCK, Signals.mask(SIGTERM), MemorySegment.NULL);
                        var events = new EpollEvents(1);
                        answer.complete(kernel.epollPwait(epfd, events, 1, -1, Signals.mask()));
                    });
            Machine.ok(kernel.raise(SIGTERM));
            assertEquals(-EINTR, answer.get());
        }
    }

    @Test
    void aBlockedReadOfASignalFdReturnsWithTheSignal()
            throws InterruptedException, ExecutionException {
        int fd = at.own(kernel.signalfd(-1, Signals.mask(SIGTERM), 0));
        var answer = new CompletableFuture<Long>();
        Thread.ofPlatform()
                .start(() -> {
                    kernel.sigmask(SIG_BLOCK, Signals.mask(SIGTERM), MemorySegment.NULL);
                    answer.complete(kernel.read(fd, at.memory, 0, INFO));
                });
        Machine.ok(kernel.raise(SIGTERM));
        assertEquals(INFO, answer.get());
    }
}
