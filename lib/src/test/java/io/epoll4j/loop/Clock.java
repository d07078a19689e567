package io.epoll4j.loop;

import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;

/// The kernel's clock, which a test may move forward.
final class Clock {
    private long ahead;
    private long stopped;
    private Kernel real;

    void of(Meddler meddler, Kernel real) {
        this.real = real;
        meddler.answer("clockGettime", arguments -> now());
        // Otherwise much would be due while late packets come.
        if (InWorld.isHere()) stop();
    }

    /// From now on only the test moves it.
    void stop() {
        stopped = now() - ahead;
    }

    long now() {
        if (stopped != 0) return stopped + ahead;
        return real.clockGettime(FileFlags.CLOCK_MONOTONIC) + ahead;
    }

    void advance(long nanos) {
        ahead += nanos;
    }
}
