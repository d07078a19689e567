package io.epoll4j;

import static io.epoll4j.sys.FileFlags.*;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SysException;

/// A counter to wake a thread that waits in an epoll: an
/// [eventfd(2)](https://man7.org/linux/man-pages/man2/eventfd.2.html). It is readable while it is
/// not zero. Any thread may wake and drain.
public final class Waker extends Descriptor {
    private Waker(Kernel kernel, int fd) {
        super(kernel, fd);
    }

    /// A counter at zero on Linux.
    public static Waker open() {
        return open(Kernel.linux());
    }

    /// A counter at zero on `kernel`.
    ///
    /// @throws SysException EMFILE, ENFILE
    public static Waker open(Kernel kernel) {
        int fd = kernel.eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        if (fd < 0) throw new SysException("eventfd", "0", fd);
        return new Waker(kernel, fd);
    }

    /// Adds one. Does nothing if the counter is full: then somebody has been woken long since.
    public void wake() {
        long answer;
        try (var mine = Buffers.mine()) {
            mine.word.set(JAVA_LONG, 0, 1);
            do {
                answer = kernel().write(fd(), mine.word, 0, Long.BYTES);
            } while (answer == -Errno.EINTR);
        }
        if (answer < 0) refused("write", "1", answer);
    }

    /// Sets the counter to zero and answers what it was: how often it was woken since.
    public long drain() {
        try (var mine = Buffers.mine()) {
            long answer;
            do {
                answer = kernel().read(fd(), mine.word, 0, Long.BYTES);
            } while (answer == -Errno.EINTR);
            if (answer >= 0) return mine.word.get(JAVA_LONG, 0);
            refused("read", "the counter", answer);
            return 0;
        }
    }
}
