package io.epoll4j.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;

/// How many bytes a piece of code allocates on this thread, by the JVM's own count. Reached by
/// reflection, since this module does not otherwise need the management interfaces.
public final class Allocations {
    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 10_000;
    private static final long DEADLINE_NANOS = 20_000_000_000L;

    private final Object bean;
    private final Method allocated;

    public Allocations() {
        try {
            bean =
                    Class.forName("java.lang.management.ManagementFactory")
                            .getMethod("getThreadMXBean")
                            .invoke(null);
            allocated =
                    Class.forName("com.sun.management.ThreadMXBean")
                            .getMethod("getCurrentThreadAllocatedBytes");
        } catch (ReflectiveOperationException missing) {
            throw new AssertionError("run with --add-modules jdk.management", missing);
        }
    }

    private long allocated() {
        try {
            return (long) allocated.invoke(bean);
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /// Requires that `call` allocates nothing once it is warm. On a busy machine the compiler may
    /// take its time; garbage per call would show for ever.
    public void assertNone(String name, Runnable call) {
        for (int i = 0; i < WARM_UP; i++) call.run();
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        long least = perRound(call);
        while (least > 0 && System.nanoTime() < deadline) least = Math.min(least, perRound(call));
        assertEquals(0, least, name + ": bytes allocated in " + MEASURED + " calls");
    }

    private long perRound(Runnable call) {
        long idle = -allocated();
        idle += allocated();
        long before = allocated();
        for (int i = 0; i < MEASURED; i++) call.run();
        return Math.max(0, allocated() - before - idle);
    }
}
