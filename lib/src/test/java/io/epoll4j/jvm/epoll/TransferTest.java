package io.epoll4j.jvm.epoll;

import static io.epoll4j.jvm.epoll.Rig.join;
import static io.epoll4j.jvm.epoll.Rig.start;
import static io.epoll4j.jvm.epoll.Rig.until;
import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLONESHOT;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.Errno.EEXIST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.file.PollTable;
import io.epoll4j.jvm.task.WaitQueue;
import io.epoll4j.sys.EpollEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/// The ready list, the overflow list, and what a transfer does to them, on one thread and on two.
class TransferTest {
    private final Rig rig = new Rig();
    private final EventPoll ep = rig.epoll();

    private List<Source> watched(int count, int events) {
        List<Source> sources = new ArrayList<>();
        for (int fd = 0; fd < count; fd++) {
            sources.add(rig.watched(ep, fd, events));
        }
        return sources;
    }

    @Test
    void reportsInTheOrderOfFiringAndOnceEach() {
        List<Source> s = watched(3, EPOLLIN | EPOLLET);
        for (int fd : new int[] {2, 0, 1, 0, 2}) {
            s.get(fd).fire(EPOLLIN);
        }
        assertEquals(List.of(2L, 0L, 1L), rig.ready(ep, 8));
        assertEquals(List.of(), rig.ready(ep, 8));
    }

    @Test
    void leftoversComeBeforeWhatWasReportedAndStaysReady() {
        List<Source> s = watched(3, EPOLLIN);
        for (int fd : new int[] {2, 0, 1}) {
            s.get(fd).fire(EPOLLIN);
        }
        assertEquals(List.of(2L, 0L), rig.ready(ep, 2));
        assertEquals(List.of(1L, 2L), rig.ready(ep, 2));
        assertEquals(List.of(0L, 1L), rig.ready(ep, 2));
    }

    @Test
    void whatFiresDuringATransferComesBetweenLeftoversAndReported() {
        List<Source> s = watched(4, EPOLLIN);
        s.get(0).fire(EPOLLIN);
        s.get(1).fire(EPOLLIN);
        s.get(0).onPoll =
                () -> {
                    s.get(0).onPoll = () -> {};
                    s.get(2).fire(EPOLLIN);
                    s.get(3).fire(EPOLLIN);
                    s.get(2).fire(EPOLLIN);
                };
        assertEquals(List.of(0L), rig.ready(ep, 1));
        assertEquals(List.of(1L, 2L, 3L, 0L), rig.ready(ep, 8));
    }

    @Test
    void anItemThatFiresDuringItsOwnTransferIsThereOnce() {
        Source s = watched(1, EPOLLIN).get(0);
        s.onPoll = () -> s.fire(EPOLLIN);
        s.fire(EPOLLIN);
        assertEquals(List.of(0L), rig.ready(ep, 8));
        assertEquals(List.of(0L), rig.ready(ep, 8));
    }

    @Test
    void anEdgeDuringItsOwnTransferIsReportedAgain() {
        Source s = watched(1, EPOLLIN | EPOLLET).get(0);
        s.onPoll =
                () -> {
                    s.onPoll = () -> {};
                    s.fire(EPOLLIN);
                };
        s.fire(EPOLLIN);
        assertEquals(List.of(0L), rig.ready(ep, 8));
        assertEquals(List.of(0L), rig.ready(ep, 8));
        assertEquals(List.of(), rig.ready(ep, 8));
    }

    @Test
    void whatFiresDuringAPollOfTheEpollIsNotLost() {
        List<Source> s = watched(2, EPOLLIN | EPOLLET);
        s.get(0).fire(EPOLLIN);
        s.get(0).onPoll = () -> s.get(1).fire(EPOLLIN);
        assertTrue((ep.poll(PollTable.NONE) & EPOLLIN) != 0);
        s.get(0).onPoll = () -> {};
        assertEquals(List.of(0L, 1L), rig.ready(ep, 8));
    }

    @Test
    void askingTheEpollDropsItemsWithNothingLeft() {
        List<Source> s = watched(2, EPOLLIN);
        s.forEach(each -> each.fire(EPOLLIN));
        s.forEach(each -> each.quietly(0));
        assertEquals(0, ep.poll(PollTable.NONE));
        assertTrue(ep.rdllist.isEmpty());
        s.get(1).fire(EPOLLIN);
        s.get(0).fire(EPOLLIN);
        assertEquals(List.of(1L, 0L), rig.ready(ep, 2));
    }

    @Test
    void keysAreFilteredAgainstTheMask() {
        Source s = watched(1, EPOLLIN | EPOLLET).get(0);
        s.fire(EPOLLIN | EPOLLOUT, EPOLLOUT);
        assertEquals(List.of(), rig.ready(ep, 1));
        s.fire(EPOLLIN | EPOLLOUT, 0);
        assertEquals(EPOLLIN, rig.bits(ep));
        s.fire(EPOLLHUP | EPOLLERR, EPOLLHUP);
        assertEquals(EPOLLHUP | EPOLLERR, rig.bits(ep));
    }

    @Test
    void aOneShotItemIsSilentUntilModified() {
        Source s = watched(1, EPOLLIN | EPOLLONESHOT).get(0);
        s.fire(EPOLLIN);
        assertEquals(EPOLLIN, rig.bits(ep));
        s.fire(EPOLLIN | EPOLLHUP, 0);
        assertEquals(0, rig.bits(ep));
        assertTrue(ep.rdllist.isEmpty());
        assertEquals(-EEXIST, rig.add(ep, s, 0, EPOLLIN));
        assertEquals(0, rig.mod(ep, s, 0, EPOLLIN | EPOLLONESHOT));
        assertEquals(EPOLLIN | EPOLLHUP, rig.bits(ep));
        assertEquals(0, rig.bits(ep));
    }

    @Test
    void aFileWithSeveralQueuesStandsOnAll() {
        Source s = new Source(rig.scheduler, 3);
        rig.add(ep, s, 5, EPOLLIN | EPOLLET);
        EpItem item = ep.rbr.first();
        assertEquals(3, item.nwait());
        for (WaitQueue queue : s.queues) {
            s.quietly(EPOLLIN);
            queue.wakeOne(EPOLLIN);
            assertEquals(List.of(5L), rig.ready(ep, 2));
        }
        rig.del(ep, s, 5);
        assertEquals(0, item.nwait());
        for (WaitQueue queue : s.queues) {
            assertFalse(queue.isActive());
        }
    }

    @Test
    void aPollThatThrowsLeavesTheEpollUsable() {
        List<Source> s = watched(2, EPOLLIN);
        s.forEach(each -> each.fire(EPOLLIN));
        s.get(0).onPoll =
                () -> {
                    throw new IllegalStateException("on purpose");
                };
        EpollEvents out = new EpollEvents(4);
        assertThrows(IllegalStateException.class, () -> EpollWait.await(ep, out, 4, 0));
        assertThrows(IllegalStateException.class, () -> rig.mod(ep, s.get(0), 0, EPOLLIN));
        Invariants.verify(ep);
        assertEquals(List.of(1L), rig.ready(ep, 4));
    }

    @Test
    void aWaitThatDoesNotBlockWaitsForATransferUnderWay() {
        Stall stall = new Stall();
        FutureTask<List<Long>> first = start(() -> rig.ready(ep, 1));
        stall.entered();
        FutureTask<List<Long>> second = start(() -> rig.ready(ep, 1));
        until(() -> ep.mtx.hasWaiters());
        stall.go.countDown();
        assertEquals(List.of(7L), join(first));
        assertEquals(List.of(7L), join(second));
    }

    @Test
    void changesWaitForATransferUnderWay() {
        Stall stall = new Stall();
        FutureTask<List<Long>> wait = start(() -> rig.ready(ep, 1));
        stall.entered();
        FutureTask<Integer> del = start(() -> rig.del(ep, stall.source, 7));
        until(() -> ep.mtx.hasWaiters());
        assertFalse(del.isDone());
        stall.go.countDown();
        assertEquals(List.of(7L), join(wait));
        assertEquals(0, join(del));
        assertEquals(List.of(), rig.ready(ep, 1));
    }

    @Test
    void whoStartsToWaitAfterAnOverflowGetsIt() {
        Stall stall = new Stall();
        Source late = rig.watched(ep, 8, EPOLLIN | EPOLLET);
        FutureTask<List<Long>> first = start(() -> rig.ready(ep, 1));
        stall.entered();
        late.fire(EPOLLIN);
        ep.lock.lock();
        assertSame(late, ep.ovflist.file);
        ep.lock.unlock();
        FutureTask<List<Long>> second = start(() -> rig.wait(ep, 1, Rig.FOREVER));
        until(() -> ep.mtx.hasWaiters());
        stall.go.countDown();
        assertEquals(List.of(7L), join(first));
        assertEquals(List.of(8L), join(second));
    }

    /// A level-triggered source, number 7, ready, whose first poll in a transfer waits for `go`.
    private final class Stall {
        final Source source = rig.watched(ep, 7, EPOLLIN);
        final CountDownLatch go = new CountDownLatch(1);
        private final CountDownLatch inside = new CountDownLatch(1);

        Stall() {
            source.fire(EPOLLIN);
            source.onPoll =
                    () -> {
                        source.onPoll = () -> {};
                        inside.countDown();
                        await(go);
                    };
        }

        void entered() {
            await(inside);
        }

        private static void await(CountDownLatch latch) {
            until(() -> latch.getCount() == 0);
        }
    }
}
