package io.epoll4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.Blocked;
import io.epoll4j.sys.Kernel;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Several threads on one epoll. Who waits is seen in the wait, not supposed to be.
class EpollThreadsTest {
    private final Epoll epoll = Epoll.open();
    private final Waker waker = Waker.open();

    @AfterEach
    void closeAll() {
        epoll.close();
        waker.close();
    }

    private Blocked waiter(AtomicInteger served) {
        return Blocked.run(() -> served.addAndGet(epoll.await(new Events(4), Epoll.FOREVER)))
                .awaitInCallOn(epoll.fd());
    }

    @Test
    void anEdgeWakesOneOfThreeAndALevelTheRest() {
        epoll.add(waker, Interest.READ.edge());
        var served = new AtomicInteger();
        var waiters = new ArrayList<Blocked>();
        for (int i = 0; i < 3; i++) waiters.add(waiter(served));
        waker.wake();
        while (waiters.stream().allMatch(Thread::isAlive)) Thread.onSpinWait();
        waiters.stream().filter(Thread::isAlive).forEach(one -> one.awaitInCallOn(epoll.fd()));
        assertEquals(2, waiters.stream().filter(Thread::isAlive).count());
        epoll.modify(waker, Interest.READ);
        waiters.forEach(Blocked::finish);
        assertEquals(3, served.get());
    }

    @Test
    void whatIsAddedDuringAWaitEndsIt() {
        waker.wake();
        var served = new AtomicInteger();
        var waiter = waiter(served);
        epoll.add(waker, Interest.READ);
        waiter.finish();
        assertEquals(1, served.get());
    }

    @Test
    void whatIsModifiedDuringAWaitEndsIt() {
        epoll.add(waker, Interest.READ);
        var served = new AtomicInteger();
        var waiter = waiter(served);
        epoll.modify(waker, Interest.WRITE);
        waiter.finish();
        assertEquals(1, served.get());
    }

    @Test
    void whatIsRemovedOrClosedDuringAWaitDoesNotEndIt() {
        var removed = Waker.open();
        var closed = Waker.open();
        epoll.add(removed, Interest.READ);
        epoll.add(closed, Interest.READ);
        epoll.add(waker, Interest.READ);
        var served = new AtomicInteger();
        var waiter = waiter(served);
        epoll.remove(removed);
        closed.close();
        removed.wake();
        waiter.awaitInCallOn(epoll.fd());
        waker.wake();
        waiter.finish();
        assertEquals(1, served.get());
        removed.close();
    }

    /// As documented: the wait goes on, since the kernel holds the epoll for it.
    @Test
    void closingTheEpollDoesNotEndAWait() {
        epoll.add(waker, Interest.READ);
        int number = epoll.fd();
        var served = new AtomicInteger();
        var waiter = waiter(served);
        epoll.close();
        assertFalse(epoll.isOpen());
        waiter.awaitInCallOn(number);
        assertTrue(waiter.isAlive());
        waker.wake();
        waiter.finish();
        assertEquals(1, served.get());
    }

    @Test
    void watchesComeAndGoFromManyThreads() {
        var threads = new ArrayList<Blocked>();
        for (int t = 0; t < 4; t++) {
            threads.add(
                    Blocked.run(() -> {
                        for (int i = 0; i < 2_000; i++) {
                            try (var mine = Waker.open()) {
                                epoll.watch(mine, Interest.READ, mine);
                                mine.wake();
                            }
                        }
                    }));
        }
        var events = new Events(16);
        while (threads.stream().anyMatch(Thread::isAlive)) {
            int n = epoll.await(events, Epoll.NOW);
            for (int i = 0; i < n; i++) {
                var object = events.attachment(i);
                assertTrue(object == null || object instanceof Waker);
            }
        }
        threads.forEach(Blocked::finish);
        assertEquals(0, epoll.await(events, Epoll.NOW));
        assertEquals(Kernel.linux(), epoll.kernel());
    }
}
