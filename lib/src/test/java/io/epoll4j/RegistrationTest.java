package io.epoll4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.SysException;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Objects that come back with their events: never leaked, never stale.
class RegistrationTest {
    private final Epoll epoll = Epoll.open();
    private final Events events = new Events(8);
    private final Waker waker = Waker.open();

    @AfterEach
    void closeAll() {
        epoll.close();
        waker.close();
    }

    @Test
    void theObjectComesBack() {
        var object = new Object();
        var watch = epoll.watch(waker, Interest.WRITE.oneShot(), object);
        assertEquals(1, epoll.await(events, Epoll.NOW));
        assertSame(object, events.attachment(0));
        assertSame(object, watch.object());
        assertSame(waker, watch.descriptor());
        watch.modify(Interest.WRITE);
        assertEquals(1, epoll.await(events, Epoll.NOW));
        assertSame(object, events.attachment(0));
    }

    @Test
    void anEventOfAClosedDescriptorFindsNothing() {
        epoll.watch(waker, Interest.WRITE, "old");
        assertEquals(1, epoll.await(events, Epoll.NOW));
        long word = events.data(0);
        waker.close();
        assertNull(events.attachment(0));
        try (var next = Waker.open()) {
            epoll.watch(next, Interest.WRITE, "new");
            assertNull(events.attachment(0), "the slot has another's object now");
            assertEquals(1, epoll.await(events, Epoll.NOW));
            assertEquals("new", events.attachment(0));
            assertNotEquals(word, events.data(0));
            assertEquals((int) word, (int) events.data(0), "the same slot");
        }
    }

    @Test
    void aDuplicateDoesNotKeepIt() {
        try (var duplicate = waker.duplicate()) {
            epoll.watch(waker, Interest.WRITE, "gone");
            waker.close();
            assertEquals(0, epoll.await(events, Epoll.NOW));
            assertTrue(duplicate.isOpen());
        }
    }

    @Test
    void aClosedWatchIsOver() {
        var watch = epoll.watch(waker, Interest.WRITE, "once");
        watch.close();
        watch.close();
        assertNull(watch.object());
        assertEquals(0, epoll.await(events, Epoll.NOW));
        var again = epoll.watch(waker, Interest.READ, "again");
        var refusal = assertThrows(SysException.class, () -> watch.modify(Interest.WRITE));
        assertTrue(refusal.is(Errno.ENOENT));
        assertEquals("again", again.object());
        assertEquals(0, epoll.await(events, Epoll.NOW), "the new one was not modified");
    }

    @Test
    void aRefusedOneHoldsNothing() {
        epoll.watch(waker, Interest.WRITE, "first");
        var refusal =
                assertThrows(SysException.class, () -> epoll.watch(waker, Interest.READ, "second"));
        assertTrue(refusal.is(Errno.EEXIST));
        epoll.await(events, Epoll.NOW);
        assertEquals("first", events.attachment(0));
    }

    @Test
    void closingTheEpollLetsGo() {
        var watch = epoll.watch(waker, Interest.WRITE, "held");
        epoll.close();
        assertNull(watch.object());
        waker.close();
        assertTrue(!waker.isOpen());
    }

    @Test
    void aDescriptorClosedBehindOurBackDoesNoHarm() {
        var watch = epoll.watch(waker, Interest.WRITE, "held");
        assertEquals(0, waker.kernel().close(waker.fd()));
        watch.close();
        assertNull(watch.object());
        var refusal = assertThrows(SysException.class, waker::close);
        assertTrue(refusal.is(Errno.EBADF), "but it is told");
    }

    /// However the newcomer is watched.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoHasTheNumberNowIsLeftAlone(boolean asObject) {
        var late = epoll.watch(waker, Interest.WRITE, "late");
        int number = waker.fd();
        assertEquals(0, waker.kernel().close(number));
        try (var next = Waker.open()) {
            assertEquals(number, next.fd());
            if (asObject) epoll.watch(next, Interest.WRITE, "next");
            else epoll.add(next, Interest.WRITE, 77);
            var refusal = assertThrows(SysException.class, () -> late.modify(Interest.READ));
            assertTrue(refusal.is(Errno.ENOENT));
            late.close();
            assertEquals(1, epoll.await(events, Epoll.NOW), "it is watched still");
            if (asObject) assertEquals("next", events.attachment(0));
            else assertEquals(77, events.data(0));
        }
        assertThrows(SysException.class, waker::close);
    }

    @Test
    void aNumberMayBeWatchedAgain() {
        for (int i = 0; i < 3; i++) {
            var watch = epoll.watch(waker, Interest.WRITE, i);
            assertEquals(1, epoll.await(events, Epoll.NOW));
            watch.modify(Interest.READ);
            assertEquals(0, epoll.await(events, Epoll.NOW));
            watch.close();
            epoll.add(waker, Interest.WRITE);
            assertEquals(1, epoll.await(events, Epoll.NOW));
            epoll.remove(waker);
        }
    }

    @Test
    void manyComeAndGoInTheSameSlots() {
        for (int round = 0; round < 5; round++) {
            var wakers = new Waker[100];
            for (int i = 0; i < wakers.length; i++) {
                wakers[i] = Waker.open();
                epoll.watch(wakers[i], Interest.WRITE, i);
            }
            var all = new Events(200);
            assertEquals(100, epoll.await(all, Epoll.NOW));
            for (int i = 0; i < 100; i++) {
                assertEquals(i, all.attachment(i));
                assertTrue((int) all.data(i) < 100, "slots are used again");
            }
            for (var one : wakers) one.close();
            for (int i = 0; i < 100; i++) assertNull(all.attachment(i));
        }
    }

    @Test
    void nothingIsLeaked() {
        var watch = epoll.watch(waker, Interest.WRITE, new byte[1]);
        var garbage = new WeakReference<>(watch.object());
        watch.close();
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (garbage.get() != null) {
            System.gc();
            assertTrue(System.nanoTime() < deadline, "the object is still held");
        }
    }
}
