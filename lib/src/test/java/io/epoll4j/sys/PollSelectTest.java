package io.epoll4j.sys;

import static io.epoll4j.sys.Errno.*;
import static io.epoll4j.sys.FileFlags.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// epoll's forerunners.
class PollSelectTest {
    private final LinuxKernel linux = Kernel.linux();
    private final Fds fds = new Fds(linux);

    @AfterEach
    void closeAll() {
        fds.close();
    }

    @Test
    void pollFindsWhatIsReady() {
        int[] pipe = fds.pipe();
        var polled = new PollFds(4);
        polled.set(0, pipe[0], POLLIN);
        polled.set(1, pipe[1], POLLOUT | POLLIN);
        polled.set(2, -1, POLLIN);
        assertEquals(1, linux.poll(polled, 3, -1));
        assertEquals(0, polled.revents(0));
        assertEquals(POLLOUT, polled.revents(1));
        assertEquals(POLLOUT | POLLIN, polled.events(1));
        fds.writeByte(pipe[1]);
        assertEquals(2, linux.poll(polled, 2, 0));
        assertEquals(POLLIN, polled.revents(0));
        fds.close(pipe[1]);
        assertEquals(2, linux.poll(polled, 2, 1_000));
        assertEquals(POLLIN | POLLHUP, polled.revents(0));
        assertEquals(POLLNVAL, polled.revents(1));
        assertEquals(pipe[0], polled.fd(0));
    }

    @Test
    void pollWaitsAndRefuses() {
        var polled = new PollFds(1);
        polled.set(0, fds.pipe()[0], POLLIN);
        long before = System.nanoTime();
        assertEquals(0, linux.poll(polled, 1, 5));
        assertTrue(System.nanoTime() - before >= 5_000_000);
        assertEquals(-EFAULT, linux.poll(polled, 2, 0));
        assertEquals(-EINVAL, linux.poll(polled, -1, 0));
    }

    @Test
    void selectFindsWhatIsReady() {
        int[] pipe = fds.pipe();
        var readable = new FdSet();
        var writable = new FdSet();
        int nfds = Math.max(pipe[0], pipe[1]) + 1;
        readable.add(pipe[0]);
        writable.add(pipe[1]);
        assertEquals(1, linux.select(nfds, readable, writable, null, -1));
        assertFalse(readable.contains(pipe[0]));
        assertTrue(writable.contains(pipe[1]));
        fds.writeByte(pipe[1]);
        readable.add(pipe[0]);
        assertEquals(1, linux.select(nfds, readable, null, null, 0));
        assertTrue(readable.contains(pipe[0]));
        readable.remove(pipe[0]);
        assertEquals(0, linux.select(nfds, readable, null, null, 1_000));
    }

    @Test
    void selectRefuses() {
        var set = new FdSet();
        assertEquals(-EINVAL, linux.select(-1, set, null, null, 0));
        int event = fds.eventfd();
        fds.close(event);
        set.add(event);
        assertEquals(-EBADF, linux.select(event + 1, set, null, null, 0));
    }

    /// The kernel reads as many bits as it is told; 1,024 is the C library's limit, not its.
    @Test
    void selectIsNotLimitedTo1024() {
        int high = fds.keep(linux.fcntl(fds.pipe()[1], F_DUPFD_CLOEXEC, 1500));
        var set = new FdSet(high + 1);
        assertEquals(0, set.size() % 64);
        set.add(high);
        assertEquals(1, linux.select(high + 1, null, set, null, 0));
        assertTrue(set.contains(high));
        assertEquals(-EFAULT, linux.select(high + 1, null, new FdSet(), null, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> new FdSet().add(1024));
        set.clear();
        assertFalse(set.contains(high));
    }
}
