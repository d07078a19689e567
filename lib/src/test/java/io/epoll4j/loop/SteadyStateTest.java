package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.epoll4j.sys.Allocations;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.LiveHeap;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Once warm, a message makes no garbage, and an idle connection holds next to nothing.
@ParameterizedClass
@MethodSource("everywhere")
class SteadyStateTest {
    private static final int MESSAGE = 100;

    @Parameter(0)
    Supplier<Kernel> kernels;

    @Parameter(1)
    Trigger trigger;

    Rig rig;
    final Allocations allocations = new Allocations();
    final MemorySegment memory = Arena.ofAuto().allocate(1 << 17);

    static Stream<Arguments> everywhere() {
        return Rig.realKernels()
                .flatMap(kernel ->
                        Stream.of(Trigger.values()).map(trigger -> Arguments.of(kernel, trigger)));
    }

    @BeforeEach
    void open() {
        var minute = Duration.ofMinutes(1);
        var limits = Timeouts.DEFAULT.idle(minute).read(minute).write(minute);
        rig = new Rig(kernels.get(), new Settings().trigger(trigger).timeouts(limits));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /// A client says something and turns the loop until it has heard `reply` bytes.
    private Runnable exchange(int fd, int message, int reply) {
        Duration wait = Duration.ofMillis(100);
        return () -> {
            if (rig.kernel.send(fd, memory, 0, message, 0) != message)
                throw new AssertionError("not sent");
            for (long heard = 0, n; heard < reply; heard += Math.max(n, 0)) {
                rig.loop.turn(wait);
                n = rig.kernel.recv(fd, memory, 0, 1 << 17, 0);
            }
        };
    }

    @Test
    void echo() {
        var wire = rig.connect(rig.listen((peer, bytes) -> peer.write(bytes)));
        rig.settle();
        rig.loop.scheduleEvery(Duration.ofNanos(1), () -> {}); // a timer for every turn
        allocations.assertNone("echo", exchange(wire.fd, MESSAGE, MESSAGE));
    }

    @Test
    void repliesThatWaitInTheQueue() {
        var reply = ByteBuffer.allocateDirect(20_000); // two chunks, one writev
        var wire = rig.connect(rig.listen((peer, bytes) -> peer.write(reply.clear())));
        rig.settle();
        allocations.assertNone("reply", exchange(wire.fd, MESSAGE, 20_000));
    }

    @Test
    void overUnixSockets() {
        var name = SockAddr.ofAbstract("epoll4j-" + System.nanoTime());
        rig.loop.listen(name, (peer, bytes) -> peer.write(bytes));
        var wire = rig.connect(name);
        rig.settle();
        allocations.assertNone("unix", exchange(wire.fd, MESSAGE, MESSAGE));
    }

    @Test
    void datagrams() {
        var echo =
                rig.loop.datagrams(SockAddr.loopback(0), (at, bytes, from) -> at.send(bytes, from));
        int fd =
                rig.kernel.socket(
                        SocketFlags.AF_INET, SocketFlags.SOCK_DGRAM | SocketFlags.SOCK_NONBLOCK, 0);
        rig.take(fd);
        assertEquals(0, rig.kernel.connect(fd, echo.local()));
        rig.settle();
        allocations.assertNone("datagrams", exchange(fd, MESSAGE, MESSAGE));
    }

    @Test
    void whileAFlightIsRecorded() {
        try (var recording = new Recording()) {
            recording.enable("io.epoll4j.Turn"); // with its own threshold: these turns are short
            recording.enable("io.epoll4j.SlowHandler");
            recording.start();
            var wire = rig.connect(rig.listen((peer, bytes) -> peer.write(bytes)));
            rig.settle();
            allocations.assertNone("echo", exchange(wire.fd, MESSAGE, MESSAGE));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20_000})
    void anIdleConnectionHoldsAtMost256Bytes(int said) {
        assumeTrue(rig.kernel == Kernel.linux(), "the other kernel's own memory lies in the heap");
        long[] limits = new long[2];
        rig.kernel.getrlimit(FileFlags.RLIMIT_NOFILE, limits);
        int count = (int) Math.min(9_000, (limits[0] - 200) / 2);
        assumeTrue(count >= 300, "too few descriptors to weigh anything: " + limits[0]);
        var at = SockAddr.loopback(rig.listen(new Answering()));
        fill(at, 10, said); // what every loop holds, and every test
        long each = fill(at, count, said);
        assertTrue(each <= 256, each + " bytes for each of " + count);
    }

    /// How much each of so many connections holds.
    private long fill(SockAddr at, int count, int said) {
        int[] fds = new int[count];
        long there = rig.loop.snapshot().connections();
        long before = LiveHeap.bytes();
        for (int i = 0; i < count; i++) {
            fds[i] = connect(at);
            if (said > 0) exchange(fds[i], said, said).run();
            if (i % 1_000 == 0) rig.settle(); // the queue of a listener is not that long
        }
        rig.until(() -> rig.loop.snapshot().connections() == there + count);
        long each = (LiveHeap.bytes() - before) / count;
        for (int fd : fds) rig.kernel.close(fd);
        rig.until(() -> rig.loop.snapshot().connections() == there);
        return each;
    }

    private static final class Answering implements Handler {
        @Override
        public void received(Peer peer, ByteBuffer bytes) {
            peer.write(bytes.duplicate()); // not the loop's own buffer: this is queued
        }
    }

    private int connect(SockAddr at) {
        int fd = rig.kernel.socket(SocketFlags.AF_INET, SocketFlags.SOCK_STREAM, 0);
        assertEquals(0, rig.kernel.connect(fd, at));
        rig.kernel.fcntl(fd, FileFlags.F_SETFL, FileFlags.O_RDWR | FileFlags.O_NONBLOCK);
        return fd;
    }
}
