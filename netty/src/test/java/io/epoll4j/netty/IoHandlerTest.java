package io.epoll4j.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.netty.Site.On;
import io.epoll4j.sys.EpollFlags;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The loop itself: handles that are no channels, wakeups, timers, the end.
class IoHandlerTest {
    /// An eventfd as a handle.
    private static final class Counter implements KernelIoHandle {
        private final Kernel kernel;
        private final int fd;
        final BlockingQueue<Object> told = Site.queue();

        Counter(Kernel kernel) {
            this.kernel = kernel;
            fd = kernel.eventfd(0, FileFlags.EFD_NONBLOCK);
        }

        @Override
        public int fd() {
            return fd;
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            told.add(((KernelIoEvent) event).events());
            try (var arena = Arena.ofConfined()) {
                told.add(kernel.read(fd, arena.allocate(8), 0, 8));
            }
        }

        void add() {
            try (var arena = Arena.ofConfined()) {
                assertEquals(
                        8, kernel.write(fd, arena.allocateFrom(ValueLayout.JAVA_LONG, 1), 0, 8));
            }
        }

        @Override
        public void registered() {
            told.add("registered");
        }

        @Override
        public void unregistered() {
            told.add("unregistered");
        }

        @Override
        public void close() {
            told.add("close");
            kernel.close(fd);
        }
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void anEventFdInANettyLoop(On on) throws Exception {
        var site = new Site(on);
        var counter = new Counter(site.kernel());
        var loop = (IoEventLoop) site.group.next();
        var registration = Site.await(loop.register(counter)).getNow();
        assertEquals("registered", Site.take(counter.told));
        Site.await(loop.submit(() -> registration.submit(KernelIoOps.of(EpollFlags.EPOLLIN))));
        counter.add();
        assertEquals(EpollFlags.EPOLLIN, Site.take(counter.told));
        assertEquals(8L, Site.take(counter.told));
        Site.await(loop.submit(() -> registration.submit(KernelIoOps.NONE)));
        counter.add();
        for (int i = 0; i < 3; i++) Site.await(loop.submit(() -> {}));
        assertTrue(counter.told.isEmpty());
        var exclusive = new KernelIoOps(EpollFlags.EPOLLIN | EpollFlags.EPOLLEXCLUSIVE);
        Site.await(loop.submit(() -> registration.submit(exclusive)));
        assertEquals(EpollFlags.EPOLLIN, Site.take(counter.told));
        assertEquals(8L, Site.take(counter.told));
        Site.await(loop.submit(() -> registration.submit(KernelIoOps.of(EpollFlags.EPOLLIN))));
        assertTrue(registration.isValid());
        registration.cancel();
        assertEquals("unregistered", Site.take(counter.told));
        assertFalse(registration.isValid());
        assertEquals(-1, registration.submit(KernelIoOps.NONE));
        counter.close();
        site.close();
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void theEndClosesWhatIsLeft(On on) throws Exception {
        var site = new Site(on);
        var counter = new Counter(site.kernel());
        Site.await(((IoEventLoop) site.group.next()).register(counter));
        var channel = site.connect(site.serve(Echo::new), new Heard());
        site.close();
        assertEquals("registered", Site.take(counter.told));
        assertEquals("unregistered", Site.take(counter.told));
        assertEquals("close", Site.take(counter.told));
        assertFalse(channel.isOpen());
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void othersAreRefused(On on) throws Exception {
        try (var site = new Site(on)) {
            var loop = (IoEventLoop) site.group.next();
            IoHandle foreign =
                    new IoHandle() {
                        @Override
                        public void handle(IoRegistration registration, IoEvent event) {}

                        @Override
                        public void close() {}
                    };
            var told =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> Site.await(loop.register(foreign)));
            assertTrue(told.getMessage().contains("KernelIoHandle"));
            assertFalse(loop.isCompatible(IoHandle.class));
        }
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void tasksFromOutsideAndInTime(On on) throws Exception {
        try (var site = new Site(on.kernel(), 1)) {
            var loop = site.group.next();
            for (int i = 0; i < 2_000; i++) Site.await(loop.submit(() -> {}));
            long began = System.nanoTime();
            Site.await(loop.schedule(() -> {}, 30, TimeUnit.MILLISECONDS));
            assertTrue(System.nanoTime() - began >= 30_000_000);
        }
    }
}
