package io.epoll4j.loop;

import io.epoll4j.StopSignals;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// The signals on which a loop or a group drains. Any thread.
final class DrainSignals {
    private @Nullable StopSignals signals;

    /// Has `drain` called at the first signal, instead of whatever was to be called before.
    synchronized void drain(Runnable drain) {
        close();
        signals =
                StopSignals.onFirst(() -> {
                    try {
                        drain.run();
                    } catch (RejectedExecutionException over) {
                        // there is nothing left to drain
                    }
                });
    }

    synchronized void close() {
        if (signals != null) signals.close();
        signals = null;
    }
}
