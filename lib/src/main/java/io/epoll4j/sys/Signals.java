package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Signals by their own names, and the 64-bit `sigset_t` of the kernel: `<signal.h>`,
/// `<sys/signalfd.h>`, `<sys/pidfd.h>`. See
/// [signal(7)](https://man7.org/linux/man-pages/man7/signal.7.html).
public final class Signals {
    public static final int SIGHUP = 1;
    public static final int SIGINT = 2;
    public static final int SIGQUIT = 3;
    public static final int SIGKILL = 9;
    public static final int SIGUSR1 = 10;
    public static final int SIGUSR2 = 12;
    public static final int SIGPIPE = 13;
    public static final int SIGALRM = 14;
    public static final int SIGTERM = 15;
    public static final int SIGCHLD = 17;
    public static final int SIGCONT = 18;
    public static final int SIGSTOP = 19;
    public static final int SIGURG = 23;
    public static final int SIGWINCH = 28;
    public static final int SIGIO = 29;

    /// The first real-time signal that the C library leaves to programs; the last is 64.
    public static final int SIGRTMIN = 34;

    // how sigmask changes the mask
    public static final int SIG_BLOCK = 0;
    public static final int SIG_UNBLOCK = 1;
    public static final int SIG_SETMASK = 2;

    // signalfd(2), pidfd_open(2)
    public static final int SFD_NONBLOCK = FileFlags.O_NONBLOCK;
    public static final int SFD_CLOEXEC = FileFlags.O_CLOEXEC;
    public static final int PIDFD_NONBLOCK = FileFlags.O_NONBLOCK;

    /// The size of the kernel's `sigset_t` in bytes.
    public static final long MASK_SIZE = 8;

    private Signals() {}

    /// A mask of `signals` that lives as long as it is referred to.
    public static MemorySegment mask(int... signals) {
        long bits = 0;
        for (int signal : signals) bits |= 1L << (signal - 1);
        var mask = Arena.ofAuto().allocate(MASK_SIZE, Long.BYTES);
        mask.set(JAVA_LONG, 0, bits);
        return mask;
    }

    /// Whether `signal` is in `mask`.
    public static boolean contains(MemorySegment mask, int signal) {
        return (mask.get(JAVA_LONG, 0) & (1L << (signal - 1))) != 0;
    }
}
