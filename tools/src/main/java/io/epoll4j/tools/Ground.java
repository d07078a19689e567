package io.epoll4j.tools;

import io.epoll4j.StopSignals;
import io.epoll4j.loop.Threads;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import java.util.function.Function;

/// What a server stands on: a kernel, where its threads come from, and who tells it to stop. Linux
/// and its signals, or a machine of a simulated world.
///
/// @param onStop takes what is to be called, on any thread, when the server is to stop; answers
///   what the server closes when it has
record Ground(Kernel kernel, Threads threads, Function<Runnable, Stop> onStop) {
    /// The wish to be told; closed, it is no more.
    @FunctionalInterface
    interface Stop extends AutoCloseable {
        @Override
        void close();
    }

    static Ground linux() {
        return new Ground(
                Kernel.linux(), Threads.PLATFORM, stop -> StopSignals.onFirst(stop)::close);
    }

    /// Nanoseconds that pass evenly.
    long now() {
        return kernel.clockGettime(FileFlags.CLOCK_MONOTONIC);
    }
}
