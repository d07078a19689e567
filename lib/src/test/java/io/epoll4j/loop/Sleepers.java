package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.spi.Task;
import io.epoll4j.sys.Kernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// Threads that sleep in a kernel, and how often they were woken. They are known by the beginning
/// of their names.
interface Sleepers {
    /// What a [LoopGroup] and [NaiveServer] call their threads.
    String NAME = "epoll4j-loop-";

    Kernel kernel();

    /// How often any of them was woken so far, whether or not it then found something to do.
    long wakeUps();

    /// Whether `count` of them are asleep.
    boolean areAsleep(int count);

    /// Waits until `count` of them are asleep.
    default void awaitSleep(int count) {
        await(() -> areAsleep(count));
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "the threads do not come to rest");
            Thread.yield();
        }
    }

    /// Threads as Linux sees them: one that was woken and goes back to sleep has made a voluntary
    /// context switch. That epoll_wait returned would be too little to count: a thread that finds
    /// nothing sleeps on inside it.
    final class OnLinux implements Sleepers {
        @Override
        public Kernel kernel() {
            return Kernel.linux();
        }

        @Override
        public long wakeUps() {
            return sum("voluntary_ctxt_switches:");
        }

        @Override
        public boolean areAsleep(int count) {
            return sum("State:\tS") == count;
        }

        /// Adds up the numbers in the lines that begin so; one without a number counts as 1.
        private static long sum(String line) {
            try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
                long sum = 0;
                for (var task : tasks) {
                    var lines = status(task);
                    if (lines.isEmpty() || !lines.getFirst().startsWith("Name:\t" + NAME)) continue;
                    for (var found : lines) {
                        if (!found.startsWith(line)) continue;
                        var number = found.substring(line.length()).strip();
                        sum += number.matches("\\d+") ? Long.parseLong(number) : 1;
                    }
                }
                return sum;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// Empty if the thread has ended since it was listed, as those of the compiler do.
        private static List<String> status(Path task) {
            try {
                return Files.readAllLines(task.resolve("status"));
            } catch (IOException ended) {
                return List.of();
            }
        }
    }

    /// Threads of the kernel inside the JVM: its host is asked for every wake-up.
    final class InJvm implements Sleepers, Host {
        private final Host system = Host.system();
        private final Kernel kernel = new JvmKernel(this);
        private final Set<Task> known = new HashSet<>();
        private final Set<Task> asleep = new HashSet<>();
        private final Set<Task> wokenEarly = new HashSet<>();
        private long wakeUps;

        @Override
        public Kernel kernel() {
            return kernel;
        }

        @Override
        public synchronized long wakeUps() {
            return wakeUps;
        }

        @Override
        public synchronized boolean areAsleep(int count) {
            return asleep.size() == count;
        }

        @Override
        public boolean park(Task task, long deadline) {
            if (!Thread.currentThread().getName().startsWith(NAME))
                return system.park(task, deadline);
            synchronized (this) {
                known.add(task);
                if (!wokenEarly.remove(task)) asleep.add(task);
            }
            boolean quiet = system.park(task, deadline);
            synchronized (this) {
                asleep.remove(task);
            }
            return quiet;
        }

        @Override
        public void unpark(Task task) {
            synchronized (this) {
                if (known.contains(task)) {
                    wakeUps++;
                    if (!asleep.remove(task)) wokenEarly.add(task);
                }
            }
            system.unpark(task);
        }

        @Override
        public long monotonicNanos() {
            return system.monotonicNanos();
        }

        @Override
        public long realtimeNanos() {
            return system.realtimeNanos();
        }

        @Override
        public boolean takeSignal() {
            return system.takeSignal();
        }
    }
}
