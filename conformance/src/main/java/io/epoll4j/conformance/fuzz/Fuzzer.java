package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.Kernel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs random programs on two kernels and compares every answer, until enough operations agreed,
/// one did not, or it is told to stop.
///
/// Program number `i` of a run depends on the seed and `i` alone, so that the seed replays what any
/// number of threads found. Needs Linux: each of its threads takes a descriptor table of its own.
/// [#run()] is called once; the other methods may be called from any thread meanwhile.
public final class Fuzzer {
    /// How often a difference is looked for again before it is given up as not repeatable.
    private static final int TRIES = 20;

    private final Supplier<? extends Kernel> left;
    private final Supplier<? extends Kernel> right;
    private final long seed;
    private final long enough;
    private final int threads;

    private final LongAdder operations = new LongAdder();
    private final LongAdder programs = new LongAdder();
    private final AtomicReference<@Nullable Difference> difference = new AtomicReference<>();
    private final AtomicBoolean stopped = new AtomicBoolean();

    /// @param left makes the first kernel; asked again for each thread, and for each try while a
    ///   difference is shrunk
    /// @param right makes the second kernel, likewise
    /// @param seed names the run
    /// @param operations how many operations are enough, over all threads
    /// @param threads how many threads run programs at once
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
            OwnTable.run(threads, this::work);
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
        }
    }

    private void work(int first) {
        Pair pair = new Pair(left, right, ProcessHandle.current().pid() + "-" + first);
        Generator generator = new Generator();
        Program program = new Program();
        for (long index = first; !stopped.get() && operations.sum() < enough; index += threads) {
            generator.write(seed, index, program);
            if (!pair.agree(program)) {
                stop();
                difference.compareAndSet(null, shrink(pair, index, program));
            }
            operations.add(program.length());
            programs.increment();
        }
    }

    private Difference shrink(Pair pair, long index, Program program) {
        Difference found = pair.difference(seed, index, program.length(), program);
        for (int i = 0; i < TRIES; i++) {
            if (!pair.agreeAfresh(program)) {
                Program least = Shrinker.shrink(program.copy(), p -> !pair.agreeAfresh(p));
                for (int j = 0; j < TRIES; j++) {
                    if (!pair.agreeAfresh(least)) {
                        return pair.difference(seed, index, program.length(), least);
                    }
                }
            }
        }
        return found;
    }

    /// Makes [#run()] return soon.
    public void stop() {
        stopped.set(true);
    }

    /// How many operations agreed so far.
    public long operations() {
        return operations.sum();
    }

    /// How many programs were run so far.
    public long programs() {
        return programs.sum();
    }

    /// The difference found, if there was one.
    public @Nullable Difference difference() {
        return difference.get();
    }
}
