package io.epoll4j.conformance;

import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.LinuxKernel;
import io.epoll4j.user.Host;
import io.epoll4j.user.Task;
import io.epoll4j.user.UserKernel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The kernel inside the JVM: a new one for each case, on real threads and real time. Its host is
/// the system's, with an eye on who is parked.
final class JvmTarget implements Target {
    private final WatchedHost host = new WatchedHost();
    private final UserKernel kernel = new UserKernel(host);

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
        return new UserKernel(host, maxUserWatches);
    }

    @Override
    public Watch watch() {
        var thread = Thread.currentThread();
        return () -> host.asleep(thread);
    }

    private static final class WatchedHost implements Host {
        private final Host system = Host.system();
        private final Map<Thread, Task> parked = new ConcurrentHashMap<>();

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
            system.unpark(task);
        }

        @Override
        public boolean takeSignal() {
            return system.takeSignal();
        }
    }
}
