package io.epoll4j.jvm;

import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.FileFlags.RLIMIT_NOFILE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.sys.EpollEvents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Objects of Java's under epoll.
class PollableTest {
    /// Holds up to two.
    private static final class Box extends Pollable {
        private final Deque<String> held = new ArrayDeque<>();
        private int closings;

        synchronized void put(String what) {
            held.add(what);
            changed(EPOLLIN);
        }

        synchronized String take() {
            String what = held.remove();
            changed(EPOLLOUT);
            return what;
        }

        @Override
        protected synchronized int readiness() {
            return (held.isEmpty() ? 0 : EPOLLIN) | (held.size() < 2 ? EPOLLOUT : 0);
        }

        @Override
        protected void closed() {
            closings++;
        }
    }

    private final JvmKernel kernel = new JvmKernel();
    private final Box box = new Box();
    private final int fd = kernel.open(box);
    private final int epoll = kernel.epollCreate1(0);
    private final EpollEvents events = new EpollEvents(4);

    private int bits() {
        return kernel.epollWait(epoll, events, 4, 0) == 0 ? 0 : events.events(0);
    }

    @Test
    void itIsReportedLikeAnyOther() {
        Machine.ok(kernel.epollCtl(epoll, EPOLL_CTL_ADD, fd, EPOLLIN, 1));
        assertEquals(0, bits());
        box.put("a");
        assertEquals(EPOLLIN, bits());
        assertEquals(EPOLLIN, bits());
        box.take();
        assertEquals(0, bits());
    }

    @Test
    void edgesAreWhatItTells() {
        int mask = EPOLLIN | EPOLLOUT | EPOLLET;
        Machine.ok(kernel.epollCtl(epoll, EPOLL_CTL_ADD, fd, mask, 1));
        assertEquals(EPOLLOUT, bits());
        assertEquals(0, bits());
        box.put("a");
        assertEquals(EPOLLIN | EPOLLOUT, bits());
        box.put("b");
        assertEquals(EPOLLIN, bits());
        box.changed(0);
        assertEquals(EPOLLIN, bits());
        assertEquals(0, bits());
    }

    @Test
    void theLastCloseTellsIt() {
        int copy = kernel.dup(fd);
        Machine.ok(kernel.close(fd));
        assertEquals(0, box.closings);
        Machine.ok(kernel.epollCtl(epoll, EPOLL_CTL_ADD, copy, EPOLLOUT, 1));
        Machine.ok(kernel.close(copy));
        assertEquals(1, box.closings);
        assertEquals(0, bits());
        box.changed(EPOLLOUT);
        assertEquals(0, bits());
    }

    @Test
    void itNeedsANumberAndCannotBeRead() {
        Machine.ok(kernel.setrlimit(RLIMIT_NOFILE, 2, 2));
        assertEquals("EMFILE", Machine.say(kernel.open(new Box())));
        assertEquals("EINVAL", new Machine("jvm", kernel).read(fd, 8));
    }

    @Test
    void theExampleRuns() throws Exception {
        Path home = Path.of(System.getProperty("java.home"), "bin", "java");
        Path example = Path.of("..", "examples", "PollableQueue.java");
        Process process =
                new ProcessBuilder(
                                home.toString(),
                                "-cp",
                                Path.of("target", "classes").toString(),
                                example.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(Files.createTempFile("example", ".txt").toFile())
                        .start();
        try {
            assertEquals(true, process.waitFor(60, TimeUnit.SECONDS), "it does not end");
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }
}
