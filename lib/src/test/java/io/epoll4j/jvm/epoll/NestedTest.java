package io.epoll4j.jvm.epoll;

import static io.epoll4j.jvm.epoll.Rig.join;
import static io.epoll4j.jvm.epoll.Rig.start;
import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.EpollFlags.EPOLLRDNORM;
import static io.epoll4j.sys.Errno.EEXIST;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ELOOP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Epolls that watch epolls.
class NestedTest {
    private final Rig rig = new Rig();

    private List<EventPoll> epolls(int count) {
        List<EventPoll> epolls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            epolls.add(rig.epoll());
        }
        return epolls;
    }

    @ParameterizedTest(name = "source ET {0}, link ET {1}: {2} then {3}")
    @CsvSource({"false,false,1,1", "true,false,1,1", "false,true,1,0", "true,true,1,0"})
    void twoWaitsOnTheOuterOne(boolean sourceEt, boolean linkEt, int first, int second) {
        EventPoll outer = rig.epoll();
        EventPoll inner = rig.epoll();
        Source source = rig.watched(inner, 0, EPOLLIN | (sourceEt ? EPOLLET : 0));
        rig.add(outer, inner, 1, EPOLLIN | (linkEt ? EPOLLET : 0));
        assertEquals(0, rig.ready(outer, 1).size());
        source.fire(EPOLLIN);
        assertEquals(first, rig.ready(outer, 1).size());
        assertEquals(second, rig.ready(outer, 1).size());
    }

    @Test
    void anEpollIsReadableInBothWordsAndNeverWritable() {
        EventPoll outer = rig.epoll();
        EventPoll inner = rig.epoll();
        Source source = rig.watched(inner, 0, EPOLLIN);
        rig.add(outer, inner, 1, 0x3ff | EPOLLET);
        source.fire(EPOLLIN);
        assertEquals(EPOLLIN | EPOLLRDNORM, rig.bits(outer));
        rig.mod(outer, inner, 1, EPOLLOUT);
        assertEquals(0, rig.bits(outer));
    }

    @Test
    void harvestingTheInnerDoesNotSignalTheOuterAgain() {
        EventPoll outer = rig.epoll();
        EventPoll inner = rig.epoll();
        Source source = rig.watched(inner, 0, EPOLLIN);
        rig.add(outer, inner, 1, EPOLLIN | EPOLLET);
        source.fire(EPOLLIN);
        assertEquals(List.of(0L), rig.ready(inner, 1));
        assertEquals(List.of(1L), rig.ready(outer, 1));
        assertEquals(List.of(), rig.ready(outer, 1));
    }

    @Test
    void aChangeInTheInnerReachesAThreadInTheOuter() {
        EventPoll outer = rig.epoll();
        EventPoll inner = rig.epoll();
        Source source = rig.source().quietly(EPOLLIN);
        rig.add(inner, source, 0, EPOLLOUT);
        rig.add(outer, inner, 1, EPOLLIN);
        FutureTask<List<Long>> waiting = rig.startWaiting(outer, 1, Rig.FOREVER);
        rig.mod(inner, source, 0, EPOLLIN);
        assertEquals(List.of(1L), join(waiting));
    }

    @Test
    void closingTheInnerTakesItOutOfTheOuter() {
        EventPoll outer = rig.epoll();
        EventPoll inner = rig.epoll();
        Source source = rig.watched(inner, 0, EPOLLIN);
        rig.add(outer, inner, 1, EPOLLIN);
        source.fire(EPOLLIN);
        inner.unpin();
        assertEquals(List.of(), rig.ready(outer, 1));
        assertEquals(0, rig.epolls.watches.get());
    }

    @Test
    void loopsAreRefused() {
        List<EventPoll> e = epolls(3);
        assertEquals(0, rig.add(e.get(0), e.get(1), 0, EPOLLIN));
        assertEquals(-ELOOP, rig.add(e.get(1), e.get(0), 0, EPOLLIN));
        assertEquals(0, rig.add(e.get(1), e.get(2), 0, EPOLLIN));
        assertEquals(-ELOOP, rig.add(e.get(2), e.get(0), 0, EPOLLIN));
        assertEquals(-EEXIST, rig.add(e.get(0), e.get(1), 0, EPOLLIN));
        assertEquals(0, rig.add(e.get(0), e.get(1), 9, EPOLLIN));
        assertEquals(0, rig.del(e.get(1), e.get(2), 0));
        assertEquals(0, rig.add(e.get(2), e.get(0), 0, EPOLLIN));
    }

    @ParameterizedTest(name = "built downward: {0}")
    @CsvSource({"true", "false"})
    void fiveEpollsMakeTheLongestChain(boolean downward) {
        List<EventPoll> e = epolls(6);
        for (int link = 0; link < 5; link++) {
            int outer = downward ? link : 4 - link;
            int expected = link == 4 ? -ELOOP : 0;
            assertEquals(
                    expected, rig.add(e.get(outer), e.get(outer + 1), 0, EPOLLIN), "link " + link);
        }
    }

    @Test
    void twoChainsThatWouldBeTooLongTogetherAreNotJoined() {
        List<EventPoll> e = epolls(6);
        for (int outer : new int[] {0, 1, 3, 4}) {
            assertEquals(0, rig.add(e.get(outer), e.get(outer + 1), 0, EPOLLIN));
        }
        assertEquals(-ELOOP, rig.add(e.get(2), e.get(3), 0, EPOLLIN));
        assertEquals(0, rig.add(e.get(1), e.get(3), 1, EPOLLIN));
    }

    @Test
    void anEventClimbsAFullChain() {
        List<EventPoll> e = epolls(5);
        for (int outer = 0; outer < 4; outer++) {
            rig.add(e.get(outer), e.get(outer + 1), 0, EPOLLIN);
        }
        Source source = rig.watched(e.get(4), 0, EPOLLIN);
        assertEquals(List.of(), rig.ready(e.get(0), 1));
        source.fire(EPOLLIN);
        assertEquals(List.of(0L), rig.ready(e.get(0), 1));
    }

    /// Above the source: a chain whose top is watched by many, so that the ways up have `length`
    /// links.
    @ParameterizedTest(name = "{1} ways of {0} links")
    @CsvSource({"2,500", "3,100", "4,50", "5,10"})
    void theWaysUpFromAFileAreLimited(int length, int limit) {
        List<EventPoll> chain = epolls(length - 1);
        Source source = rig.watched(chain.get(0), 0, EPOLLIN);
        for (int i = 1; i < chain.size(); i++) {
            assertEquals(0, rig.add(chain.get(i), chain.get(i - 1), 0, EPOLLIN));
        }
        EventPoll top = chain.get(chain.size() - 1);
        List<EventPoll> outers = epolls(limit + 1);
        for (int i = 0; i < limit; i++) {
            assertEquals(0, rig.add(outers.get(i), top, i, EPOLLIN), "way " + i);
        }
        assertEquals(-EINVAL, rig.add(outers.get(limit), top, limit, EPOLLIN));
        assertEquals(0, outers.get(limit).rbr.size());
        Invariants.verify(outers.get(limit));
        assertEquals(0, rig.del(outers.get(0), top, 0));
        assertEquals(0, rig.add(outers.get(limit), top, limit, EPOLLIN));
        assertEquals(limit + length - 1, rig.epolls.watches.get());
        source.fire(EPOLLIN);
        assertEquals(List.of((long) limit), rig.ready(outers.get(limit), 1));
    }

    @Test
    void waysOfOneLinkAreUnlimitedAndAFileAddedBelowIsCountedToo() {
        EventPoll inner = rig.epoll();
        for (EventPoll outer : epolls(501)) {
            // No file below yet: there is nothing whose ways could be too many.
            assertEquals(0, rig.add(outer, inner, 0, EPOLLIN));
        }
        Source source = rig.source();
        for (EventPoll direct : epolls(1_001)) {
            assertEquals(0, rig.add(direct, source, 0, EPOLLIN));
        }
        assertEquals(-EINVAL, rig.add(inner, source, 0, EPOLLIN));
        assertEquals(0, inner.rbr.size());
    }

    @Test
    void ofTwoAddsThatWouldCloseALoopTogetherOneIsRefused() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(2);
        for (int round = 0; round < 200; round++) {
            EventPoll a = rig.epoll();
            EventPoll b = rig.epoll();
            FutureTask<Integer> other =
                    start(() -> {
                        barrier.await();
                        return rig.add(b, a, 0, EPOLLIN);
                    });
            barrier.await();
            int mine = rig.add(a, b, 0, EPOLLIN);
            int theirs = join(other);
            assertTrue(mine == 0 ^ theirs == 0, mine + " and " + theirs);
            assertEquals(-ELOOP, mine + theirs);
        }
    }
}
