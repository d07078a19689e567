package io.epoll4j.jvm.file;

import static io.epoll4j.sys.FileFlags.FD_CLOEXEC;
import static io.epoll4j.sys.FileFlags.F_DUPFD;
import static io.epoll4j.sys.FileFlags.F_DUPFD_CLOEXEC;
import static io.epoll4j.sys.FileFlags.F_GETFD;
import static io.epoll4j.sys.FileFlags.F_GETFL;
import static io.epoll4j.sys.FileFlags.F_SETFD;
import static io.epoll4j.sys.FileFlags.F_SETFL;
import static io.epoll4j.sys.FileFlags.O_CLOEXEC;
import static io.epoll4j.sys.FileFlags.O_DIRECT;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.FileFlags.O_RDWR;
import static io.epoll4j.sys.FileFlags.RLIMIT_NOFILE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.jvm.Machine;
import io.epoll4j.sys.SockAddr;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DescriptorTableTest {
    private final JvmKernel kernel = new JvmKernel();

    @Test
    void theLowestFreeNumberIsGiven() {
        Random random = new Random(1);
        NumberSet taken = new NumberSet();
        BitSet model = new BitSet();
        for (int i = 0; i < 200_000; i++) {
            int number = random.nextInt(random.nextBoolean() ? 300_000 : 500);
            switch (random.nextInt(4)) {
                case 0 -> {
                    taken.free(number);
                    model.clear(number);
                }
                case 1 -> {
                    taken.take(number);
                    model.set(number);
                }
                default -> {
                    int from = random.nextInt(600);
                    int expected = model.nextClearBit(from);
                    assertEquals(expected, taken.lowestFree(from));
                    taken.take(expected);
                    model.set(expected);
                }
            }
        }
    }

    @Test
    void tenMillionDescriptorsAreFine() {
        int many = 10_000_000;
        Machine.ok(kernel.setrlimit(RLIMIT_NOFILE, many, many));
        int fd = kernel.eventfd(0, 0);
        for (int i = 1; i < many; i++) {
            if (kernel.dup(fd) != i) {
                throw new AssertionError("not the lowest free number: " + i);
            }
        }
        assertEquals("EMFILE", Machine.say(kernel.dup(fd)));
        Machine.ok(kernel.close(7_654_321));
        assertEquals(7_654_321, kernel.dup(fd));
    }

    @Test
    void theLimitBoundsNewNumbersOnly() {
        Machine.ok(kernel.setrlimit(RLIMIT_NOFILE, 3, 100));
        int epoll = kernel.epollCreate1(0);
        int[] fds = new int[2];
        Machine.ok(kernel.pipe2(fds, 0));
        assertEquals("EMFILE", Machine.say(kernel.eventfd(0, 0)));
        assertEquals("EMFILE", Machine.say(kernel.pipe2(fds, 0)));
        assertEquals("EMFILE", Machine.say(kernel.fcntl(0, F_DUPFD, 0)));
        assertEquals("EINVAL", Machine.say(kernel.fcntl(0, F_DUPFD, 3)));
        assertEquals("EBADF", Machine.say(kernel.dup3(0, 3, 0)));
        Machine.ok(kernel.close(epoll));
        assertEquals("EMFILE", Machine.say(kernel.pipe2(fds, 0)), "one is not enough");
        assertEquals(0, kernel.eventfd(0, 0));
        Machine.ok(kernel.setrlimit(RLIMIT_NOFILE, 1, 100));
        assertEquals("EMFILE", Machine.say(kernel.dup(2)));
        assertEquals(0, kernel.fcntl(2, F_GETFD, 0), "what is open stays");
        assertEquals("EINVAL", Machine.say(kernel.setrlimit(RLIMIT_NOFILE, 101, 100)));
        long[] limits = new long[2];
        Machine.ok(kernel.getrlimit(RLIMIT_NOFILE, limits));
        assertEquals(1, limits[0]);
        assertEquals(100, limits[1]);
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void duplicatesShareTheFileButNotTheirFlags(Machine at) {
        try (at) {
            int fd = at.own(at.kernel.eventfd(0, O_CLOEXEC));
            int copy = at.own(at.kernel.dup(fd));
            assertEquals(FD_CLOEXEC, at.kernel.fcntl(fd, F_GETFD, 0));
            assertEquals(0, at.kernel.fcntl(copy, F_GETFD, 0));
            Machine.ok(at.kernel.fcntl(copy, F_SETFD, FD_CLOEXEC));
            assertEquals(FD_CLOEXEC, at.kernel.fcntl(copy, F_GETFD, 0));
            Machine.ok(at.kernel.fcntl(copy, F_SETFL, O_NONBLOCK));
            assertEquals(O_RDWR | O_NONBLOCK, at.kernel.fcntl(fd, F_GETFL, 0));
            assertEquals("EINVAL", Machine.say(at.kernel.fcntl(fd, F_SETFL, O_DIRECT)));
            int high = at.own(at.kernel.fcntl(fd, F_DUPFD_CLOEXEC, copy + 50));
            assertEquals(FD_CLOEXEC, at.kernel.fcntl(high, F_GETFD, 0));
            assertEquals("EINVAL", Machine.say(at.kernel.fcntl(fd, F_DUPFD, -1)));
            assertEquals("EINVAL", Machine.say(at.kernel.fcntl(fd, 9999, 0)));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void dup3ClosesWhatWasThere(Machine at) {
        try (at) {
            int[] pipe = at.pipe(O_NONBLOCK);
            int[] other = at.pipe(O_NONBLOCK);
            assertEquals("EINVAL", Machine.say(at.kernel.dup3(pipe[0], pipe[0], 0)));
            assertEquals("EINVAL", Machine.say(at.kernel.dup3(pipe[0], pipe[1], 1)));
            assertEquals("EBADF", Machine.say(at.kernel.dup3(-1, pipe[1], 0)));
            assertEquals(pipe[1], at.kernel.dup3(other[1], pipe[1], O_CLOEXEC));
            assertEquals("HUP", at.poll(pipe[0]));
            assertEquals(FD_CLOEXEC, at.kernel.fcntl(pipe[1], F_GETFD, 0));
            at.close(other[1]);
            assertEquals("", at.poll(other[0]), "one writer is left");
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void noDescriptorIsEbadfAndNoSocketEnotsock(Machine at) {
        try (at) {
            int fd = at.own(at.kernel.eventfd(0, 0));
            assertEquals("EBADF", at.read(-1, 1));
            assertEquals("EBADF", Machine.say(at.kernel.close(-1)));
            assertEquals("EBADF", Machine.say(at.kernel.dup(Integer.MAX_VALUE)));
            assertEquals("EBADF", Machine.say(at.kernel.listen(-1, 1)));
            assertEquals("ENOTSOCK", Machine.say(at.kernel.listen(fd, 1)));
            assertEquals("ENOTSOCK", Machine.say(at.kernel.accept4(fd, null, 0)));
            assertEquals("EINVAL", Machine.say(at.kernel.accept4(fd, null, 1)));
            assertEquals("ENOTSOCK", Machine.say(at.kernel.connect(fd, SockAddr.any(1))));
            assertEquals("ENOTSOCK", at.recv(fd, 1, 0));
            assertEquals("EFAULT", Machine.say(at.kernel.read(fd, at.memory, 0, 1L << 21)));
            assertEquals("EFAULT", Machine.say(at.kernel.recv(-1, at.memory, 0, 1L << 21, 0)));
        }
    }
}
