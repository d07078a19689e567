package io.epoll4j.sim;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Waits for the baton, and looks after whoever does not give it back. Only here is real time
/// looked at, and only to end a world that stands still: after 10 seconds in which a program waits
/// outside, or as many as the system property `epoll4j.sim.patience` says.
final class Watchdog {
    private static final int SECONDS = 10;
    private static final int PATIENCE = 12;

    private Watchdog() {}

    /// Waits until `strand` has given the baton back.
    static void await(Director director, Strand strand) {
        long waits = TimeUnit.SECONDS.toNanos(Integer.getInteger("epoll4j.sim.patience", SECONDS));
        long began = 0;
        long waiting = 0;
        while (!director.isBack()) {
            LockSupport.parkNanos(director, waits / 10);
            if (director.isBack()) return;
            long time = System.nanoTime();
            if (began == 0) began = time;
            boolean idle = isWaiting(strand.thread);
            if (!idle) waiting = 0;
            else if (waiting == 0) waiting = time;
            if (waiting != 0 && time - waiting > waits) throw stuck(strand, "waits");
            if (time - began > PATIENCE * waits) throw stuck(strand, "computes without end");
        }
    }

    private static boolean isWaiting(Thread thread) {
        return switch (thread.getState()) {
            case BLOCKED, WAITING -> true;
            default -> false;
        };
    }

    private static Verdict stuck(Strand strand, String does) {
        var verdict =
                new Verdict(
                        "stuck",
                        strand
                                + " "
                                + does
                                + " outside the world, where no time passes: inside, wait in calls"
                                + " of the kernel, with Here.sleep and Here.threads");
        verdict.setStackTrace(strand.thread.getStackTrace());
        return verdict;
    }
}
