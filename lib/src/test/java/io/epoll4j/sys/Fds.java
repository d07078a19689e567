package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/// Descriptors that a test opens, all closed at its end.
public final class Fds implements AutoCloseable {
    private final Kernel kernel;
    private final Deque<Integer> open = new ArrayDeque<>();
    private final MemorySegment memory = Arena.ofAuto().allocate(64, Long.BYTES);

    public Fds(Kernel kernel) {
        this.kernel = kernel;
    }

    /// Keeps a descriptor, which must be one, to be closed.
    public int keep(int fd) {
        assertTrue(fd >= 0, () -> "no descriptor but " + Errno.name(fd));
        open.push(fd);
        return fd;
    }

    public int epoll() {
        return keep(kernel.epollCreate1(EpollFlags.EPOLL_CLOEXEC));
    }

    public int eventfd() {
        return keep(kernel.eventfd(0, FileFlags.EFD_NONBLOCK | FileFlags.EFD_CLOEXEC));
    }

    public int[] pipe() {
        return pair(kernel.pipe2(pair, FileFlags.O_NONBLOCK | FileFlags.O_CLOEXEC));
    }

    public int[] socketpair(int type) {
        int flags = SocketFlags.SOCK_NONBLOCK | SocketFlags.SOCK_CLOEXEC;
        return pair(kernel.socketpair(SocketFlags.AF_UNIX, type | flags, 0, pair));
    }

    private final int[] pair = new int[2];

    private int[] pair(int answer) {
        assertEquals(0, answer);
        return new int[] {keep(pair[0]), keep(pair[1])};
    }

    public int socket(int family, int type) {
        int flags = SocketFlags.SOCK_NONBLOCK | SocketFlags.SOCK_CLOEXEC;
        return keep(kernel.socket(family, type | flags, 0));
    }

    public void writeByte(int fd) {
        assertEquals(1, kernel.write(fd, memory, 0, 1));
    }

    /// Adds one to an eventfd.
    public void add(int eventfd) {
        memory.set(JAVA_LONG, 0, 1);
        assertEquals(Long.BYTES, kernel.write(eventfd, memory, 0, Long.BYTES));
    }

    /// Closes one before the end.
    public void close(int fd) {
        open.remove(fd);
        assertEquals(0, kernel.close(fd));
    }

    @Override
    public void close() {
        while (!open.isEmpty()) kernel.close(open.pop());
    }
}
