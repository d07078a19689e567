package io.epoll4j.loop;

import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SocketFlags;

/// A descriptor kept back, so that with none left a connection can still be taken from the
/// listener's queue and refused.
final class Reserve {
    /// Between giving the reserve up and taking it back the free number is anyone's; at least not
    /// another loop's.
    private static final Object LOCK = new Object();

    private final Kernel kernel;
    private int fd;

    Reserve(Kernel kernel) {
        this.kernel = kernel;
        fd = open();
    }

    private int open() {
        return kernel.eventfd(0, FileFlags.EFD_CLOEXEC);
    }

    /// Takes one connection and closes it. False: there was no reserve, or somebody else was
    /// faster.
    boolean shed(int listener) {
        synchronized (LOCK) {
            if (fd < 0) fd = open();
            if (fd < 0) return false;
            kernel.close(fd);
            int accepted = kernel.accept4(listener, null, SocketFlags.SOCK_CLOEXEC);
            if (accepted >= 0) kernel.close(accepted);
            fd = open();
            return accepted >= 0;
        }
    }

    void close() {
        if (fd >= 0) kernel.close(fd);
        fd = -1;
    }
}
