package io.epoll4j;

import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SysException;

/// A process that an epoll can watch: a
/// [pidfd](https://man7.org/linux/man-pages/man2/pidfd_open.2.html). It is readable once the
/// process has ended. The number of the process may be used again by then; this stands for the one
/// it was.
public final class PidFd extends Descriptor {
    private PidFd(Kernel kernel, int fd) {
        super(kernel, fd);
    }

    /// The process with this number, [Process#pid()].
    ///
    /// @throws SysException ESRCH (no such process, or ended and waited for), EMFILE, ENFILE
    public static PidFd of(long pid) {
        var kernel = Kernel.linux();
        int fd = kernel.pidfdOpen(Math.toIntExact(pid), 0);
        if (fd < 0) throw new SysException("pidfd_open", "process " + pid, fd);
        return new PidFd(kernel, fd);
    }
}
