package io.epoll4j;

import static io.epoll4j.sys.FileFlags.*;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.LinuxKernel;
import io.epoll4j.sys.SysException;
import java.lang.foreign.Arena;

/// Both ends of a pseudoterminal, see [pty(7)](https://man7.org/linux/man-pages/man7/pty.7.html).
///
/// @param master the end that shows what a program writes to the terminal, and types for it
/// @param terminal the end that a program has for its terminal; it gives whole lines
/// @param name the terminal's path, such as `/dev/pts/3`
public record Pty(Descriptor master, Descriptor terminal, String name) implements AutoCloseable {
    /// A new pseudoterminal, which does not become the controlling terminal.
    ///
    /// @throws SysException ENOENT where devpts is not mounted, ENOSPC, EMFILE, ENFILE
    public static Pty open() {
        var kernel = Kernel.linux();
        var master = device(kernel, "/dev/ptmx");
        try {
            var number = Arena.ofAuto().allocate(JAVA_INT);
            master.check(kernel.ioctl(master.fd(), TIOCSPTLCK, number), "ioctl", "TIOCSPTLCK 0");
            master.check(kernel.ioctl(master.fd(), TIOCGPTN, number), "ioctl", "TIOCGPTN");
            String name = "/dev/pts/" + number.get(JAVA_INT, 0);
            return new Pty(master, device(kernel, name), name);
        } catch (SysException refused) {
            master.close();
            throw refused;
        }
    }

    private static Descriptor device(LinuxKernel kernel, String path) {
        int fd = kernel.open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC, 0);
        if (fd < 0) throw new SysException("open", path, fd);
        return new Descriptor(kernel, fd);
    }

    /// Closes both ends.
    @Override
    public void close() {
        terminal.close();
        master.close();
    }
}
