package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.Kernel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs random programs on two kernels and compares every answer, until enough operations agreed,
/// one did not, or it is told to stop.
///
/// Program number `i` of a run depends on the seed, the number of threads and `i` alone. Needs
/// Linux: its threads take a descriptor table of their own. [#run()] is called once; the other
/// methods may be called from any thread meanwhile.
public final class Fuzzer {
    /// How often a difference is looked for again before it is given up as not repeatable.
    private static final int TRIES = 20;

    /// The most threads that a program may have.
    public static final int MOST_THREADS = CrewScript.MOST_THREADS;

    private final Supplier<? extends Kernel> left;
    private final Supplier<? extends Kernel> right;
    private final long seed;
    private final long enough;
    private final int threads;

    private static final long NEVER = Long.MIN_VALUE;

    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong programs = new AtomicLong();
    private volatile long began = NEVER;
    private final AtomicReference<@Nullable Difference> difference = new AtomicReference<>();
    private final AtomicBoolean stopped = new AtomicBoolean();

    /// @param left makes the first kernel; asked again for each thread, and for each try while a
    ///   difference is shrunk
    /// @param right makes the second kernel, likewise
    /// @param seed names the run
    /// @param operations how many operations are enough, over all threads
    /// @param threads how many threads run each program, at most [#MOST_THREADS]
    public Fuzzer(
            Supplier<? extends Kernel> left,
            Supplier<? extends Kernel> right,
            long seed,
            long operations,
            int threads) {
        this.left = left;
        this.right = right;
        this.seed = seed;
        this.enough = operations;
        this.threads = threads;
    }

    /// Runs to the end, or until the calling thread is interrupted.
    ///
    /// @throws io.epoll4j.sys.SysException if a thread could not have a descriptor table of its own
    public void run() {
        try {
            OwnTable.run(this::work);
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        Script script = threads == 1 ? new Generator() : new CrewScript(threads);
        Program program = new Program();
        try (Pair pair = new Pair(left, right, String.valueOf(ProcessHandle.current().pid()))) {
            while (!stopped.get() && operations.get() < enough) {
                script.write(seed, programs.get(), program);
                began = System.nanoTime();
                if (!pair.agree(program)) {
                    stop();
                    difference.set(shrink(pair, programs.get(), program));
                }
                operations.addAndGet(program.length());
                programs.incrementAndGet();
            }
        } finally {
            began = NEVER;
        }
    }

    private Difference shrink(Pair pair, long index, Program program) {
        Difference found = pair.difference(seed, index, program.length(), program);
        if (differs(pair, program, TRIES)) {
            // What threads do comes out differently each time: one try says little.
            int tries = threads == 1 ? 1 : TRIES;
            Program least = Shrinker.shrink(program.copy(), p -> differs(pair, p, tries));
            if (differs(pair, least, TRIES)) {
                return pair.difference(seed, index, program.length(), least);
            }
        }
        return found;
    }

    private boolean differs(Pair pair, Program program, int tries) {
        for (int i = 0; i < tries; i++) {
            began = System.nanoTime();
            if (!pair.agreeAfresh(program)) {
                return true;
            }
        }
        return false;
    }

    /// How long the current program has been running, in nanoseconds; 0 if none is.
    public long running() {
        long since = began;
        return since == NEVER ? 0 : System.nanoTime() - since;
    }

    /// Makes [#run()] return soon.
    public void stop() {
        stopped.set(true);
    }

    /// How many operations agreed so far.
    public long operations() {
        return operations.get();
    }

    /// How many programs were run so far.
    public long programs() {
        return programs.get();
    }

    /// The difference found, if there was one.
    public @Nullable Difference difference() {
        return difference.get();
    }
}
