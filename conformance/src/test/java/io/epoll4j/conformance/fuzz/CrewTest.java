package io.epoll4j.conformance.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.EpollFlags;
import io.epoll4j.sys.Kernel;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs of several threads.
class CrewTest {
    private static final Supplier<Kernel> LINUX = Kernel::linux;
    private static final long OPERATIONS = Long.getLong("epoll4j.fuzz", 150_000) / 5;

    @Test
    void linuxAgreesWithItself() {
        assertNull(run(LINUX, 1, 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 8})
    void theKernelInsideTheJvmAgreesWithLinux(int threads) {
        Difference difference = run(JvmKernel::new, 20 + threads, threads);
        assertNull(difference, () -> difference.asTest("linux", "jvm"));
    }

    @Test
    void anEdgeThatIsDroppedIsFound() {
        Difference difference = run(Broken.kernel(LINUX, Broken::dropsEdge), 1, 2);
        assertNotNull(difference);
        assertTrue(difference.right().contains("never heard of"), difference.right());
    }

    @Test
    void bitsThatNobodyAskedForAreFound() {
        Difference difference = run(Broken.kernel(LINUX, CrewTest::addsBits), 1, 2);
        assertNotNull(difference);
        assertTrue(difference.right().contains("bits it never asked for"), difference.right());
    }

    /// Events that say a little more than they should.
    private static Object addsBits(Kernel kernel, String call, Object[] args, Object answer) {
        if (call.equals("epollWait") && (Integer) answer == 2) {
            EpollEvents events = (EpollEvents) args[1];
            events.set(0, events.events(0) | EpollFlags.EPOLLMSG, events.data(0));
        }
        return answer;
    }

    @Test
    void aByteThatIsLostIsFound() {
        Difference difference =
                Replay.compare(
                        LINUX,
                        Broken.kernel(LINUX, CrewTest::losesAByte),
                        """
                        pipe2 $3 $4 0
                        1: give $4 8
                        2: give $4 7
                        2: take $3 4
                        audit
                        """);
        assertNotNull(difference);
        assertEquals(4, difference.operation());
    }

    /// Says it wrote all, and wrote all but one.
    private static Object losesAByte(Kernel kernel, String call, Object[] args, Object answer) {
        return call.equals("write") && answer.equals(7L) ? (Object) 8L : answer;
    }

    private static Difference run(Supplier<? extends Kernel> other, long seed, int threads) {
        Fuzzer fuzzer = new Fuzzer(LINUX, other, seed, OPERATIONS, threads);
        fuzzer.run();
        assertTrue(fuzzer.difference() != null || fuzzer.operations() >= OPERATIONS);
        return fuzzer.difference();
    }

    @Test
    void aWrittenProgramIsReadBackAsItWas() {
        Program program = new Program();
        CrewScript script = new CrewScript(4);
        for (int i = 0; i < 200; i++) {
            script.write(9, i, program);
            assertEquals(program.toString(), Program.parse(program.toString()).toString());
        }
    }
}
