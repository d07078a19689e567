package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.Kernel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// Two kernels that run the same programs one after the other. Belongs to the thread that made it,
/// in a descriptor table of its own.
final class Pair implements AutoCloseable {
    private final Supplier<? extends Kernel> left;
    private final Supplier<? extends Kernel> right;
    private final ExecutorService crew = Executors.newCachedThreadPool(Pair::member);
    private final Side a;
    private final Side b;

    /// `name` sets the Unix addresses of this pair apart from those of other threads.
    Pair(Supplier<? extends Kernel> left, Supplier<? extends Kernel> right, String name) {
        this.left = left;
        this.right = right;
        this.a = new Side(left.get(), name, crew);
        this.b = new Side(right.get(), name, crew);
    }

    /// A thread that Linux makes has the descriptor table of the thread that starts it.
    private static Thread member(Runnable work) {
        return Thread.ofPlatform().daemon().name("fuzz-crew").unstarted(work);
    }

    /// Whether both answer every call of the program alike.
    boolean agree(Program program) {
        a.run(program);
        b.run(program);
        return a.trace.firstDifference(b.trace) < 0;
    }

    /// The same with kernels that have run nothing before.
    boolean agreeAfresh(Program program) {
        a.renew(left.get());
        b.renew(right.get());
        return agree(program);
    }

    /// The difference that the last run showed.
    Difference difference(long seed, long index, int operations, Program program) {
        return Difference.of(seed, index, operations, program, a, b);
    }

    /// Lets the threads go.
    @Override
    public void close() {
        crew.shutdown();
    }
}
