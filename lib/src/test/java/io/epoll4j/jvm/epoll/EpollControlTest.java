package io.epoll4j.jvm.epoll;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLEXCLUSIVE;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLONESHOT;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.EpollFlags.EPOLLPRI;
import static io.epoll4j.sys.EpollFlags.EPOLLRDHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLWAKEUP;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_DEL;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_MOD;
import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EEXIST;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOENT;
import static io.epoll4j.sys.Errno.ENOSPC;
import static io.epoll4j.sys.Errno.EPERM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.file.PollTable;
import io.epoll4j.jvm.spi.Host;
import io.epoll4j.sys.EpollEvents;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpollControlTest {
    private final Rig rig = new Rig();
    private final EventPoll ep = rig.epoll();

    private int control(OpenFile file, int op, OpenFile target, int events) {
        return EpollControl.control(file, op, target, 0, events, 0);
    }

    @Test
    void whatCannotBePolledIsRefusedBeforeAllElse() {
        OpenFile plain =
                new OpenFile(rig.scheduler, 0) {
                    @Override
                    public int poll(PollTable table) {
                        throw new AssertionError("asked though it cannot be polled");
                    }

                    @Override
                    public void release() {}

                    @Override
                    public boolean canPoll() {
                        return false;
                    }
                };
        for (int op : new int[] {EPOLL_CTL_ADD, EPOLL_CTL_MOD, EPOLL_CTL_DEL, 42}) {
            assertEquals(-EPERM, control(ep, op, plain, EPOLLEXCLUSIVE | EPOLLPRI));
            assertEquals(-EPERM, control(plain, op, plain, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {EPOLL_CTL_ADD, EPOLL_CTL_MOD, EPOLL_CTL_DEL, 42, 0, -1})
    void theEpollItselfAndWhatIsNoEpollAreInvalid(int op) {
        assertEquals(-EINVAL, control(ep, op, ep, EPOLLIN));
        assertEquals(-EINVAL, control(rig.source(), op, rig.source(), EPOLLIN));
        assertEquals(-EINVAL, control(rig.source(), op, ep, EPOLLIN));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 4, 42})
    void unknownOperationsAreInvalid(int op) {
        Source source = rig.source();
        assertEquals(-EINVAL, control(ep, op, source, EPOLLIN));
        assertEquals(0, control(ep, EPOLL_CTL_ADD, source, EPOLLIN));
        assertEquals(-EINVAL, control(ep, op, source, EPOLLIN));
        assertEquals(-EINVAL, control(ep, op, source, EPOLLEXCLUSIVE | EPOLLPRI));
    }

    @Test
    void thereAndNotThere() {
        Source source = rig.source();
        assertEquals(-ENOENT, control(ep, EPOLL_CTL_MOD, source, EPOLLIN));
        assertEquals(-ENOENT, control(ep, EPOLL_CTL_DEL, source, 0));
        assertEquals(0, control(ep, EPOLL_CTL_ADD, source, EPOLLIN));
        assertEquals(-EEXIST, control(ep, EPOLL_CTL_ADD, source, EPOLLIN));
        assertEquals(0, rig.add(ep, source, 1, EPOLLIN));
        assertEquals(0, control(ep, EPOLL_CTL_DEL, source, 0));
        assertEquals(-ENOENT, control(ep, EPOLL_CTL_DEL, source, 0));
        assertEquals(1, ep.rbr.size());
        Invariants.verify(ep);
    }

    @Test
    void exclusiveHasItsRules() {
        int fine = EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | EPOLLET;
        Source source = rig.source();
        for (int wrong : new int[] {EPOLLPRI, EPOLLRDHUP, EPOLLONESHOT, 1 << 20}) {
            assertEquals(-EINVAL, control(ep, EPOLL_CTL_ADD, source, EPOLLEXCLUSIVE | wrong));
        }
        assertEquals(-EINVAL, control(ep, EPOLL_CTL_ADD, rig.epoll(), EPOLLEXCLUSIVE | EPOLLIN));
        assertEquals(-EINVAL, control(ep, EPOLL_CTL_MOD, source, EPOLLEXCLUSIVE | EPOLLIN));
        assertEquals(0, control(ep, EPOLL_CTL_ADD, source, EPOLLEXCLUSIVE | fine));
        assertEquals(-EINVAL, control(ep, EPOLL_CTL_MOD, source, EPOLLIN));
        assertEquals(-EEXIST, control(ep, EPOLL_CTL_ADD, source, EPOLLEXCLUSIVE | EPOLLIN));
        assertEquals(0, control(ep, EPOLL_CTL_DEL, source, EPOLLEXCLUSIVE | EPOLLPRI));
    }

    @Test
    void wakeUpIsStrippedAndHangUpAndErrorAreAlwaysOfInterest() {
        Source source = rig.watched(ep, 3, EPOLLIN | EPOLLWAKEUP);
        assertEquals(EPOLLIN | EPOLLERR | EPOLLHUP, ep.rbr.first().events);
        rig.mod(ep, source, 3, EPOLLWAKEUP);
        assertEquals(EPOLLERR | EPOLLHUP, ep.rbr.first().events);
    }

    @Test
    void watchesAreCountedOverAllEpollsAndGivenBack() {
        Rig limited = new Rig(Host.system(), 3);
        EventPoll one = limited.epoll();
        EventPoll two = limited.epoll();
        Source a = limited.watched(one, 0, EPOLLIN);
        Source b = limited.watched(one, 1, EPOLLIN);
        limited.watched(two, 2, EPOLLIN);
        Source d = limited.source();
        assertEquals(-ENOSPC, limited.add(two, d, 3, EPOLLIN));
        assertEquals(-EEXIST, limited.add(one, a, 0, EPOLLIN));
        assertEquals(0, limited.mod(one, a, 0, EPOLLOUT));
        assertEquals(0, limited.del(one, a, 0));
        assertEquals(0, limited.add(two, d, 3, EPOLLIN));
        assertEquals(-ENOSPC, limited.add(two, a, 0, EPOLLIN));
        b.unpin();
        assertEquals(2, limited.epolls.watches.get());
        two.unpin();
        assertEquals(0, limited.epolls.watches.get());
        Invariants.verify(one);
    }

    @Test
    void whatIsReadyAlreadyIsReportedAfterAddAndAfterModify() {
        Source source = rig.source().quietly(EPOLLIN);
        rig.add(ep, source, 1, EPOLLIN | EPOLLET);
        assertEquals(List.of(1L), rig.ready(ep, 1));
        assertEquals(List.of(), rig.ready(ep, 1));
        rig.mod(ep, source, 1, EPOLLIN | EPOLLET);
        assertEquals(List.of(1L), rig.ready(ep, 1));
        rig.mod(ep, source, 1, EPOLLOUT | EPOLLET);
        assertEquals(List.of(), rig.ready(ep, 1));
    }

    @Test
    void deletionTakesItOffTheReadyListAndAddingAgainPutsItLast() {
        Source a = rig.watched(ep, 0, EPOLLIN);
        Source b = rig.watched(ep, 1, EPOLLIN);
        a.fire(EPOLLIN);
        b.fire(EPOLLIN);
        rig.del(ep, a, 0);
        assertFalse(a.queues[0].isActive());
        rig.add(ep, a, 0, EPOLLIN);
        assertEquals(List.of(1L, 0L), rig.ready(ep, 4));
    }

    @Test
    void aFileThatGoesAwayLeavesEveryEpoll() {
        EventPoll other = rig.epoll();
        Source source = rig.watched(ep, 0, EPOLLIN);
        rig.add(ep, source, 1, EPOLLIN);
        rig.add(other, source, 0, EPOLLIN);
        assertTrue(source.pin());
        source.unpin();
        source.fire(EPOLLIN);
        assertEquals(List.of(0L), rig.ready(other, 2));
        source.unpin();
        assertTrue(source.released);
        assertNull(source.firstWatcher());
        assertEquals(List.of(), rig.ready(ep, 2));
        assertEquals(List.of(), rig.ready(other, 2));
        assertEquals(0, ep.rbr.size() + other.rbr.size());
        assertFalse(source.pin());
        assertEquals(-EBADF, rig.add(ep, source, 0, EPOLLIN));
        assertEquals(0, rig.epolls.watches.get());
        assertEquals(0, ep.rbr.size());
    }

    @Test
    void anEpollThatGoesAwayLeavesItsFiles() {
        Source a = rig.watched(ep, 0, EPOLLIN);
        Source b = rig.watched(ep, 1, EPOLLIN);
        a.fire(EPOLLIN);
        ep.unpin();
        assertNull(a.firstWatcher());
        assertNull(b.firstWatcher());
        assertFalse(b.queues[0].isActive());
        a.fire(EPOLLIN);
    }

    @Test
    void waitChecksItsArgumentsInOrder() {
        EpollEvents out = new EpollEvents(2);
        Source source = rig.source();
        assertEquals(-EINVAL, EpollWait.await(source, out, 0, 0));
        assertEquals(-EFAULT, EpollWait.await(source, out, 3, 0));
        assertEquals(-EINVAL, EpollWait.await(source, out, 2, 0));
        for (int wrong : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE / 12 + 1}) {
            assertEquals(-EINVAL, EpollWait.await(ep, out, wrong, 0));
        }
        assertEquals(-EFAULT, EpollWait.await(ep, out, Integer.MAX_VALUE / 12, 0));
        assertEquals(0, EpollWait.await(ep, out, 2, 0));
    }
}
