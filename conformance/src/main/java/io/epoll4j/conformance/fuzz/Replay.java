package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.Kernel;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs written programs again, as the fuzzer prints them.
public final class Replay {
    private Replay() {}

    /// Runs `program` on two kernels, in a descriptor table of its own.
    ///
    /// @return null if both answer every operation alike, the first difference otherwise
    /// @throws IllegalArgumentException if the program cannot be read
    public static @Nullable Difference compare(
            Supplier<? extends Kernel> left, Supplier<? extends Kernel> right, String program) {
        Program parsed = Program.parse(program);
        var seen = new AtomicReference<@Nullable Difference>();
        try {
            OwnTable.run(() -> seen.set(compareHere(left, right, parsed)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a program ran", e);
        }
        return seen.get();
    }

    private static @Nullable Difference compareHere(
            Supplier<? extends Kernel> left, Supplier<? extends Kernel> right, Program program) {
        try (Pair pair = new Pair(left, right, "replay-" + ProcessHandle.current().pid())) {
            return pair.agree(program) ? null : pair.difference(0, 0, program.length(), program);
        }
    }
}
