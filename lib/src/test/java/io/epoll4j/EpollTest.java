package io.epoll4j;

import static io.epoll4j.sys.EpollFlags.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.Kernel;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The epoll that people use, on the real kernel.
class EpollTest {
    private final Epoll epoll = Epoll.open();
    private final Events events = new Events(8);
    private final Waker waker = Waker.open();

    @AfterEach
    void closeAll() {
        epoll.close();
        waker.close();
    }

    @Test
    void isInheritedOnlyIfAskedFor() {
        assertTrue(epoll.isCloseOnExec());
        try (var inherited = Epoll.open(Kernel.linux(), 0)) {
            assertFalse(inherited.isCloseOnExec());
        }
    }

    @Test
    void givesBackTheDataUnion() {
        epoll.add(waker, Interest.WRITE);
        assertEquals(1, epoll.await(events, Epoll.FOREVER));
        assertEquals(waker.fd(), events.fd(0));
        epoll.modify(waker, Interest.WRITE, 0xFEDC_BA98_7654_3210L);
        assertEquals(1, epoll.await(events, Epoll.NOW));
        assertEquals(0xFEDC_BA98_7654_3210L, events.data(0));
        assertEquals(0x7654_3210, events.data32(0));
        assertEquals("[EPOLLOUT " + 0xFEDC_BA98_7654_3210L + "]", events.toString());
        epoll.remove(waker);
        assertEquals(0, epoll.await(events, Epoll.NOW));
        assertThrows(IndexOutOfBoundsException.class, () -> events.data(0), "no event, no data");
    }

    @Test
    void saysWhatHappened() {
        var pair = Connection.pair(Kernel.linux());
        epoll.add(pair[0], Interest.READ.or(Interest.WRITE).or(Interest.PEER_CLOSED));
        epoll.await(events, Epoll.FOREVER);
        assertTrue(events.isWritable(0) && !events.isReadable(0) && !events.isPeerClosed(0));
        pair[1].shutdownWrite();
        epoll.await(events, Epoll.FOREVER);
        assertTrue(events.isReadable(0) && events.isPeerClosed(0) && !events.isHungUp(0));
        pair[1].close();
        epoll.await(events, Epoll.FOREVER);
        assertTrue(events.isHungUp(0) && !events.isError(0) && !events.isPriority(0));
        pair[0].close();
        try (var pipe = PipePair.open()) {
            epoll.add(pipe.writer(), Interest.HANGUP);
            pipe.reader().close();
            epoll.await(events, Epoll.FOREVER);
            assertTrue(events.isError(0) && events.has(0, EPOLLERR | EPOLLIN));
        }
    }

    @Test
    void edgesAndOneShotsComeOnce() {
        try (var other = Waker.open()) {
            epoll.add(waker, Interest.READ.edge());
            epoll.add(other, Interest.READ.oneShot());
            waker.wake();
            other.wake();
            assertEquals(2, epoll.await(events, Epoll.FOREVER));
            assertEquals(0, epoll.await(events, Epoll.NOW));
            waker.wake();
            other.wake();
            assertEquals(1, epoll.await(events, Epoll.FOREVER));
            epoll.modify(other, Interest.READ.oneShot());
            assertEquals(1, epoll.await(events, Epoll.FOREVER));
            assertEquals(2, waker.drain());
            assertEquals(0, waker.drain());
        }
    }

    @Test
    void waitsAsLongAsItIsTold() {
        for (long nanos : new long[] {1, 70_000, 1_000_000, 2_300_000}) {
            long before = System.nanoTime();
            assertEquals(0, epoll.await(events, nanos));
            assertTrue(System.nanoTime() - before >= nanos);
        }
        assertEquals(0, epoll.await(events, Duration.ofMillis(1)));
        epoll.add(waker, Interest.WRITE);
        assertEquals(1, epoll.await(events, Long.MAX_VALUE), "longer than any clock");
    }

    @Test
    void leftoversComeWithTheNextWait() {
        var small = new Events(1);
        try (var other = Waker.open()) {
            epoll.add(waker, Interest.WRITE.edge(), 1);
            epoll.add(other, Interest.WRITE.edge(), 2);
            assertEquals(1, epoll.await(small, Epoll.NOW));
            assertEquals(1, small.data(0));
            assertEquals(1, epoll.await(small, Epoll.NOW));
            assertEquals(2, small.data(0));
            assertEquals(0, epoll.await(small, Epoll.NOW));
        }
    }

    @Test
    void anEpollCanBeWatched() {
        try (var outer = Epoll.open()) {
            outer.add(epoll, Interest.READ, 77);
            epoll.add(waker, Interest.READ);
            assertEquals(0, outer.await(events, Epoll.NOW));
            waker.wake();
            assertEquals(1, outer.await(events, Epoll.FOREVER));
            assertEquals(77, events.data(0));
            assertEquals(1, epoll.await(events, Epoll.NOW));
            waker.drain();
            assertEquals(0, outer.await(events, Epoll.NOW));
        }
    }

    @Test
    void wakeupIsTakenWithOrWithoutTheRight() {
        epoll.add(waker, Interest.WRITE.wakeup());
        assertEquals(1, epoll.await(events, Epoll.NOW));
        assertEquals(EPOLLOUT, events.mask(0));
    }

    @Test
    void aTakenOverEpollIsTheSame() {
        epoll.add(waker, Interest.WRITE, 5);
        try (var again = Epoll.of(Kernel.linux(), epoll.duplicate().fd())) {
            assertEquals(1, again.await(events, Epoll.NOW));
            assertEquals(5, events.data(0));
        }
    }
}
