package io.epoll4j.jvm.task;

import static io.epoll4j.jvm.epoll.Rig.join;
import static io.epoll4j.jvm.epoll.Rig.start;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.epoll.EventPoll;
import io.epoll4j.jvm.epoll.Rig;
import io.epoll4j.jvm.epoll.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class HrTimersTest {
    private static final long MILLI = 1_000_000;

    private final VirtualHost host = new VirtualHost();
    private final Rig rig = new Rig(host, Long.MAX_VALUE);
    private final HrTimers timers = rig.scheduler.timers;
    private final List<String> happened = new ArrayList<>();

    private final class Noted extends HrTimer {
        private final String name;

        Noted(String name) {
            this.name = name;
        }

        @Override
        public void expire(long expired) {
            happened.add(name + "@" + expired);
        }
    }

    @Test
    void happenInOrderOfTimeAndThenOfArming() {
        timers.arm(new Noted("b"), 20);
        timers.arm(new Noted("a"), 10);
        timers.arm(new Noted("c"), 20);
        timers.arm(new Noted("d"), 30);
        host.now = 9;
        timers.run();
        assertEquals(List.of(), happened);
        host.now = 20;
        timers.run();
        assertEquals(List.of("a@10", "b@20", "c@20"), happened);
    }

    @Test
    void maybeCancelledOrArmedAgain() {
        Noted a = new Noted("a");
        assertFalse(timers.cancel(a));
        timers.arm(a, 10);
        assertTrue(timers.cancel(a));
        timers.arm(a, 5);
        host.now = 10;
        timers.run();
        timers.run();
        assertEquals(List.of("a@5"), happened);
        assertFalse(timers.cancel(a));
    }

    @Test
    void doWhatASortedQueueDoes() {
        Random random = new Random(5);
        List<Noted> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(new Noted("" + i));
        }
        PriorityQueue<HrTimer> model =
                new PriorityQueue<>(
                        Comparator.<HrTimer>comparingLong(t -> t.expires)
                                .thenComparingLong(t -> t.order));
        for (int step = 0; step < 20_000; step++) {
            Noted timer = all.get(random.nextInt(all.size()));
            if (timer.index >= 0) {
                assertEquals(model.remove(timer), timers.cancel(timer));
            } else {
                timers.arm(timer, host.now + 1 + random.nextInt(50));
                model.add(timer);
            }
            if (random.nextInt(20) == 0) {
                host.now += random.nextInt(10);
                List<String> expected = new ArrayList<>();
                while (!model.isEmpty() && model.peek().expires <= host.now) {
                    Noted due = (Noted) model.poll();
                    expected.add(due.name + "@" + due.expires);
                }
                timers.run();
                assertEquals(expected, happened);
                happened.clear();
            }
        }
    }

    @Test
    void happenWhileTheOnlyThreadSleeps() {
        EventPoll ep = rig.epoll();
        Source source = rig.watched(ep, 3, EPOLLIN);
        timers.arm(new Firing(source), 40);
        assertEquals(List.of(), rig.wait(ep, 1, 30));
        assertEquals(31, host.now);
        assertEquals(List.of(3L), rig.wait(ep, 1, Rig.FOREVER));
        assertEquals(40, host.now);
    }

    @Test
    void happenBeforeAWaitThatDoesNotBlock() {
        EventPoll ep = rig.epoll();
        Source source = rig.watched(ep, 3, EPOLLIN);
        timers.arm(new Firing(source), 40);
        host.now = 40;
        assertEquals(List.of(3L), rig.ready(ep, 1));
    }

    @Test
    void oneOfManySleepersKeepsTheTimeAndHandsItOn() {
        Rig real = new Rig();
        EventPoll keeper = real.epoll();
        EventPoll other = real.epoll();
        Source wakesKeeper = real.watched(keeper, 1, EPOLLIN);
        Source wakesOther = real.watched(other, 2, EPOLLIN);
        FutureTask<List<Long>> first = real.startWaiting(keeper, 1, Rig.FOREVER);
        FutureTask<List<Long>> second = real.startWaiting(other, 1, Rig.FOREVER);
        long now = real.scheduler.host.monotonicNanos();
        // The later one is armed first; whoever keeps the time must notice the earlier one.
        real.scheduler.timers.arm(new Firing(wakesOther), now + 20 * MILLI);
        real.scheduler.timers.arm(new Firing(wakesKeeper), now + 5 * MILLI);
        assertEquals(List.of(1L), join(first));
        assertEquals(List.of(2L), join(second));
    }

    @Test
    void aSleeperThatLeavesByItselfHandsTheTimeOn() {
        Rig real = new Rig();
        EventPoll leaves = real.epoll();
        EventPoll stays = real.epoll();
        Source source = real.watched(stays, 1, EPOLLIN);
        FutureTask<List<Long>> first = start(() -> real.wait(leaves, 1, 10 * MILLI));
        Rig.until(() -> Rig.waiting(leaves) == 1);
        FutureTask<List<Long>> second = real.startWaiting(stays, 1, Rig.FOREVER);
        long due = real.scheduler.host.monotonicNanos() + 30 * MILLI;
        real.scheduler.timers.arm(new Firing(source), due);
        assertEquals(List.of(), join(first));
        assertEquals(List.of(1L), join(second));
        assertTrue(real.scheduler.host.monotonicNanos() >= due);
    }

    private static final class Firing extends HrTimer {
        private final Source source;

        Firing(Source source) {
            this.source = source;
        }

        @Override
        public void expire(long expired) {
            source.fire(EPOLLIN);
        }
    }
}
