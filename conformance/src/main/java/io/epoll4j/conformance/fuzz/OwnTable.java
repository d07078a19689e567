package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.LinuxKernel;
import io.epoll4j.sys.SysException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Descriptor numbers that belong to the fuzzer alone, so that programs may close, reuse and count
/// on numbers without touching what the JVM has open.
///
/// On Linux its thread unshares its descriptor table (unshare(2), CLONE_FILES) and fills every hole
/// below the highest number the process has open; the limit of the process, lowered meanwhile, then
/// ends the numbers at a place that is known. Another kernel's numbers start where they start.
final class OwnTable {
    /// How many descriptors a program may have open.
    static final int LIMIT = 40;

    /// No process is looked at beyond this number.
    private static final int HIGHEST = 65_536;

    private OwnTable() {}

    /// Runs `work` on a thread with a table of its own, which the threads that it starts share, and
    /// returns when it has ended.
    ///
    /// @throws RuntimeException what it threw
    static void run(Runnable work) throws InterruptedException {
        LinuxKernel linux = Kernel.linux();
        long[] limits = new long[2];
        linux.getrlimit(FileFlags.RLIMIT_NOFILE, limits);
        int base = above(linux, limits[0]);
        Sweep.prepare();
        var failure = new AtomicReference<@Nullable Throwable>();
        try {
            Runnable body = () -> inside(linux, base, work, failure);
            Thread.ofPlatform().name("fuzz").daemon().start(body).join();
        } finally {
            linux.setrlimit(FileFlags.RLIMIT_NOFILE, limits[0], limits[1]);
        }
        switch (failure.get()) {
            case null -> {}
            case RuntimeException failed -> throw failed;
            case Throwable failed -> throw new IllegalStateException(failed);
        }
    }

    private static void inside(
            LinuxKernel linux,
            int base,
            Runnable work,
            AtomicReference<@Nullable Throwable> failure) {
        try {
            enter(linux, base);
            work.run();
        } catch (RuntimeException | Error failed) {
            failure.compareAndSet(null, failed);
        }
    }

    /// A round number above all that the process has open.
    private static int above(Kernel linux, long limit) {
        int highest = 0;
        for (int fd = 0; fd < Math.min(limit, HIGHEST); fd++) {
            if (linux.fcntl(fd, FileFlags.F_GETFD, 0) >= 0) {
                highest = fd;
            }
        }
        return (highest / 64 + 1) * 64;
    }

    private static void enter(LinuxKernel linux, int base) {
        SysException.check(linux.unshare(FileFlags.CLONE_FILES), "unshare", "CLONE_FILES");
        int filled;
        do {
            filled = linux.eventfd(0, FileFlags.EFD_CLOEXEC);
            SysException.check(filled, "eventfd", "0, EFD_CLOEXEC");
        } while (filled < base - 1);
    }

    /// The lowest number a new descriptor of `kernel` gets, after its limit was set [#LIMIT] above.
    static int limited(Kernel kernel) {
        int lowest = SysException.check(kernel.eventfd(0, 0), "eventfd", "0, 0");
        kernel.close(lowest);
        long[] limits = new long[2];
        kernel.getrlimit(FileFlags.RLIMIT_NOFILE, limits);
        int soft = lowest + LIMIT;
        int answer = kernel.setrlimit(FileFlags.RLIMIT_NOFILE, soft, limits[1]);
        SysException.check(answer, "setrlimit", "RLIMIT_NOFILE, " + soft + ", " + limits[1]);
        return lowest;
    }
}
