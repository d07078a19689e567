package io.epoll4j.inspect.model;

import org.jspecify.annotations.Nullable;

/// A thread of the process.
///
/// @param tid its number
/// @param name what it is called, at most 15 characters
/// @param state `R` runs or would like to, `S` sleeps, and so on, as in proc(5)
/// @param call the system call it sleeps in; null if it runs, or that is not to be seen
/// @param channel the kernel function it sleeps in, such as `do_epoll_wait`; empty if unknown
/// @param ranNanos how long it has run
/// @param delayedNanos how long it was ready to run and had no processor
/// @param userTicks time in its own code, in hundredths of a second
/// @param systemTicks time in the kernel, likewise
/// @param sleeps how many times it has gone to sleep by itself
/// @param asleepNanos for how long it has slept; -1 if that is not known
public record Task(
        int tid,
        String name,
        char state,
        @Nullable Call call,
        String channel,
        long ranNanos,
        long delayedNanos,
        long userTicks,
        long systemTicks,
        long sleeps,
        long asleepNanos) {

    /// Whether it waits in `epoll`. Where its call is not to be seen but that it sleeps in some
    /// epoll is, the only one of the process must be it.
    public boolean waitsIn(EpollSet epoll, int epollsOfProcess) {
        if (call != null) return call.waiting() != null && epoll.names(call.fd());
        return epollsOfProcess == 1 && waitsInAnEpoll();
    }

    /// Whether it waits in some epoll.
    public boolean waitsInAnEpoll() {
        if (call != null) return call.waiting() != null;
        return channel.equals("do_epoll_wait") || channel.equals("ep_poll");
    }

    /// A system call that a thread sleeps in.
    ///
    /// @param name its name, `syscall 999` for one that has none here
    /// @param fd the descriptor it is called with; -1 if it takes none
    /// @param waiting how it waits, if it is epoll_wait(2) or one of its kin; else null
    public record Call(String name, int fd, @Nullable Wait waiting) {
        /// As one would write it: `read(5)`.
        public String text() {
            return fd < 0 ? name : name + "(" + fd + ")";
        }
    }

    /// How a thread waits in an epoll.
    ///
    /// @param maxEvents how many events it takes at once
    /// @param timeoutMillis how long it waits; [#FOREVER], or [#UNKNOWN]
    public record Wait(int maxEvents, long timeoutMillis) {
        /// The time-out of who waits for ever.
        public static final long FOREVER = -1;

        /// The time-out that was not to be seen.
        public static final long UNKNOWN = -2;
    }
}
