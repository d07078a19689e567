package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.Kernel;
import java.util.function.Supplier;

/// Two kernels that run the same programs one after the other. Belongs to the thread that made it,
/// in a descriptor table of its own.
final class Pair {
    private final Supplier<? extends Kernel> left;
    private final Supplier<? extends Kernel> right;
    private final String name;
    private Side a;
    private Side b;

    /// `name` sets the Unix addresses of this pair apart from those of other threads.
    Pair(Supplier<? extends Kernel> left, Supplier<? extends Kernel> right, String name) {
        this.left = left;
        this.right = right;
        this.name = name;
        this.a = side(left.get());
        this.b = side(right.get());
    }

    private Side side(Kernel kernel) {
        return new Side(kernel, OwnTable.limited(kernel), OwnTable.LIMIT, name);
    }

    /// Whether both answer every call of the program alike.
    boolean agree(Program program) {
        a.run(program);
        b.run(program);
        return a.trace.firstDifference(b.trace) < 0;
    }

    /// The same with kernels that have run nothing before.
    boolean agreeAfresh(Program program) {
        a = side(left.get());
        b = side(right.get());
        return agree(program);
    }

    /// The difference that the last run showed.
    Difference difference(long seed, long index, int operations, Program program) {
        return Difference.of(seed, index, operations, program, a, b);
    }
}
