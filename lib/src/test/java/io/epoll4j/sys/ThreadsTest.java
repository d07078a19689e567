package io.epoll4j.sys;

import static io.epoll4j.sys.EpollFlags.*;
import static io.epoll4j.sys.Errno.*;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What belongs to a thread stays with it.
class ThreadsTest {
    private static final int ROUNDS = 20_000;

    private final LinuxKernel linux = Kernel.linux();
    private final Fds fds = new Fds(linux);

    @AfterEach
    void closeAll() {
        fds.close();
    }

    @Test
    void everyThreadSeesItsOwnErrors() {
        int epoll = fds.epoll();
        int event = fds.eventfd();
        var memory = Arena.ofAuto().allocate(8, 8);
        var events = new EpollEvents(1);
        var threads = new ArrayList<Blocked>();
        threads.add(repeat(() -> assertEquals(-EBADF, linux.close(-1))));
        threads.add(repeat(() -> assertEquals(-EAGAIN, linux.read(event, memory, 0, 8))));
        threads.add(repeat(() -> assertEquals(-EINVAL, linux.epollCreate1(1))));
        threads.add(
                repeat(() ->
                        assertEquals(-ENOENT, linux.epollCtl(epoll, EPOLL_CTL_MOD, event, 0, 0))));
        threads.add(repeat(() -> assertEquals(-EFAULT, linux.write(event, memory, 4, 8))));
        threads.add(repeat(() -> assertEquals(0, linux.epollWait(epoll, events, 1, 0))));
        threads.forEach(Blocked::finish);
    }

    private static Blocked repeat(Runnable call) {
        return Blocked.run(() -> {
            for (int i = 0; i < ROUNDS; i++) call.run();
        });
    }

    @Test
    void callsFromVirtualThreadsWork() throws InterruptedException {
        int event = fds.eventfd();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 100; i++) threads.add(Thread.startVirtualThread(() -> add(event)));
        for (var thread : threads) thread.join();
        var memory = Arena.ofAuto().allocate(8, 8);
        assertEquals(8, linux.read(event, memory, 0, 8));
        assertEquals(100, memory.get(JAVA_LONG, 0));
    }

    private void add(int event) {
        var one = Arena.ofAuto().allocate(8, 8);
        one.set(JAVA_LONG, 0, 1);
        linux.write(event, one, 0, 8);
    }
}
