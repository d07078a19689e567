package io.epoll4j.tools;

import io.epoll4j.StopSignals;
import io.epoll4j.loop.Threads;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import java.util.function.Consumer;

/// What a server stands on: a kernel, where its threads come from, and who tells it to stop. Linux
/// and its signals, or a machine of a simulated world.
///
/// @param onStop takes what is to be called, on any thread, when the server is to stop
record Ground(Kernel kernel, Threads threads, Consumer<Runnable> onStop) {
    static Ground linux() {
        return new Ground(Kernel.linux(), Threads.PLATFORM, StopSignals::onFirst);
    }

    /// Nanoseconds that pass evenly.
    long now() {
        return kernel.clockGettime(FileFlags.CLOCK_MONOTONIC);
    }
}
