package io.epoll4j.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A thread of its own that makes one call, and whether it is inside that call right now, as the
/// kernel tells it: no guess, no sleep.
public final class Blocked extends Thread {
    private static final long DEADLINE_NANOS = 10_000_000_000L;

    private final Runnable body;
    private volatile int tid;
    private volatile Throwable failure;

    private Blocked(Runnable body) {
        this.body = body;
        setDaemon(true);
    }

    /// Starts a thread that runs `body`.
    public static Blocked run(Runnable body) {
        var thread = new Blocked(body);
        thread.start();
        return thread;
    }

    @Override
    public void run() {
        tid = Kernel.linux().gettid();
        try {
            body.run();
        } catch (Throwable thrown) {
            failure = thrown;
        }
    }

    /// Waits until the thread is inside a system call whose first argument is `fd`.
    public Blocked awaitInCallOn(int fd) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (tid == 0 || !inCallOn(fd)) {
            if (System.nanoTime() > deadline) throw new AssertionError("never waited on fd " + fd);
            if (!isAlive()) throw new AssertionError("ended without waiting", failure);
            Thread.onSpinWait();
        }
        return this;
    }

    private boolean inCallOn(int fd) {
        try {
            String call = Files.readString(Path.of("/proc/self/task/" + tid + "/syscall"));
            String[] words = call.split(" ");
            return words.length > 2 && words[1].equals("0x" + Integer.toHexString(fd));
        } catch (IOException gone) {
            if (isAlive()) throw new UncheckedIOException(gone);
            return false;
        }
    }

    /// Its number for tgkill(2).
    public int tid() {
        return tid;
    }

    /// Waits for the end; what the thread threw is thrown here.
    public void finish() {
        try {
            join(DEADLINE_NANOS / 1_000_000);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        if (isAlive()) throw new AssertionError("still waiting");
        if (failure != null) throw new AssertionError(failure);
    }
}
