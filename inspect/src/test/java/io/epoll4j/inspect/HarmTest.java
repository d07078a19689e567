package io.epoll4j.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.epoll4j.inspect.model.CannotLookException;
import io.epoll4j.inspect.model.EpollSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whoever is looked at does not notice.
class HarmTest {
    private static final int ROUND_TRIPS = 100_000;
    private static final long SECOND = 1_000_000_000;

    @BeforeEach
    void needsPython() {
        assumeTrue(Program.has("python3"), "no python3 here");
    }

    @Test
    void noEdgeAndNoOneShotIsLostOrComesTwice() throws Exception {
        try (var program = Program.python("roundtrips.py", Integer.toString(ROUND_TRIPS))) {
            program.await("started"::equals);
            var inspector = Inspector.of(program.pid());
            int looks = 0;
            for (; !program.hasSaid("done") && program.isAlive(); looks++) {
                for (var epoll : look(inspector)) assertTrue(epoll.items().size() <= 1);
                LockSupport.parkNanos(looks < 50 ? 2_000_000 : 200_000_000);
            }
            program.await("done"::equals);
            assertTrue(looks > 10, "it was over before it was looked at");
        }
    }

    private static Iterable<EpollSet> look(Inspector inspector) {
        try {
            return inspector.snapshot().epolls();
        } catch (CannotLookException ended) {
            return List.of();
        }
    }

    /// A poll of an epoll with a signalfd by another process would drop the signalfd's event.
    @Test
    void aPendingSignalIsStillReported() throws Exception {
        try (var program = Program.python("signals.py")) {
            program.await("pending"::equals);
            var inspector = Inspector.of(program.pid());
            for (int i = 0; i < 3; i++)
                assertEquals(
                        EpollSet.Ready.UNKNOWN, inspector.snapshot().epolls().getFirst().ready());
            program.say("go on");
            assertEquals("told", program.await(line -> !line.equals("pending")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "eventfd"})
    void eighteenThousandDescriptorsTakeLessThanASecond(String kind) throws Exception {
        try (var program = Program.python("many.py", kind, "18000")) {
            assumeTrue(
                    program.await(line -> !line.isEmpty()).startsWith("ready"),
                    "not as many descriptors allowed here");
            long took = Long.MAX_VALUE;
            for (int i = 0; i < 3 && took > SECOND; i++) took = cpuOfALook(program.pid());
            assertTrue(took < SECOND, "took " + took + " ns");
            var inspector = Inspector.of(program.pid());
            var first = inspector.snapshot();
            var again = inspector.snapshot().epolls().getFirst();
            assertTrue(again.earlier(), "its mutex was held again at once");
            assertEquals(first.epolls().getFirst().readNanos(), again.readNanos());
        }
    }

    private static long cpuOfALook(int pid) throws IOException {
        long began = cpu();
        assertEquals(18_000, Inspector.of(pid).snapshot().watches());
        return cpu() - began;
    }

    /// Nanoseconds that this thread has run: however busy the machine is.
    private static long cpu() throws IOException {
        var schedstat = Files.readString(Path.of("/proc/thread-self/schedstat"));
        return Long.parseLong(schedstat.substring(0, schedstat.indexOf(' ')));
    }
}
