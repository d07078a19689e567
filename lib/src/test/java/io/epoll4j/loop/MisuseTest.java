package io.epoll4j.loop;

import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.epoll4j.loop.Rig.Recorder;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import io.epoll4j.sys.SysException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What applications do wrong harms nobody but themselves: the loop goes on, and so do the other
/// connections.
@ParameterizedClass
@MethodSource("io.epoll4j.loop.Rig#realStages")
class MisuseTest {
    private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Duration FARTHEST = Duration.ofNanos(Long.MAX_VALUE);

    @Parameter(0)
    Supplier<Stage> stages;

    @Parameter(1)
    Trigger trigger;

    Stage stage;
    Rig rig;
    final Recorder recorder = new Recorder();
    final List<String> seen = new ArrayList<>();

    @BeforeEach
    void open() {
        stage = stages.get();
        rig = new Rig(stage, new Settings().trigger(trigger));
    }

    @AfterEach
    void close() {
        rig.close();
        assertEquals(0, rig.loop.snapshot().connections());
        assertEquals(0, rig.loop.snapshot().spins());
        stage.assertNothingOpen();
    }

    private Rig.Wire connected() {
        var wire = rig.connect(rig.listen(recorder));
        rig.until(() -> !recorder.peers.isEmpty());
        return wire;
    }

    private int eventfd() {
        int fd = rig.kernel.eventfd(0, FileFlags.EFD_NONBLOCK);
        assertTrue(fd >= 0);
        return fd;
    }

    private void ring(int eventfd) {
        var one = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
        one.set(ValueLayout.JAVA_LONG, 0, 1);
        assertEquals(8, rig.kernel.write(eventfd, one, 0, 8));
    }

    @Test
    void whatIsTooFarOffToBeCountedNeverComes() {
        rig.loop.schedule(FARTHEST, () -> seen.add("once"));
        rig.loop.schedule(ENDLESS, () -> seen.add("once"));
        rig.loop.scheduleEvery(FARTHEST, () -> seen.add("beat"));
        rig.loop.scheduleEvery(ENDLESS, () -> seen.add("beat"));
        rig.settle();
        stage.advance(Duration.ofDays(10_000));
        rig.settle();
        assertEquals(List.of(), seen);
        rig.loop.schedule(ENDLESS.negated(), () -> seen.add("overdue"));
        stage.advance(Duration.ofMillis(1));
        rig.loop.turn(ENDLESS);
        assertEquals(List.of("overdue"), seen);
    }

    @Test
    void limitsTooFarOffToBeCountedAreNone() {
        connected();
        Peer peer = recorder.peers.getFirst();
        var endless = Timeouts.DEFAULT.idle(ENDLESS).read(FARTHEST).write(ENDLESS).linger(FARTHEST);
        rig.on(peer, () -> peer.timeouts(endless));
        stage.advance(Duration.ofDays(10_000));
        rig.settle();
        assertTrue(peer.isOpen());
        rig.on(peer, peer::close);
        stage.advance(Duration.ofDays(10_000));
        rig.settle();
        assertEquals(List.of("opened"), recorder.log);
    }

    @Test
    void drainingMayTakeAsLongAsItLikes() {
        connected();
        rig.loop.drain(ENDLESS);
        rig.settle();
        assertEquals(1, rig.loop.snapshot().connections());
        assertTrue(!recorder.peers.getFirst().isOpen());
        rig.loop.drain(Duration.ZERO); // once is enough
        rig.settle();
        assertEquals(List.of(), rig.errors);
        assertEquals(1, rig.loop.snapshot().connections());
    }

    @Test
    void anotherThreadIsRefusedWhateverItTouches() throws Exception {
        connected();
        Peer peer = recorder.peers.getFirst();
        List<Executable> calls =
                List.of(
                        () -> peer.handler(recorder),
                        () -> peer.attach("x"),
                        peer::attachment,
                        peer::local,
                        peer::pause,
                        peer::resume,
                        () -> peer.timeouts(Timeouts.DEFAULT));
        var elsewhere =
                CompletableFuture.runAsync(() ->
                        calls.forEach(call -> assertThrows(IllegalStateException.class, call)));
        elsewhere.get(10, TimeUnit.SECONDS);
    }

    @Test
    void whatIsSetCanBeRead() {
        var settings =
                new Settings()
                        .trigger(Trigger.LEVEL)
                        .batch(1)
                        .receiveBytes(2)
                        .waterMarks(3, 4)
                        .queueLimit(5)
                        .pressure(Pressure.SHED)
                        .maxConnections(6)
                        .maxPerAddress(7)
                        .slowHandler(Duration.ofNanos(8));
        assertEquals(Trigger.LEVEL, settings.trigger());
        assertEquals(1, settings.batch());
        assertEquals(2, settings.receiveBytes());
        assertEquals(3, settings.lowWater());
        assertEquals(4, settings.highWater());
        assertEquals(5, settings.queueLimit());
        assertEquals(Pressure.SHED, settings.pressure());
        assertEquals(6, settings.maxConnections());
        assertEquals(7, settings.maxPerAddress());
        assertEquals(Duration.ofNanos(8), settings.slowHandler());
        assertEquals(Timeouts.DEFAULT, settings.timeouts());
        assertEquals(Threads.PLATFORM, settings.threads());
        ErrorHandler told = (peer, thrown) -> {};
        assertSame(told, settings.onError(told).onError());
        Consumer<String> asked = what -> {};
        assertSame(asked, settings.onPressure(asked).onPressure());
    }

    @Test
    void nothingIsNoHandlerNorTask() {
        int fd = eventfd();
        connected();
        Peer peer = recorder.peers.getFirst();
        for (Executable wrong :
                List.<Executable>of(
                        () -> rig.loop.listen(0, null),
                        () -> rig.loop.connect(SockAddr.loopback(1), null),
                        () -> rig.loop.adopt(fd, null),
                        () -> rig.loop.watch(fd, EPOLLIN, null),
                        () -> rig.loop.datagrams(SockAddr.loopback(0), null),
                        () -> rig.loop.execute(null),
                        () -> rig.loop.schedule(Duration.ZERO, null),
                        () -> rig.loop.scheduleEvery(Duration.ofSeconds(1), null),
                        () -> new Settings().timeouts(null),
                        () -> new Settings().onError(null),
                        () -> new Settings().onPressure(null)))
            assertThrows(NullPointerException.class, wrong);
        rig.on(peer, () -> peer.handler(null));
        rig.on(peer, () -> peer.timeouts(null));
        assertEquals(2, rig.errors.size());
        assertTrue(rig.errors.stream().allMatch(NullPointerException.class::isInstance));
        rig.settle();
        rig.kernel.close(fd);
    }

    @Test
    void whatIsNoDescriptorIsNotAdopted() {
        var refused =
                assertThrows(SysException.class, () -> rig.loop.adopt(-1, recorder), "no number");
        assertTrue(refused.is(Errno.EBADF));
        assertEquals(List.of(), rig.errors);
        assertEquals(List.of(), recorder.log);
        assertEquals(0, rig.loop.snapshot().connections());
    }

    @Test
    void whatIsNoSocketIsAdoptedAndClosed() {
        int fd = eventfd();
        ring(fd);
        rig.loop.adopt(fd, recorder);
        rig.settle();
        assertEquals(List.of("opened", "closed RESET"), recorder.log);
        assertEquals(Errno.ENOTSOCK, recorder.peers.getFirst().error());
    }

    @Test
    void oneThatIsHereAlreadyIsNotAdoptedAndStays() {
        var wire = connected();
        int fd = ((Entry) recorder.peers.getFirst()).fd;
        var refused = assertThrows(SysException.class, () -> rig.loop.adopt(fd, new Recorder()));
        assertTrue(refused.is(Errno.EEXIST));
        wire.say("still here");
        rig.until(() -> recorder.text.toString().equals("still here"));
        assertEquals(List.of("opened"), recorder.log);
        assertEquals(List.of(), rig.errors);
    }

    @Test
    void aBlockingSocketIsMadeNonBlocking() {
        int[] ends = new int[2];
        assertEquals(
                0, rig.kernel.socketpair(SocketFlags.AF_UNIX, SocketFlags.SOCK_STREAM, 0, ends));
        var other = rig.take(ends[1]);
        Peer peer = rig.loop.adopt(ends[0], recorder);
        // More than the kernel takes: the loop would never come back from this.
        rig.on(peer, () -> peer.write(ByteBuffer.allocate(4 << 20)));
        assertTrue(peer.unsent() > 0);
        other.close();
        rig.until(() -> recorder.log.size() == 2);
    }

    @Test
    void aWatchCancelledTooLateTakesNothingFromWhoHasTheNumberNow() {
        assumeTrue(trigger != Trigger.ONESHOT, "one watch may not touch another");
        int fd = eventfd();
        var late = rig.loop.watch(fd, EPOLLIN, (watch, events) -> seen.add("late"));
        rig.kernel.close(fd);
        assertEquals(fd, eventfd());
        rig.loop.watch(fd, EPOLLIN | EPOLLET, (watch, events) -> seen.add("new"));
        assertThrows(IllegalStateException.class, () -> late.events(EPOLLIN));
        late.cancel();
        ring(fd);
        rig.settle();
        assertEquals(List.of("new"), seen);
        rig.kernel.close(fd);
    }

    @Test
    void whoClosesAnotherWhenClosedMayBeTheFirstOfMany() {
        assumeTrue(trigger != Trigger.ONESHOT, "one peer may not touch another");
        int many = 5_000;
        var peers = new ArrayList<Peer>();
        var wires = new ArrayList<Integer>();
        var closed = new ArrayList<Peer>();
        var chain =
                new Recorder() {
                    @Override
                    public void closed(Peer peer, CloseReason reason) {
                        closed.add(peer);
                        int next = peers.indexOf(peer) + 1;
                        if (next < peers.size()) peers.get(next).abort();
                        assertEquals(peer, closed.getLast(), "one at a time");
                    }
                };
        while (peers.size() < many) {
            int[] ends = new int[2];
            int answer =
                    rig.kernel.socketpair(SocketFlags.AF_UNIX, SocketFlags.SOCK_STREAM, 0, ends);
            assumeTrue(answer >= 0, "so many descriptors are allowed");
            wires.add(ends[1]);
            peers.add(rig.loop.adopt(ends[0], chain));
        }
        peers.getFirst().abort();
        assertEquals(peers, closed);
        assertEquals(List.of(), rig.errors);
        wires.forEach(rig.kernel::close);
    }

    @Test
    void closingWhileAnotherThreadTakesTurnsIsRefused() throws InterruptedException {
        assumeTrue(stage.isLinux(), "on the still stage nobody may sleep");
        var running = new CountDownLatch(1);
        var thread = Thread.ofPlatform().start(rig.loop::run);
        rig.loop.execute(running::countDown);
        running.await();
        assertThrows(IllegalStateException.class, rig.loop::close);
        assertThrows(IllegalStateException.class, () -> rig.loop.turn(Duration.ZERO));
        assertThrows(IllegalStateException.class, rig.loop::run);
        rig.loop.stop();
        thread.join();
        rig.loop.close();
        rig.loop.close();
    }
}
