package io.epoll4j.jvm.epoll;

import static io.epoll4j.jvm.epoll.Rig.join;
import static io.epoll4j.jvm.epoll.Rig.start;
import static io.epoll4j.jvm.epoll.Rig.until;
import static io.epoll4j.jvm.epoll.Rig.waiting;
import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLEXCLUSIVE;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLONESHOT;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.Errno.EINTR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.EpollEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/// Who is woken, in which order, and how often.
class WakeUpTest {
    private static final long MILLI = 1_000_000;

    private final Rig rig = new Rig();
    private final EventPoll ep = rig.epoll();

    private List<FutureTask<List<Long>>> startWaiting(EventPoll ep, int threads) {
        List<FutureTask<List<Long>>> waits = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            waits.add(rig.startWaiting(ep, 1, Rig.FOREVER));
        }
        return waits;
    }

    @Test
    void anEdgeWakesTheLastWaiterFirst() {
        Source source = rig.watched(ep, 0, EPOLLIN | EPOLLET);
        List<FutureTask<List<Long>>> waits = startWaiting(ep, 10);
        for (int thread = 9; thread >= 0; thread--) {
            source.fire(EPOLLIN);
            assertEquals(List.of(0L), join(waits.get(thread)));
            assertEquals(thread, waiting(ep));
        }
    }

    @Test
    void aLevelWakesEverybodyInAChain() {
        Source source = rig.watched(ep, 0, EPOLLIN);
        List<FutureTask<List<Long>>> waits = startWaiting(ep, 10);
        source.fire(EPOLLIN);
        for (FutureTask<List<Long>> wait : waits) {
            assertEquals(List.of(0L), join(wait));
        }
    }

    @Test
    void aOneShotItemWakesOnePerArming() {
        Source source = rig.watched(ep, 0, EPOLLIN | EPOLLONESHOT);
        List<FutureTask<List<Long>>> waits = startWaiting(ep, 6);
        source.fire(EPOLLIN);
        for (int left = 5; left >= 0; left--) {
            assertEquals(List.of(0L), join(waits.get(left)));
            assertEquals(left, waiting(ep));
            rig.mod(ep, source, 0, EPOLLIN | EPOLLONESHOT);
        }
    }

    @Test
    void exclusiveEpollsAreWokenOneAtATimeInTheOrderOfRegistration() {
        Source source = rig.source();
        List<FutureTask<List<Long>>> waits = new ArrayList<>();
        List<EventPoll> epolls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            epolls.add(rig.epoll());
            rig.add(epolls.get(i), source, i, EPOLLIN | EPOLLET | EPOLLEXCLUSIVE);
            waits.add(rig.startWaiting(epolls.get(i), 1, Rig.FOREVER));
        }
        for (int i = 0; i < 8; i++) {
            source.fire(EPOLLIN);
            assertEquals(List.of((long) i), join(waits.get(i)));
            for (int later = i + 1; later < 8; later++) {
                assertEquals(1, waiting(epolls.get(later)));
            }
        }
    }

    @Test
    void anExclusiveEpollWithoutWaitersDoesNotAbsorbTheWakeUp() {
        Source source = rig.source();
        List<EventPoll> epolls = List.of(rig.epoll(), rig.epoll(), rig.epoll());
        for (EventPoll each : epolls) {
            rig.add(each, source, 0, EPOLLIN | EPOLLEXCLUSIVE);
        }
        FutureTask<List<Long>> wait = rig.startWaiting(epolls.get(2), 1, Rig.FOREVER);
        source.fire(EPOLLIN);
        assertEquals(List.of(0L), join(wait));
        assertEquals(List.of(0L), rig.ready(epolls.get(0), 1));
        assertEquals(List.of(0L), rig.ready(epolls.get(1), 1));
    }

    @Test
    void plainEpollsAreAllWokenBesideOneExclusive() {
        Source source = rig.source();
        List<EventPoll> plain = new ArrayList<>();
        List<EventPoll> exclusive = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            exclusive.add(rig.epoll());
            plain.add(rig.epoll());
            rig.add(exclusive.get(i), source, 0, EPOLLIN | EPOLLET | EPOLLEXCLUSIVE);
            rig.add(plain.get(i), source, 0, EPOLLIN | EPOLLET);
        }
        List<FutureTask<List<Long>>> waits = new ArrayList<>();
        plain.forEach(each -> waits.add(rig.startWaiting(each, 1, Rig.FOREVER)));
        exclusive.forEach(each -> waits.add(rig.startWaiting(each, 1, Rig.FOREVER)));
        source.fire(EPOLLIN);
        for (FutureTask<List<Long>> wait : waits.subList(0, 5)) {
            assertEquals(List.of(0L), join(wait));
        }
        assertEquals(3, exclusive.stream().mapToInt(Rig::waiting).sum());
    }

    @Test
    void aHangUpAndAKeyOfBothDirectionsWakeEveryExclusiveEpoll() {
        for (int key : new int[] {EPOLLIN | EPOLLOUT | EPOLLHUP, EPOLLIN | EPOLLOUT}) {
            Source source = rig.source();
            List<FutureTask<List<Long>>> waits = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                EventPoll each = rig.epoll();
                rig.add(each, source, 0, EPOLLIN | EPOLLEXCLUSIVE);
                waits.add(rig.startWaiting(each, 1, Rig.FOREVER));
            }
            source.fire(EPOLLHUP, key);
            waits.forEach(wait -> assertEquals(List.of(0L), join(wait)));
        }
    }

    @Test
    void aKeyOfTheOtherDirectionDoesNotUseTheWakeUpUp() {
        Source source = rig.source();
        List<FutureTask<List<Long>>> waits = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            EventPoll each = rig.epoll();
            rig.add(each, source, 0, EPOLLOUT | EPOLLEXCLUSIVE);
            waits.add(rig.startWaiting(each, 1, Rig.FOREVER));
        }
        source.fire(EPOLLHUP, EPOLLIN | EPOLLHUP);
        waits.forEach(wait -> assertEquals(List.of(0L), join(wait)));
    }

    @Test
    void aKeyThatSaysNothingOrOnlyHangUpUsesTheWakeUpUp() {
        for (int key : new int[] {0, EPOLLHUP}) {
            Source source = rig.source();
            List<EventPoll> epolls = List.of(rig.epoll(), rig.epoll());
            List<FutureTask<List<Long>>> waits = new ArrayList<>();
            for (EventPoll each : epolls) {
                rig.add(each, source, 0, EPOLLIN | EPOLLEXCLUSIVE);
                waits.add(rig.startWaiting(each, 1, Rig.FOREVER));
            }
            source.fire(EPOLLHUP, key);
            assertEquals(List.of(0L), join(waits.get(0)));
            assertEquals(1, waiting(epolls.get(1)));
        }
    }

    @Test
    void addAndModifyWakeAWaiter() {
        FutureTask<List<Long>> wait = rig.startWaiting(ep, 1, Rig.FOREVER);
        Source source = rig.source().quietly(EPOLLIN);
        rig.add(ep, source, 4, EPOLLIN | EPOLLET);
        assertEquals(List.of(4L), join(wait));
        wait = rig.startWaiting(ep, 1, Rig.FOREVER);
        rig.mod(ep, source, 4, EPOLLOUT);
        assertEquals(1, waiting(ep));
        rig.mod(ep, source, 4, EPOLLIN);
        assertEquals(List.of(4L), join(wait));
    }

    @Test
    void aWaitNeverEndsEarlyAndEndsWithNothing() {
        for (long nanos : new long[] {1, 100_000, 20 * MILLI}) {
            long before = System.nanoTime();
            assertEquals(List.of(), rig.wait(ep, 1, nanos));
            assertTrue(System.nanoTime() - before >= nanos);
            assertEquals(0, waiting(ep));
        }
    }

    @Test
    void closingOrDeletingTheOnlyFileLeavesTheWaiterToItsDeadline() {
        Source closed = rig.watched(ep, 0, EPOLLIN);
        Source deleted = rig.watched(ep, 1, EPOLLIN);
        FutureTask<List<Long>> wait = rig.startWaiting(ep, 1, 50 * MILLI);
        closed.unpin();
        rig.del(ep, deleted, 1);
        deleted.fire(EPOLLIN);
        assertEquals(List.of(), join(wait));
    }

    @Test
    void anEpollClosedWhileSomebodyWaitsLivesUntilTheWaitIsOver() {
        Source source = rig.watched(ep, 0, EPOLLIN);
        FutureTask<List<Long>> wait = start(() -> waitUnverified(ep));
        until(() -> waiting(ep) == 1);
        ep.unpin();
        assertFalse(ep.isReleased());
        assertEquals(1, waiting(ep));
        source.fire(EPOLLIN);
        assertEquals(List.of(0L), join(wait));
        assertTrue(ep.isReleased());
        assertFalse(source.queues[0].isActive());
    }

    private static List<Long> waitUnverified(EventPoll ep) {
        EpollEvents out = new EpollEvents(1);
        int count = Rig.await(ep, out, 1, Rig.FOREVER);
        return count == 1 ? List.of(out.data(0)) : List.of((long) count);
    }

    @Test
    void aSignalEndsASleepOnceAndEventsAndZeroComeBeforeIt() {
        Source source = rig.watched(ep, 0, EPOLLIN);
        Thread.currentThread().interrupt();
        assertEquals(List.of(), rig.ready(ep, 1));
        assertEquals(List.of((long) -EINTR), rig.wait(ep, 1, MILLI));
        assertEquals(List.of(), rig.wait(ep, 1, MILLI));
        source.fire(EPOLLIN);
        Thread.currentThread().interrupt();
        assertEquals(List.of(0L), rig.wait(ep, 1, MILLI));
        assertTrue(Thread.interrupted());
    }
}
