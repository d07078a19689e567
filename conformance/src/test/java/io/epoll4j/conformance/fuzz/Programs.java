package io.epoll4j.conformance.fuzz;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.epoll4j.sys.Kernel;
import io.epoll4j.user.UserKernel;

/// What the tests that the fuzzer prints call.
final class Programs {
    private Programs() {}

    /// Both kernels answer every operation of the program alike.
    static void assertSame(String program) {
        Difference difference = Replay.compare(Kernel::linux, UserKernel::new, program);
        assertNull(difference, () -> difference.asTest("linux", "jvm"));
    }
}
