package io.epoll4j.conformance.fuzz;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.sys.Kernel;

/// What the tests that the fuzzer prints call.
final class Programs {
    private Programs() {}

    /// Both kernels answer every operation of the program alike.
    static void assertSame(String program) {
        Difference difference = Replay.compare(Kernel::linux, JvmKernel::new, program);
        assertNull(difference, () -> difference.asTest("linux", "jvm"));
    }
}
