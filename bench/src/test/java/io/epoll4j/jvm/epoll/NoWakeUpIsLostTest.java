package io.epoll4j.jvm.epoll;

import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLONESHOT;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_DEL;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_MOD;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.file.PollCall;
import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.task.Scheduler;
import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.PollFds;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/// Threads that sleep without limit, and what must wake them, in every interleaving that Lincheck's
/// model checker comes to. A lost wake-up leaves a thread asleep for ever, which it reports.
///
/// The system property `epoll4j.invocations` says how many interleavings to try of each.
class NoWakeUpIsLostTest {
    private static final int INVOCATIONS = Integer.getInteger("epoll4j.invocations", 1_000);
    private static final long FOREVER = -1;

    private static void explore(Runnable scenario) {
        Lincheck.runConcurrentTest(INVOCATIONS, scenario);
    }

    /// A kernel with two epolls and two files, made anew for every interleaving.
    private static final class Rig {
        final Scheduler scheduler = new Scheduler(Host.system());
        final Epolls epolls = new Epolls(scheduler, Long.MAX_VALUE);
        final EventPoll ep = new EventPoll(epolls, 0);
        final EventPoll outer = new EventPoll(epolls, 0);
        final Bell a = new Bell(scheduler);
        final Bell b = new Bell(scheduler);

        void add(EventPoll epoll, OpenFile file, int fd, int events) {
            check(EpollControl.control(epoll, EPOLL_CTL_ADD, file, fd, events, fd) == 0);
        }

        void mod(OpenFile file, int fd, int events) {
            check(EpollControl.control(ep, EPOLL_CTL_MOD, file, fd, events, fd) == 0);
        }

        void del(OpenFile file, int fd) {
            check(EpollControl.control(ep, EPOLL_CTL_DEL, file, fd, 0, 0) == 0);
        }

        /// Waits for one event and answers its data.
        long await(EventPoll epoll) {
            EpollEvents events = new EpollEvents(1);
            check(epoll.pin());
            int count = EpollWait.await(epoll, events, 1, FOREVER);
            epoll.unpin();
            check(count == 1);
            return events.data(0);
        }
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError("not what must be");
        }
    }

    private static void together(Runnable one, Runnable other) {
        Thread first = new Thread(one);
        Thread second = new Thread(other);
        first.start();
        second.start();
        try {
            first.join();
            second.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void fireAgainstWait() {
        explore(() -> {
            Rig rig = new Rig();
            rig.add(rig.ep, rig.a, 1, EPOLLIN | EPOLLET);
            together(() -> rig.a.fire(EPOLLIN), () -> check(rig.await(rig.ep) == 1));
        });
    }

    @Test
    void fireAgainstTransfer() {
        explore(() -> {
            Rig rig = new Rig();
            rig.add(rig.ep, rig.a, 1, EPOLLIN | EPOLLET);
            rig.add(rig.ep, rig.b, 2, EPOLLIN | EPOLLET);
            rig.a.fire(EPOLLIN);
            together(
                    () -> rig.b.fire(EPOLLIN),
                    () -> check(rig.await(rig.ep) + rig.await(rig.ep) == 3));
        });
    }

    @Test
    void aSecondEdgeAgainstTheTransferOfTheFirst() {
        explore(() -> {
            Rig rig = new Rig();
            rig.add(rig.ep, rig.a, 1, EPOLLIN | EPOLLET);
            rig.a.fire(EPOLLIN);
            together(
                    () -> {
                        check(rig.await(rig.ep) == 1);
                        rig.a.drain();
                    },
                    () -> rig.b.fire(EPOLLIN));
            together(() -> rig.a.fire(EPOLLIN), () -> check(rig.await(rig.ep) == 1));
        });
    }

    @Test
    void modifyAgainstFire() {
        explore(() -> {
            Rig rig = new Rig();
            rig.add(rig.ep, rig.a, 1, EPOLLET);
            together(() -> rig.mod(rig.a, 1, EPOLLIN | EPOLLONESHOT), () -> rig.a.fire(EPOLLIN));
            check(rig.await(rig.ep) == 1);
        });
    }

    @Test
    void modifyAndFireAgainstWait() {
        explore(() -> {
            Rig rig = new Rig();
            rig.add(rig.ep, rig.a, 1, EPOLLET);
            together(
                    () -> {
                        rig.a.fire(EPOLLIN);
                        rig.mod(rig.a, 1, EPOLLIN | EPOLLET);
                    },
                    () -> check(rig.await(rig.ep) == 1));
        });
    }

    @Test
    void addAgainstFire() {
        explore(() -> {
            Rig rig = new Rig();
            together(() -> rig.add(rig.ep, rig.a, 1, EPOLLIN | EPOLLET), () -> rig.a.fire(EPOLLIN));
            check(rig.await(rig.ep) == 1);
        });
    }

    @Test
    void closeAgainstWait() {
        explore(() -> {
            Rig rig = new Rig();
            rig.add(rig.ep, rig.a, 1, EPOLLIN | EPOLLET);
            check(rig.ep.pin()); // the call of the waiting thread
            together(
                    () -> {
                        rig.ep.unpin(); // the descriptor
                        rig.a.fire(EPOLLIN);
                    },
                    () -> check(rig.await(rig.ep) == 1));
            rig.ep.unpin();
            check(rig.ep.isReleased() && !rig.a.queue.isActive());
        });
    }

    @Test
    void aFileThatGoesAwayAgainstWait() {
        explore(() -> {
            Rig rig = new Rig();
            rig.add(rig.ep, rig.a, 1, EPOLLIN | EPOLLET);
            rig.add(rig.ep, rig.b, 2, EPOLLIN | EPOLLET);
            rig.a.fire(EPOLLIN);
            together(
                    () -> {
                        rig.a.unpin();
                        rig.b.fire(EPOLLIN);
                    },
                    () -> {
                        while (rig.await(rig.ep) != 2) {
                            rig.a.drain();
                        }
                    });
            check(rig.ep.rbr.size() == 1);
        });
    }

    @Test
    void deleteAgainstFireOfAnother() {
        explore(() -> {
            Rig rig = new Rig();
            rig.add(rig.ep, rig.a, 1, EPOLLIN);
            rig.add(rig.ep, rig.b, 2, EPOLLIN);
            rig.a.fire(EPOLLIN);
            together(() -> rig.del(rig.a, 1), () -> rig.b.fire(EPOLLIN));
            check(rig.await(rig.ep) == 2);
        });
    }

    @Test
    void oneLevelWakesTwoWaiters() {
        explore(() -> {
            Rig rig = new Rig();
            rig.add(rig.ep, rig.a, 1, EPOLLIN);
            Thread third = new Thread(() -> rig.a.fire(EPOLLIN));
            third.start();
            together(() -> rig.await(rig.ep), () -> rig.await(rig.ep));
        });
    }

    @Test
    void fireBelowAgainstWaitAbove() {
        explore(() -> {
            Rig rig = new Rig();
            rig.add(rig.ep, rig.a, 1, EPOLLIN | EPOLLET);
            rig.add(rig.outer, rig.ep, 3, EPOLLIN | EPOLLET);
            together(() -> rig.a.fire(EPOLLIN), () -> check(rig.await(rig.outer) == 3));
        });
    }

    @Test
    void fireAgainstPoll() {
        explore(() -> {
            Rig rig = new Rig();
            PollFds fds = new PollFds(1);
            fds.set(0, 1, EPOLLIN);
            together(
                    () -> rig.a.fire(EPOLLIN),
                    () -> {
                        PollCall call = new PollCall(rig.scheduler, rig.scheduler.current());
                        check(call.poll(fd -> rig.a.pin() ? rig.a : null, fds, 1, FOREVER) == 1);
                    });
        });
    }
}
