package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.spi.Task;
import io.epoll4j.sys.Kernel;
import java.time.Duration;
import java.util.function.Supplier;

/// A kernel of either kind whose clock stands still until the test moves it.
final class Stage {
    static final Supplier<Stage> LINUX = Stage::new;
    static final Supplier<Stage> JVM = () -> new Stage(new Still());

    final Meddler meddler;
    final Kernel kernel;

    /// How long a turn may wait for what the kernel has not delivered yet: on Linux another
    /// processor may be at it, in the JVM everything happens in the call.
    final Duration atMost;

    private long now = 1_000_000_000;

    private Stage() {
        this(Kernel.linux(), Rig.SHORT);
    }

    private Stage(Still still) {
        this(new Meddler(new JvmKernel(still)), Duration.ZERO);
        still.stage = this;
    }

    /// One on which time passes otherwise, as long as a turn waits.
    Stage(Kernel real, Duration atMost) {
        this(new Meddler(real), atMost);
    }

    private Stage(Meddler meddler, Duration atMost) {
        this.meddler = meddler;
        this.atMost = atMost;
        kernel = meddler.kernel;
        meddler.answer("clockGettime", arguments -> now);
    }

    /// That every descriptor was closed; seen in the JVM, where nobody else opens any.
    void assertNothingOpen() {
        if (isLinux()) return;
        int lowest = kernel.eventfd(0, 0);
        assertEquals(0, lowest, "the lowest free descriptor");
        kernel.close(lowest);
    }

    boolean isLinux() {
        return atMost.equals(Rig.SHORT);
    }

    void advance(Duration by) {
        now += by.toNanos();
    }

    /// A host on which nobody may sleep.
    private static final class Still implements Host {
        Stage stage;

        @Override
        public long monotonicNanos() {
            return stage == null ? 1 : stage.now;
        }

        @Override
        public long realtimeNanos() {
            return monotonicNanos();
        }

        @Override
        public boolean park(Task task, long deadline) {
            throw new AssertionError("sleeps");
        }

        @Override
        public void unpark(Task task) {}

        @Override
        public boolean takeSignal() {
            return false;
        }
    }
}
