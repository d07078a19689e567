package io.epoll4j.loop;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.FileFlags.EFD_NONBLOCK;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.epoll4j.Inotify;
import io.epoll4j.Interest;
import io.epoll4j.Waker;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.SysException;
import java.io.FileInputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Descriptors of any kind, watched for their owner.
@ParameterizedClass
@MethodSource("io.epoll4j.loop.Rig#realStages")
class WatchTest {
    @Parameter(0)
    Supplier<Stage> stages;

    @Parameter(1)
    Trigger trigger;

    Stage stage;
    Rig rig;
    final MemorySegment memory = Arena.ofAuto().allocate(1 << 16, 8);
    final List<Integer> owned = new ArrayList<>();
    final List<Integer> seen = new ArrayList<>();

    @BeforeEach
    void open() {
        stage = stages.get();
        rig = new Rig(stage, new Settings().trigger(trigger));
    }

    @AfterEach
    void close() {
        rig.close();
        owned.forEach(rig.kernel::close);
        assertEquals(0, rig.loop.snapshot().spins());
        stage.assertNothingOpen();
    }

    private int own(int fd) {
        assertTrue(fd >= 0);
        owned.add(fd);
        return fd;
    }

    private int eventfd() {
        return own(rig.kernel.eventfd(0, EFD_NONBLOCK));
    }

    private int[] pipe() {
        int[] ends = new int[2];
        assertEquals(0, rig.kernel.pipe2(ends, O_NONBLOCK));
        own(ends[0]);
        own(ends[1]);
        return ends;
    }

    private void ring(int eventfd) {
        memory.set(ValueLayout.JAVA_LONG, 0, 1);
        assertEquals(8, rig.kernel.write(eventfd, memory, 0, 8));
    }

    private void silence(Watch watch, int events) {
        seen.add(events);
        rig.kernel.read(watch.fd(), memory, 0, 1 << 16);
    }

    @Test
    void tellsOfEachReadiness() {
        int fd = eventfd();
        rig.loop.watch(fd, EPOLLIN, this::silence);
        rig.settle();
        assertEquals(List.of(), seen);
        for (int i = 1; i <= 5; i++) {
            ring(fd);
            rig.settle();
            assertEquals(i, seen.size());
        }
        assertEquals(EPOLLIN, seen.getLast());
    }

    @Test
    void aDescriptorAndAnInterestSayTheSame() {
        try (var waker = Waker.open(rig.kernel)) {
            var edge = Interest.READ.edge();
            var watch =
                    rig.loop.watch(
                            waker,
                            edge,
                            (self, events) -> {
                                seen.add(events);
                                if (events == EPOLLIN) waker.drain();
                                else self.cancel();
                            });
            waker.wake();
            rig.settle();
            assertEquals(List.of(EPOLLIN), seen);
            watch.execute(() -> watch.interest(Interest.WRITE.edge()));
            rig.settle();
            assertEquals(List.of(EPOLLIN, EPOLLOUT), seen);
        }
    }

    @Test
    void aLevelComesAgainUntilItIsRead() {
        int fd = eventfd();
        rig.loop.watch(fd, EPOLLIN, (watch, events) -> seen.add(events));
        ring(fd);
        for (int i = 0; i < 5; i++) rig.loop.turn(stage.atMost);
        assertEquals(5, seen.size());
    }

    @Test
    void anEdgeComesOnce() {
        assumeTrue(trigger != Trigger.ONESHOT, "armed anew, it looks anew");
        int fd = eventfd();
        rig.loop.watch(fd, EPOLLIN | EPOLLET, (watch, events) -> seen.add(events));
        ring(fd);
        rig.settle();
        assertEquals(1, seen.size());
        ring(fd);
        rig.settle();
        assertEquals(2, seen.size());
    }

    @Test
    void aPipeTellsOfItsOtherEnd() {
        int[] ends = pipe();
        rig.loop.watch(
                ends[0],
                EPOLLIN,
                (watch, events) -> {
                    silence(watch, events);
                    if ((events & EPOLLHUP) != 0) watch.cancel();
                });
        rig.kernel.write(ends[1], memory, 0, 100);
        rig.settle();
        rig.kernel.close(ends[1]);
        owned.remove((Integer) ends[1]);
        rig.settle();
        assertEquals(List.of(EPOLLIN, EPOLLHUP), seen);
    }

    @Test
    void otherEventsMayBeAskedFor() {
        int[] ends = pipe();
        var watch = rig.loop.watch(ends[1], EPOLLOUT, this::stopAsking);
        rig.settle();
        assertEquals(List.of(EPOLLOUT), seen);
        watch.execute(() -> watch.events(EPOLLOUT));
        rig.settle();
        assertEquals(List.of(EPOLLOUT, EPOLLOUT), seen);
        rig.kernel.close(ends[0]); // an error, which epoll reports even to who asked for nothing
        owned.remove((Integer) ends[0]);
        for (int i = 0; i < 10; i++) rig.loop.turn(stage.atMost);
        assertEquals(2, seen.size());
        watch.execute(() -> watch.events(EPOLLOUT));
        rig.settle();
        assertEquals(EPOLLOUT | EPOLLERR, seen.getLast());
    }

    private void stopAsking(Watch watch, int events) {
        seen.add(events);
        watch.events(0);
        watch.events(0);
    }

    @Test
    void afterCancellingNothingComes() {
        assumeTrue(trigger != Trigger.ONESHOT, "one may not touch another");
        int fd = eventfd();
        int other = eventfd();
        var watches = new Watch[2];
        watches[0] = rig.loop.watch(fd, EPOLLIN, (watch, events) -> cancelAll(watches));
        watches[1] = rig.loop.watch(other, EPOLLIN, (watch, events) -> cancelAll(watches));
        ring(fd);
        ring(other);
        rig.settle();
        ring(fd);
        rig.settle();
        assertEquals(1, seen.size());
        assertEquals(1, rig.loop.snapshot().stale());
        watches[0].events(EPOLLIN);
        rig.settle();
        assertEquals(1, seen.size());
    }

    private void cancelAll(Watch[] watches) {
        seen.add(0);
        for (var watch : watches) watch.cancel();
    }

    @Test
    void theDescriptorStaysItsOwners() {
        int fd = eventfd();
        var watch = rig.loop.watch(fd, EPOLLIN, this::silence);
        watch.execute(watch::cancel);
        rig.settle();
        ring(fd);
        assertEquals(8, rig.kernel.read(fd, memory, 0, 8));
        rig.loop.watch(fd, EPOLLIN, this::silence);
        rig.loop.close();
        ring(fd);
        assertEquals(8, rig.kernel.read(fd, memory, 0, 8));
    }

    @Test
    void aHandlerThatThrowsIsReportedAndCancelled() {
        int fd = eventfd();
        rig.loop.watch(
                fd,
                EPOLLIN,
                (watch, events) -> {
                    throw new IllegalStateException("oops");
                });
        ring(fd);
        rig.settle();
        ring(fd);
        rig.settle();
        assertEquals(1, rig.errors.size());
    }

    @Test
    void whatEpollRefusesIsRefused() {
        int fd = eventfd();
        rig.loop.watch(fd, EPOLLIN, this::silence);
        var twice =
                assertThrows(SysException.class, () -> rig.loop.watch(fd, EPOLLIN, this::silence));
        assertTrue(twice.is(Errno.EEXIST));
        var closed =
                assertThrows(
                        SysException.class, () -> rig.loop.watch(9999, EPOLLIN, this::silence));
        assertTrue(closed.is(Errno.EBADF));
        ring(fd);
        rig.settle();
        assertEquals(1, seen.size());
    }

    @Test
    void anEpollOfItsOwn() {
        int inner = own(rig.kernel.epollCreate1(0));
        int fd = eventfd();
        rig.kernel.epollCtl(inner, EPOLL_CTL_ADD, fd, EPOLLIN, 0);
        rig.loop.watch(
                inner,
                EPOLLIN,
                (watch, events) -> {
                    seen.add(events);
                    rig.kernel.read(fd, memory, 0, 8);
                });
        rig.settle();
        ring(fd);
        rig.settle();
        assertEquals(List.of(EPOLLIN), seen);
    }

    @Test
    void aDirectory(@TempDir Path directory) throws Exception {
        assumeTrue(stage.isLinux(), "the kernel in the JVM has no files");
        var names = new ArrayList<String>();
        try (var inotify = Inotify.open()) {
            inotify.add(directory, 0x100); // IN_CREATE
            var watch =
                    rig.loop.watch(
                            inotify.fd(),
                            EPOLLIN,
                            (w, events) -> {
                                while (inotify.next()) names.add(inotify.name());
                            });
            Files.createFile(directory.resolve("new"));
            rig.until(() -> names.equals(List.of("new")));
            watch.execute(watch::cancel);
            rig.settle();
        }
    }

    @Test
    void aRegularFileIsAlwaysReadyAndThereforeRefused(@TempDir Path directory) throws Exception {
        assumeTrue(stage.isLinux(), "the kernel in the JVM has no files");
        var file = Files.writeString(directory.resolve("file"), "text");
        try (var stream = new FileInputStream(file.toFile())) {
            int fd = number(stream, file);
            var refused =
                    assertThrows(
                            SysException.class, () -> rig.loop.watch(fd, EPOLLIN, this::silence));
            assertTrue(refused.is(Errno.EPERM), refused.toString());
        }
    }

    private static int number(FileInputStream open, Path file) throws Exception {
        try (var links = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : (Iterable<Path>) links::iterator) {
                if (!Files.exists(link) || !Files.isSymbolicLink(link)) continue;
                if (Files.readSymbolicLink(link).equals(file.toRealPath()))
                    return Integer.parseInt(link.getFileName().toString());
            }
        }
        throw new AssertionError(open + " is not open");
    }
}
