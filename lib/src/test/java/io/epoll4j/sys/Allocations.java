package io.epoll4j.sys;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/// How many bytes a piece of code allocates on this thread, by the JVM's own count. Reached by
/// reflection, since this module does not otherwise need the management interfaces.
public final class Allocations {
    private static final String SAMPLE = "jdk.ObjectAllocationSample";
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
        if (least > 0)
            fail(name + ": " + least + " bytes in " + MEASURED + " calls; seen: " + seen(call));
    }

    /// What is allocated, and where, by samples.
    private static String seen(Runnable call) {
        try (var recording = new Recording()) {
            recording.enable(SAMPLE).with("throttle", "1000/s");
            recording.start();
            for (int i = 0; i < 20 * MEASURED; i++) call.run();
            recording.stop();
            var file = Files.createTempFile("allocations", ".jfr");
            recording.dump(file);
            var places = new TreeSet<String>();
            for (var event : RecordingFile.readAllEvents(file)) {
                boolean sample = event.getEventType().getName().equals(SAMPLE);
                if (sample
                        && Thread.currentThread().threadId() == event.getThread().getJavaThreadId())
                    places.add(place(event));
            }
            Files.delete(file);
            return String.join("\n", places);
        } catch (IOException unwritten) {
            throw new UncheckedIOException(unwritten);
        }
    }

    private static String place(RecordedEvent event) {
        var stack = event.getStackTrace();
        if (stack == null) return event.getClass("objectClass").getName();
        return event.getClass("objectClass").getName()
                + stack.getFrames().stream()
                        .limit(8)
                        .map(frame -> frame.getMethod().getName() + ":" + frame.getLineNumber())
                        .collect(Collectors.joining(" < ", " by ", ""));
    }

    private long perRound(Runnable call) {
        long idle = -allocated();
        idle += allocated();
        long before = allocated();
        for (int i = 0; i < MEASURED; i++) call.run();
        return Math.max(0, allocated() - before - idle);
    }
}
