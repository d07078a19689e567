package io.epoll4j.conformance.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.sys.Kernel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FuzzerTest {
    private static final Supplier<Kernel> LINUX = Kernel::linux;
    private static final long OPERATIONS = Long.getLong("epoll4j.fuzz", 150_000);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void linuxAgreesWithItself(long seed) {
        Fuzzer fuzzer = new Fuzzer(LINUX, LINUX, seed, 50_000, 1);
        fuzzer.run();
        assertNull(fuzzer.difference());
        assertTrue(fuzzer.operations() >= 50_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 13, 14})
    void theKernelInsideTheJvmAgreesWithLinux(long seed) {
        Fuzzer fuzzer = new Fuzzer(LINUX, JvmKernel::new, seed, OPERATIONS, 1);
        fuzzer.run();
        Difference difference = fuzzer.difference();
        assertNull(difference, () -> difference.asTest("linux", "jvm"));
    }

    @Test
    void anErrnoThatIsWrongIsFoundAndShrunk() {
        shrinksTo(
                Broken::mistakesErrno,
                """
                eventfd $0 0 0
                epoll_create1 $1 0
                epoll_ctl $1 ADD $0 0 0
                epoll_ctl $1 ADD $0 0 0
                """);
    }

    @Test
    void anEdgeThatIsDroppedIsFoundAndShrunk() {
        shrinksToAtMost(4, Broken::dropsEdge);
    }

    @Test
    void eventsInTheWrongOrderAreFoundAndShrunk() {
        shrinksToAtMost(6, Broken::reorders);
    }

    private static void shrinksToAtMost(int lines, Broken.Fault fault) {
        String program = found(fault).program();
        assertTrue(program.lines().count() <= lines, program);
    }

    private static void shrinksTo(Broken.Fault fault, String program) {
        Difference difference = found(fault);
        assertEquals(program.lines().count(), difference.program().lines().count());
    }

    private static Difference found(Broken.Fault fault) {
        Fuzzer fuzzer = new Fuzzer(LINUX, Broken.kernel(LINUX, fault), 8, 1_000_000, 1);
        fuzzer.run();
        Difference difference = fuzzer.difference();
        assertNotNull(difference);
        return difference;
    }

    @Test
    void theSeedAndTheNumberOfAProgramAreAllItDependsOn() {
        Program one = new Program();
        Program other = new Program();
        Generator generator = new Generator();
        for (int i = 0; i < 100; i++) {
            generator.write(5, i, one);
            new Generator().write(5, i, other);
            assertEquals(one.toString(), other.toString());
        }
    }

    @Test
    void aWrittenProgramIsReadBackAsItWas() {
        Program program = new Program();
        Generator generator = new Generator();
        for (int i = 0; i < 200; i++) {
            generator.write(9, i, program);
            assertEquals(program.toString(), Program.parse(program.toString()).toString());
        }
    }

    @Test
    void aProgramThatDoesNotEndIsNoticed() throws InterruptedException {
        CountDownLatch hung = new CountDownLatch(1);
        CountDownLatch noticed = new CountDownLatch(1);
        Broken.Fault hangs =
                (kernel, call, args, answer) -> {
                    if (call.equals("epollCtl")) {
                        hung.await();
                    }
                    return answer;
                };
        Fuzzer fuzzer = new Fuzzer(LINUX, Broken.kernel(LINUX, hangs), 1, 1, 1);
        Thread runs = Thread.ofPlatform().start(fuzzer::run);
        Runnable barks =
                () -> {
                    noticed.countDown();
                    hung.countDown();
                };
        try (Watchdog _ = new Watchdog(fuzzer, Duration.ofMillis(20), barks)) {
            noticed.await();
        }
        runs.join();
        assertEquals(0, fuzzer.running());
    }
}
