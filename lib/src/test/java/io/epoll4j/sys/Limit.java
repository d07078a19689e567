package io.epoll4j.sys;

import static io.epoll4j.sys.FileFlags.RLIMIT_NOFILE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.IntSupplier;

/// A moment in which this process may open nothing more: the soft limit is set below what is open,
/// and put back.
public final class Limit {
    private final LinuxKernel linux;

    public Limit(LinuxKernel linux) {
        this.linux = linux;
    }

    /// The answer of `call` while no descriptor can be opened. It is made once before, so that the
    /// JVM need not load a class (and open a file for that) meanwhile; so is a refusal.
    public int atTheLimit(IntSupplier call) {
        assertTrue(new SysException("open", "", Errno.EMFILE).getMessage().contains("EMFILE"));
        int fd = call.getAsInt();
        assertEquals(0, linux.close(fd));
        long[] limits = new long[2];
        assertEquals(0, linux.getrlimit(RLIMIT_NOFILE, limits));
        assertEquals(0, linux.setrlimit(RLIMIT_NOFILE, 1, limits[1]));
        try {
            return call.getAsInt();
        } finally {
            linux.setrlimit(RLIMIT_NOFILE, limits[0], limits[1]);
        }
    }
}
