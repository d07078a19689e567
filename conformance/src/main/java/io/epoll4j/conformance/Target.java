package io.epoll4j.conformance;

import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.LinuxKernel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A kernel under test, and how to see that a thread sleeps in one of its calls.
///
/// A case gets a target of its own: made by [Targets], used once.
public interface Target {
    /// `linux` or `jvm`.
    String name();

    /// The kernel.
    Kernel kernel();

    /// The kernel as Linux, or null if it is not.
    @Nullable LinuxKernel linux();

    /// Another kernel of that kind, with a limit of its own on what may be watched; null where the
    /// limit is the whole host's.
    default @Nullable Kernel limitedTo(long maxUserWatches) {
        return null;
    }

    /// From now on the next thread that is about to wake another stops there, with what it holds,
    /// until the answer is run; null where nobody can be stopped.
    default @Nullable Runnable holdNextWakeUp() {
        return null;
    }

    /// A new folder in which unix sockets can be bound: its path, without a slash at the end.
    String folder() throws IOException;

    /// Raises a signal that only the calling thread can get, or that all of this kernel can; a
    /// handler for it does nothing.
    void raise(int signal);

    /// Called by a thread that is about to enter the kernel: gives others a way to watch it.
    Watch watch();

    /// Watches one thread.
    @FunctionalInterface
    interface Watch {
        /// Whether that thread sleeps inside a call of the kernel, with no wake-up on its way. A
        /// thread that was woken and has not run yet is not asleep.
        boolean asleep();
    }
}
