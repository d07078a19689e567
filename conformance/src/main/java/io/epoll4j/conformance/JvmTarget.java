package io.epoll4j.conformance;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.spi.Task;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.LinuxKernel;
import io.epoll4j.sys.SysException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The kernel inside the JVM: a new one for each case, on real threads and real time. Its host is
/// the system's, with an eye on who is parked.
final class JvmTarget implements Target {
    private final WatchedHost host = new WatchedHost();
    private final JvmKernel kernel = new JvmKernel(host);
    private final AtomicInteger folders = new AtomicInteger();

    @Override
    public String name() {
        return "jvm";
    }

    @Override
    public Kernel kernel() {
        return kernel;
    }

    @Override
    public @Nullable LinuxKernel linux() {
        return null;
    }

    @Override
    public Kernel limitedTo(long maxUserWatches) {
        return new JvmKernel(host, maxUserWatches);
    }

    @Override
    public Runnable holdNextWakeUp() {
        var gate = new CountDownLatch(1);
        host.gate.set(gate);
        return gate::countDown;
    }

    @Override
    public String folder() {
        var path = "/tmp/" + folders.incrementAndGet();
        SysException.check(kernel.mkdir(path), "mkdir", path);
        return path;
    }

    @Override
    public void raise(int signal) {
        SysException.check(kernel.raise(signal), "raise", "signal " + signal);
    }

    @Override
    public Watch watch() {
        var thread = Thread.currentThread();
        return () -> host.asleep(thread);
    }

    private static final class WatchedHost implements Host {
        private final Host system = Host.system();
        private final Map<Thread, Task> parked = new ConcurrentHashMap<>();

        /// Where the next thread that wakes another stops.
        private final AtomicReference<@Nullable CountDownLatch> gate = new AtomicReference<>();

        boolean asleep(Thread thread) {
            var task = parked.get(thread);
            return task != null && task.isAsleep();
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
        public int processId() {
            return system.processId();
        }

        @Override
        public boolean park(Task task, long deadline) {
            var thread = Thread.currentThread();
            parked.put(thread, task);
            try {
                return system.park(task, deadline);
            } finally {
                parked.remove(thread);
            }
        }

        @Override
        public void unpark(Task task) {
            var stop = gate.getAndSet(null);
            if (stop != null) pass(stop);
            system.unpark(task);
        }

        private static void pass(CountDownLatch gate) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public boolean takeSignal() {
            return system.takeSignal();
        }
    }
}
