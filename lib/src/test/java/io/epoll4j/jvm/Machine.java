package io.epoll4j.jvm;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.EpollFlags.EPOLLPRI;
import static io.epoll4j.sys.EpollFlags.EPOLLRDHUP;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.FileFlags.POLLERR;
import static io.epoll4j.sys.FileFlags.POLLHUP;
import static io.epoll4j.sys.FileFlags.POLLIN;
import static io.epoll4j.sys.FileFlags.POLLOUT;
import static io.epoll4j.sys.FileFlags.POLLPRI;
import static io.epoll4j.sys.FileFlags.POLLRDHUP;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.PollFds;
import io.epoll4j.sys.SockAddr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.StringJoiner;
import java.util.stream.Stream;

/// A kernel under test with the descriptors that the test opened. Calls that must succeed are made
/// through it; answers of others are compared by the names of their errors.
public final class Machine implements AutoCloseable {
    public final Kernel kernel;
    public final MemorySegment memory = Arena.ofAuto().allocate(1 << 20, 8);
    private final Deque<Integer> open = new ArrayDeque<>();
    private final String name;

    public Machine(String name, Kernel kernel) {
        this.name = name;
        this.kernel = kernel;
    }

    /// The real kernel and ours, for `@MethodSource`.
    static Stream<Machine> both() {
        return Stream.of(new Machine("linux", Kernel.linux()), ours());
    }

    public static Machine ours() {
        return new Machine("jvm", new JvmKernel());
    }

    public int own(int fd) {
        assertTrue(fd >= 0, () -> Errno.name(-fd));
        open.push(fd);
        return fd;
    }

    int[] own(int[] fds, int answer) {
        ok(answer);
        own(fds[0]);
        own(fds[1]);
        return fds;
    }

    public int[] pipe(int flags) {
        int[] fds = new int[2];
        return own(fds, kernel.pipe2(fds, flags));
    }

    public int[] pair(int family, int type) {
        int[] fds = new int[2];
        return own(fds, kernel.socketpair(family, type, 0, fds));
    }

    public int socket(int family, int type) {
        return own(kernel.socket(family, type, 0));
    }

    public SockAddr nameOf(int fd) {
        SockAddr address = new SockAddr();
        ok(kernel.getsockname(fd, address));
        return address;
    }

    public void close(int fd) {
        open.remove(fd);
        ok(kernel.close(fd));
    }

    public static void ok(long answer) {
        assertEquals("0", say(answer));
    }

    /// `3`, or `EAGAIN`
    public static String say(long answer) {
        return answer < 0 ? Errno.name((int) -answer) : Long.toString(answer);
    }

    public String write(int fd, String text) {
        return send(fd, text, -1);
    }

    /// send(2), or write(2) for flags -1.
    public String send(int fd, String text, int flags) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, bytes.length);
        return say(
                flags == -1
                        ? kernel.write(fd, memory, 0, bytes.length)
                        : kernel.send(fd, memory, 0, bytes.length, flags));
    }

    public String write(int fd, int length) {
        return say(kernel.write(fd, memory, 0, length));
    }

    public String read(int fd, int length) {
        return text(kernel.read(fd, memory, 0, length));
    }

    public String recv(int fd, int length, int flags) {
        return text(kernel.recv(fd, memory, 0, length, flags));
    }

    private String text(long answer) {
        if (answer < 0) {
            return say(answer);
        }
        byte[] bytes = new byte[(int) answer];
        MemorySegment.copy(memory, JAVA_BYTE, 0, bytes, 0, bytes.length);
        return "'" + new String(bytes, StandardCharsets.ISO_8859_1) + "'";
    }

    /// What poll(2) says of a descriptor now.
    public String poll(int fd) {
        PollFds fds = new PollFds(1);
        fds.set(0, fd, POLLIN | POLLPRI | POLLOUT | POLLRDHUP);
        kernel.poll(fds, 1, 0);
        int bits = fds.revents(0);
        StringJoiner words = new StringJoiner("|");
        String[] names = {"IN", "PRI", "OUT", "ERR", "HUP", "RDHUP"};
        int[] values = {POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP, POLLRDHUP};
        for (int i = 0; i < values.length; i++) {
            if ((bits & values[i]) != 0) {
                words.add(names[i]);
            }
        }
        return words.toString();
    }

    /// An epoll that tells of each edge of a descriptor.
    public Edges edges(int fd) {
        int epoll = own(kernel.epollCreate1(0));
        int all = EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLRDHUP | EPOLLERR | EPOLLHUP;
        ok(kernel.epollCtl(epoll, EPOLL_CTL_ADD, fd, all | EPOLLET, 0));
        Edges edges = new Edges(epoll);
        edges.any();
        return edges;
    }

    public final class Edges {
        private final int epoll;
        private final EpollEvents events = new EpollEvents(1);

        Edges(int epoll) {
            this.epoll = epoll;
        }

        /// Whether there was an edge since the last look.
        public boolean any() {
            return kernel.epollWait(epoll, events, 1, 0) == 1;
        }
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            kernel.close(open.pop());
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
