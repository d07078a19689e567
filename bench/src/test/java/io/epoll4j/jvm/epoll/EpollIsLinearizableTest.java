package io.epoll4j.jvm.epoll;

import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLONESHOT;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_DEL;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_MOD;

import io.epoll4j.jvm.file.PollTable;
import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.task.Scheduler;
import io.epoll4j.sys.EpollEvents;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/// Calls of several threads on one level-triggered item answer as if they had been made one after
/// the other. (An edge may be told twice, on Linux too, where it comes while it is being fetched;
/// edges are in [NoWakeUpIsLostTest].)
public class EpollIsLinearizableTest {
    private final Scheduler scheduler = new Scheduler(Host.system());
    private final EventPoll ep = new EventPoll(new Epolls(scheduler, Long.MAX_VALUE), 0);
    private final Bell bell = new Bell(scheduler);

    private int control(int op, int events) {
        return EpollControl.control(ep, op, bell, 1, events, 1);
    }

    @Operation
    public int add() {
        return control(EPOLL_CTL_ADD, EPOLLIN);
    }

    @Operation
    public int delete() {
        return control(EPOLL_CTL_DEL, 0);
    }

    @Operation
    public int arm() {
        return control(EPOLL_CTL_MOD, EPOLLIN | EPOLLONESHOT);
    }

    @Operation
    public int mute() {
        return control(EPOLL_CTL_MOD, 0);
    }

    @Operation
    public void fire() {
        bell.fire(EPOLLIN | EPOLLOUT);
    }

    @Operation
    public void drain() {
        bell.drain();
    }

    @Operation
    public int await() {
        EpollEvents events = new EpollEvents(2);
        int count = EpollWait.await(ep, events, 2, 0);
        return count <= 0 ? count : events.events(0);
    }

    @Operation
    public int poll() {
        return ep.poll(PollTable.NONE);
    }

    @Test
    void byModelChecking() {
        new ModelCheckingOptions()
                .iterations(Integer.getInteger("epoll4j.iterations", 10))
                .invocationsPerIteration(Integer.getInteger("epoll4j.invocations", 1_000))
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(2)
                .actorsAfter(2)
                .check(EpollIsLinearizableTest.class);
    }
}
