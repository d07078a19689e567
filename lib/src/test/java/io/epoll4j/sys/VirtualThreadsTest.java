package io.epoll4j.sys;

import static io.epoll4j.sys.Errno.*;
import static io.epoll4j.sys.FileFlags.*;
import static io.epoll4j.sys.SocketFlags.*;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// However many virtual threads wait in the kernel, the others run.
@Timeout(60)
class VirtualThreadsTest {
    private static final int WAITERS = 2 * Runtime.getRuntime().availableProcessors() + 1;
    private static final int PATIENCE_SECONDS = 10;
    private static final LinuxKernel LINUX = Kernel.linux();

    private final Fds fds = new Fds(LINUX);
    private final MemorySegment memory = Arena.ofAuto().allocate(1 << 16, 8);

    @TempDir private Path folder = Path.of("");

    @AfterEach
    void closeAll() {
        fds.close();
    }

    /// A call that waits for a byte in a socket of a pair, or for room.
    enum Wait {
        EPOLL_WAIT((on, test) -> LINUX.epollWait(test.epoll(on), new EpollEvents(1), 1, -1)),
        EPOLL_PWAIT((on, test) ->
                LINUX.epollPwait(test.epoll(on), new EpollEvents(1), 1, -1, MemorySegment.NULL)),
        EPOLL_PWAIT_MASKED((on, test) ->
                LINUX.epollPwait(test.epoll(on), new EpollEvents(1), 1, -1, Signals.mask())),
        EPOLL_PWAIT2((on, test) ->
                LINUX.epollPwait2(test.epoll(on), new EpollEvents(1), 1, MemorySegment.NULL)),
        POLL((on, test) -> {
            var polled = new PollFds(1);
            polled.set(0, on, POLLIN);
            return LINUX.poll(polled, 1, -1);
        }),
        SELECT((on, test) -> {
            var set = new FdSet(on + 1);
            set.add(on);
            return LINUX.select(on + 1, set, null, null, -1);
        }),
        READ((on, test) -> LINUX.read(on, test.memory, 0, 1)),
        READV((on, test) -> {
            var vector = new IoVec(1);
            vector.set(0, test.memory, 0, 1);
            return LINUX.readv(on, vector, 1);
        }),
        RECV((on, test) -> LINUX.recv(on, test.memory, 0, 1, 0)),
        RECVFROM((on, test) -> LINUX.recvfrom(on, test.memory, 0, 1, 0, new SockAddr())),
        RECVMSG((on, test) -> {
            var vector = new IoVec(1);
            vector.set(0, test.memory, 0, 1);
            return LINUX.recvmsg(on, new Message(vector, null, 0), 0);
        }),
        RECVMMSG((on, test) -> {
            var batch = new MessageBatch(1, 1, false);
            batch.message(0).vector().set(0, test.memory, 0, 1);
            return LINUX.recvmmsg(on, batch, 1, 0);
        }),
        SPLICE((on, test) -> LINUX.splice(on, test.blockingPipe(), 1, 0));

        private final Call call;

        Wait(Call call) {
            this.call = call;
        }
    }

    private interface Call {
        long make(int on, VirtualThreadsTest test);
    }

    private synchronized int epoll(int watched) {
        int epoll = fds.epoll();
        LINUX.epollCtl(epoll, EpollFlags.EPOLL_CTL_ADD, watched, EpollFlags.EPOLLIN, 0);
        return epoll;
    }

    /// The end to write to.
    private synchronized int blockingPipe() {
        int end = fds.pipe()[1];
        LINUX.fcntl(end, F_SETFL, 0);
        return end;
    }

    @ParameterizedTest
    @EnumSource
    void othersRunWhileManyWait(Wait wait) throws Exception {
        var pairs = new ArrayList<int[]>();
        for (int i = 0; i < WAITERS; i++) pairs.add(blockingPair());
        var waiting = new CountDownLatch(WAITERS);
        var calls = new ArrayList<FutureTask<Long>>();
        for (var pair : pairs)
            calls.add(
                    start(() -> {
                        waiting.countDown();
                        return wait.call.make(pair[1], this);
                    }));
        try {
            assertTrue(waiting.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "all came to their call");
            assertEquals(7, answer(start(() -> 7L)), "a virtual thread that came later");
        } finally {
            for (var pair : pairs) fds.writeByte(pair[0]);
        }
        for (var call : calls) assertEquals(1, answer(call));
    }

    @Test
    void writingWaitsForRoomElsewhere() throws Exception {
        int[] pipe = fds.pipe();
        while (LINUX.write(pipe[1], memory, 0, 1 << 16) > 0) {}
        LINUX.fcntl(pipe[1], F_SETFL, 0);
        var calls = new ArrayList<FutureTask<Long>>();
        for (int i = 0; i < WAITERS; i++)
            calls.add(start(() -> LINUX.write(pipe[1], memory, 0, 1)));
        assertEquals(7, answer(start(() -> 7L)));
        while (calls.stream().anyMatch(call -> !call.isDone()))
            LINUX.read(pipe[0], memory, 0, 1 << 16);
        for (var call : calls) assertEquals(1, answer(call));
    }

    @Test
    void acceptingAndConnectingWaitElsewhere() throws Exception {
        int listener = fds.keep(LINUX.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        var address = SockAddr.ofUnix(folder.resolve("socket").toString());
        assertEquals(0, LINUX.bind(listener, address));
        assertEquals(0, LINUX.listen(listener, WAITERS));
        var accepting = new ArrayList<FutureTask<Long>>();
        for (int i = 0; i < WAITERS; i++)
            accepting.add(start(() -> (long) LINUX.accept4(listener, null, SOCK_CLOEXEC)));
        assertEquals(7, answer(start(() -> 7L)));
        var connecting = new ArrayList<FutureTask<Long>>();
        for (int i = 0; i < 3 * WAITERS; i++) { // more than its queue has room for
            int socket = fds.keep(LINUX.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
            connecting.add(start(() -> (long) LINUX.connect(socket, address)));
        }
        for (var call : accepting) fds.keep((int) answer(call));
        assertEquals(7, answer(start(() -> 7L)));
        for (int i = WAITERS; i < connecting.size(); i++)
            fds.keep(LINUX.accept4(listener, null, SOCK_CLOEXEC));
        for (var call : connecting) assertEquals(0, answer(call));
    }

    @Test
    void openingAFifoWaitsElsewhere() throws Exception {
        var fifo = folder.resolve("fifo").toString();
        assertEquals(0, new ProcessBuilder("mkfifo", fifo).start().waitFor());
        var calls = new ArrayList<FutureTask<Long>>();
        for (int i = 0; i < WAITERS; i++)
            calls.add(start(() -> (long) LINUX.open(fifo, O_RDONLY, 0)));
        assertEquals(7, answer(start(() -> 7L)));
        var done = false;
        while (!done) { // whoever came to its call later waits for a writer of its own
            LINUX.close(LINUX.open(fifo, O_RDWR | O_NONBLOCK, 0));
            done = calls.stream().allMatch(FutureTask::isDone);
        }
        for (var call : calls) fds.keep((int) answer(call));
    }

    @Test
    void timeLimitsAreKept() throws Exception {
        int epoll = fds.epoll();
        long began = System.nanoTime();
        long answer = answer(start(() -> (long) LINUX.epollWait(epoll, new EpollEvents(1), 1, 30)));
        assertEquals(0, answer);
        assertTrue(System.nanoTime() - began >= 30_000_000);
    }

    @Test
    void refusalsAreTheKernels() throws Exception {
        int epoll = fds.epoll();
        var events = new EpollEvents(1);
        assertEquals(-EBADF, answer(start(() -> (long) LINUX.epollWait(-1, events, 1, -1))));
        assertEquals(-EINVAL, answer(start(() -> (long) LINUX.epollWait(epoll, events, 0, -1))));
        assertEquals(-EFAULT, answer(start(() -> (long) LINUX.epollWait(epoll, events, 2, -1))));
        assertEquals(-EBADF, answer(start(() -> LINUX.read(-1, memory, 0, 1))));
        var impossible = Timespec.allocate();
        Timespec.set(impossible, 1);
        impossible.set(JAVA_LONG, 8, -1);
        assertEquals(
                -EINVAL,
                answer(start(() -> (long) LINUX.epollPwait2(epoll, events, 1, impossible))));
    }

    /// As every system call is: the interrupt is there when it returns.
    @Test
    void anInterruptDoesNotEndIt() throws Exception {
        int[] pair = blockingPair();
        var thread = new Thread[1];
        var began = new CountDownLatch(1);
        var call =
                start(() -> {
                    thread[0] = Thread.currentThread();
                    began.countDown();
                    long answer = LINUX.read(pair[1], memory, 0, 1);
                    return Thread.currentThread().isInterrupted() ? answer : -1;
                });
        began.await();
        thread[0].interrupt();
        fds.writeByte(pair[0]);
        assertEquals(1, answer(call));
    }

    @Test
    void memoryThatBelongsToTheVirtualThreadCanBeUsed() throws Exception {
        int[] pair = blockingPair();
        var call =
                start(() -> {
                    try (var arena = Arena.ofConfined()) {
                        return LINUX.read(pair[1], arena.allocate(8), 0, 8);
                    }
                });
        fds.writeByte(pair[0]);
        assertEquals(1, answer(call));
    }

    @Test
    void memoryThatIsClosedOrAnothersIsRefused() throws Exception {
        int[] pair = blockingPair();
        MemorySegment closed;
        try (var shared = Arena.ofShared()) {
            closed = shared.allocate(8);
        }
        assertRefused(IllegalStateException.class, start(() -> LINUX.read(pair[1], closed, 0, 8)));
        try (var arena = Arena.ofConfined()) {
            var mine = arena.allocate(8);
            assertRefused(WrongThreadException.class, start(() -> LINUX.read(pair[1], mine, 0, 8)));
        }
    }

    private static void assertRefused(Class<? extends Exception> with, FutureTask<Long> call) {
        assertInstanceOf(
                with, assertThrows(ExecutionException.class, () -> answer(call)).getCause());
    }

    @Test
    void whatNeedNotWaitAnswersTheSame() throws Exception {
        int[] pair = fds.socketpair(SOCK_STREAM);
        int event = fds.eventfd();
        int epoll = epoll(event);
        fds.add(event);
        assertEquals(
                List.of(-(long) EAGAIN, 1L, 0L, 0L),
                List.of(
                        answer(start(() -> LINUX.read(pair[1], memory, 0, 1))),
                        answer(
                                start(() ->
                                        (long) LINUX.epollWait(epoll, new EpollEvents(1), 1, -1))),
                        answer(start(() -> (long) LINUX.poll(new PollFds(1), 0, 0))),
                        answer(
                                start(() ->
                                        (long)
                                                LINUX.epollWait(
                                                        fds.epoll(), new EpollEvents(1), 1, 0)))));
    }

    private int[] blockingPair() {
        int[] pair = fds.socketpair(SOCK_STREAM);
        LINUX.fcntl(pair[1], F_SETFL, 0);
        return pair;
    }

    private static FutureTask<Long> start(Callable<Long> body) {
        var task = new FutureTask<>(body);
        Thread.startVirtualThread(task);
        return task;
    }

    private static long answer(FutureTask<Long> task)
            throws InterruptedException, ExecutionException, TimeoutException {
        return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
