package io.epoll4j;

import static io.epoll4j.sys.Signals.*;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.Signals;
import io.epoll4j.sys.SysException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Signals read as data: a [signalfd(2)](https://man7.org/linux/man-pages/man2/signalfd.2.html).
///
/// It takes only what is pending for the thread that reads and waits, and pending means blocked:
/// the thread that opens it has the signals blocked from then on. A signal sent to the process goes
/// to any thread that does not block it, of which a JVM has many; so this is for signals sent to
/// the thread itself, as [io.epoll4j.sys.LinuxKernel#tgkill] does. To stop on those that a process
/// is told to stop with, see [StopSignals]. Confined to the thread that opened it.
public final class SignalFd extends Descriptor {
    /// `struct signalfd_siginfo`
    private static final long SIZE = 128;

    private static final long SENDER = 12;

    private final MemorySegment info = Arena.ofAuto().allocate(SIZE, Long.BYTES);

    private SignalFd(Kernel kernel, int fd) {
        super(kernel, fd);
    }

    /// Blocks `signals` ([Signals]) in this thread and takes them from now on.
    ///
    /// @throws SysException EMFILE, ENFILE
    public static SignalFd open(int... signals) {
        var kernel = Kernel.linux();
        var mask = Signals.mask(signals);
        var before = Signals.mask();
        int answer = kernel.sigmask(SIG_BLOCK, mask, before);
        if (answer < 0) throw new SysException("pthread_sigmask", "SIG_BLOCK", answer);
        int fd = kernel.signalfd(-1, mask, SFD_NONBLOCK | SFD_CLOEXEC);
        if (fd < 0) {
            kernel.sigmask(SIG_SETMASK, before, MemorySegment.NULL);
            throw new SysException("signalfd", signals.length + " signals", fd);
        }
        return new SignalFd(kernel, fd);
    }

    /// Takes the next signal that is pending: its number, or [#WOULD_BLOCK] if there is none.
    public int next() {
        long answer;
        do {
            answer = kernel().read(fd(), info, 0, SIZE);
        } while (answer == -Errno.EINTR);
        return answer < 0 ? refused("read", "a signal", answer) : info.get(JAVA_INT, 0);
    }

    /// The process that sent the signal taken last.
    public int sender() {
        return info.get(JAVA_INT, SENDER);
    }
}
