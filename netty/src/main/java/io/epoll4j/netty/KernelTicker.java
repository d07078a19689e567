package io.epoll4j.netty;

import static io.epoll4j.sys.FileFlags.CLOCK_MONOTONIC;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.PollFds;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;

/// The kernel's monotonic clock as Netty's: in a simulated world it is the world's. For any thread.
final class KernelTicker implements Ticker {
    private final Kernel kernel;

    KernelTicker(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public long initialNanoTime() {
        return 0;
    }

    @Override
    public long nanoTime() {
        return kernel.clockGettime(CLOCK_MONOTONIC);
    }

    /// Sleeps in a call of the kernel, where the world sees it.
    @Override
    public void sleep(long delay, TimeUnit unit) {
        long until = nanoTime() + unit.toNanos(delay);
        var nothing = new PollFds(1);
        for (long left; (left = until - nanoTime()) > 0; ) {
            long millis = Math.min(Math.ceilDiv(left, 1_000_000), Integer.MAX_VALUE);
            int answer = kernel.poll(nothing, 0, (int) millis);
            if (answer < 0 && answer != -Errno.EINTR) Failures.checkUnchecked("poll", answer);
        }
    }
}
