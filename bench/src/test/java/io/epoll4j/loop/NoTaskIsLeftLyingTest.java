package io.epoll4j.loop;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/// A loop that falls asleep against threads that post tasks, in every interleaving that Lincheck's
/// model checker comes to. A lost wake-up leaves the loop asleep for ever, which it reports.
///
/// The system property `epoll4j.invocations` says how many interleavings to try of each.
class NoTaskIsLeftLyingTest {
    private static final int INVOCATIONS = Integer.getInteger("epoll4j.invocations", 1_000);

    /// What an edge-triggered eventfd is to those who wait on its epoll: each ring wakes one of
    /// them, or the next to come; rings that nobody has heard yet are one.
    private static final class Bell {
        private boolean rung;

        synchronized void ring() {
            rung = true;
            notify();
        }

        synchronized void take() {
            rung = false;
        }

        synchronized void await() throws InterruptedException {
            while (!rung) wait();
            rung = false;
        }
    }

    /// Loops on one mailbox, reduced to how they wait and run tasks.
    private static final class Loops {
        final Mailbox mailbox = new Mailbox();
        final Bell bell = new Bell();
        final AtomicInteger taken = new AtomicInteger();
        final AtomicInteger ran = new AtomicInteger();
        volatile boolean stopped;

        void post() {
            if (!mailbox.offer(ran::incrementAndGet)) return;
            taken.incrementAndGet();
            if (mailbox.ring()) bell.ring();
        }

        void stop() {
            stopped = true;
            post();
        }

        void turn() {
            try {
                if (mailbox.sleep()) bell.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            mailbox.wake();
            mailbox.run(Runnable::run);
        }

        /// It takes a wake-up if there is one, and then has something else to do.
        void turnThatIsHeld() {
            if (mailbox.sleep()) bell.take();
            mailbox.wake();
            if (mailbox.passOn()) bell.ring();
        }

        void turnUntil(int tasks) {
            while (ran.get() < tasks) turn();
        }

        void run() {
            while (!stopped) turn();
            bell.ring();
            mailbox.end(Runnable::run);
        }
    }

    private static void together(Runnable... parts) {
        var threads = new Thread[parts.length];
        for (int i = 0; i < parts.length; i++) {
            threads[i] = new Thread(parts[i]);
            threads[i].start();
        }
        try {
            for (var thread : threads) thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void check(Loops loops, int tasks) {
        if (loops.ran.get() != tasks || !loops.mailbox.isEmpty())
            throw new AssertionError("ran " + loops.ran + " of " + tasks);
    }

    @Test
    void oneTaskAgainstFallingAsleep() {
        Lincheck.runConcurrentTest(
                INVOCATIONS,
                () -> {
                    var loops = new Loops();
                    together(loops::post, () -> loops.turnUntil(1));
                    check(loops, 1);
                });
    }

    @Test
    void twoTasksInARow() {
        Lincheck.runConcurrentTest(
                INVOCATIONS,
                () -> {
                    var loops = new Loops();
                    together(
                            () -> {
                                loops.post();
                                loops.post();
                            },
                            () -> loops.turnUntil(2));
                    check(loops, 2);
                });
    }

    @Test
    void twoThreadsThatPost() {
        Lincheck.runConcurrentTest(
                INVOCATIONS,
                () -> {
                    var loops = new Loops();
                    together(loops::post, loops::post, () -> loops.turnUntil(2));
                    check(loops, 2);
                });
    }

    /// Of two loops on one epoll, one may take the wake-up together with something that holds it
    /// until the task has run: then the other runs it.
    @Test
    void aLoopThatIsHeldHoldsNoTask() {
        Lincheck.runConcurrentTest(
                INVOCATIONS,
                () -> {
                    var loops = new Loops();
                    together(loops::post, loops::turnThatIsHeld, () -> loops.turnUntil(1));
                    check(loops, 1);
                });
    }

    @Test
    void stoppingAgainstFallingAsleep() {
        Lincheck.runConcurrentTest(
                INVOCATIONS,
                () -> {
                    var loops = new Loops();
                    together(loops::stop, loops::run);
                });
    }

    /// What is posted at the end is run or refused.
    @Test
    void postingAgainstTheEnd() {
        Lincheck.runConcurrentTest(
                INVOCATIONS,
                () -> {
                    var loops = new Loops();
                    together(
                            () -> {
                                loops.post();
                                loops.post();
                            },
                            () -> loops.mailbox.end(Runnable::run));
                    check(loops, loops.taken.get());
                });
    }

    @Test
    void stoppingTwoLoopsOnOneEpoll() {
        Lincheck.runConcurrentTest(
                INVOCATIONS,
                () -> {
                    var loops = new Loops();
                    together(loops::stop, loops::run, loops::run);
                });
    }
}
