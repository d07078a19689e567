package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.Arguments;

/// One loop and its clients on one thread: nothing sleeps, the loop is turned until what is awaited
/// has come.
final class Rig implements AutoCloseable {
    static final Duration SHORT = Duration.ofMillis(2);

    /// So many turns in a row that find nothing, and nothing will come.
    private static final int MANY = 10_000;

    final Kernel kernel;

    /// The one that clients are on: the same, unless this is a world.
    final Kernel far;

    final Loop loop;
    final List<Throwable> errors = new ArrayList<>();
    private final List<Wire> wires = new ArrayList<>();
    private Duration atMost = InWorld.isHere() ? InWorld.PATIENCE : SHORT;

    Rig(Kernel kernel, Settings settings) {
        this.kernel = kernel;
        far = InWorld.far(kernel);
        settings.onError((peer, thrown) -> errors.add(thrown));
        loop =
                settings.trigger == Trigger.ONESHOT
                        ? LoopGroup.open(kernel, 1, AcceptMode.ONESHOT, settings).loops().getFirst()
                        : Loop.open(kernel, settings);
    }

    /// One whose clock only the test moves.
    Rig(Stage stage, Settings settings) {
        this(stage.kernel, settings);
        atMost = InWorld.isHere() ? InWorld.ETERNITY : stage.atMost;
    }

    Rig(Kernel kernel, Trigger trigger) {
        this(kernel, new Settings().trigger(trigger));
    }

    /// Every kernel with every trigger that a single loop can have.
    static Stream<Arguments> worlds() {
        return kernels()
                .flatMap(kernel ->
                        Stream.of(Trigger.EDGE, Trigger.LEVEL)
                                .map(trigger -> Arguments.of(kernel, trigger)));
    }

    /// A fresh kernel of each kind.
    static Stream<Named<Supplier<Kernel>>> kernels() {
        return Stream.concat(realKernels(), Stream.of(Named.of("world", InWorld.KERNEL)));
    }

    /// The same without a world: for tests whose threads wait for one another, which a world does
    /// not see, and for those that count what a thread allocates, which it does too.
    static Stream<Named<Supplier<Kernel>>> realKernels() {
        return Stream.of(Named.of("linux", Kernel::linux), Named.of("jvm", JvmKernel::new));
    }

    /// Every kernel, its clock in the test's hand, with every trigger.
    static Stream<Arguments> stages() {
        return Stream.concat(realStages(), withTriggers(Named.of("world", InWorld.STAGE)));
    }

    /// The same without a world: for tests both of whose ends are on one machine.
    static Stream<Arguments> realStages() {
        return Stream.of(Named.of("linux", Stage.LINUX), Named.of("jvm", Stage.JVM))
                .flatMap(Rig::withTriggers);
    }

    private static Stream<Arguments> withTriggers(Named<Supplier<Stage>> stage) {
        return Stream.of(Trigger.values()).map(trigger -> Arguments.of(stage, trigger));
    }

    /// Runs `task` where `peer` may be touched, and all that follows from it.
    void on(Peer peer, Runnable task) {
        peer.execute(task);
        settle();
    }

    /// Turns the loop until `condition` holds; fails once it has been too long.
    void until(BooleanSupplier condition) {
        long deadline = deadline();
        int most = atMost.isZero() ? 1 : MANY;
        for (int idle = 0; !condition.getAsBoolean(); ) {
            if (loop.turn(atMost) == 0) idle++;
            if (idle >= most && !condition.getAsBoolean() || InWorld.now() > deadline)
                fail("does not come; " + loop.snapshot() + " " + errors);
        }
    }

    /// Turns the loop until it has nothing to do.
    void settle() {
        long deadline = deadline();
        while (loop.turn(atMost) > 0) assertTrue(InWorld.now() < deadline, "never idle");
    }

    private static long deadline() {
        return InWorld.now() + Duration.ofSeconds(InWorld.isHere() ? 100_000 : 10).toNanos();
    }

    int listen(Handler handler) {
        return loop.listen(InWorld.at(0), handler).port();
    }

    Wire connect(int port) {
        return connect(InWorld.at(port));
    }

    Wire connect(SockAddr target) {
        InetAddress address = target.address();
        Kernel on = address == null || address.isLoopbackAddress() ? kernel : far;
        int type = SocketFlags.SOCK_STREAM | SocketFlags.SOCK_CLOEXEC;
        int fd = on.socket(target.family(), type, 0);
        assertTrue(fd >= 0, () -> "socket: " + Errno.name(-fd));
        int answer = on.connect(fd, target);
        assertTrue(answer == 0, () -> "connect: " + Errno.name(-answer));
        on.fcntl(fd, FileFlags.F_SETFL, FileFlags.O_RDWR | FileFlags.O_NONBLOCK);
        return take(on, fd);
    }

    /// A socket that the test made; it is closed with this.
    Wire take(int fd) {
        return take(kernel, fd);
    }

    private Wire take(Kernel on, int fd) {
        var wire = new Wire(on, fd);
        wires.add(wire);
        return wire;
    }

    @Override
    public void close() {
        wires.forEach(Wire::close);
        loop.close();
    }

    /// The client's end of a connection: a bare non-blocking socket.
    final class Wire {
        private static final int ROOM = 1 << 16;

        final Kernel kernel;
        final int fd;
        final StringBuilder heard = new StringBuilder();
        long heardBytes;

        /// 0 after the other end's last byte, `-errno` after an error, 1 before.
        long end = 1;

        private boolean closed;
        private final MemorySegment memory = Arena.ofAuto().allocate(ROOM);

        Wire(Kernel kernel, int fd) {
            this.kernel = kernel;
            this.fd = fd;
        }

        /// Sends what the kernel takes at once; answers how much.
        int send(byte[] bytes, int offset, int length) {
            int n = Math.min(length, ROOM);
            MemorySegment.copy(bytes, offset, memory, ValueLayout.JAVA_BYTE, 0, n);
            long sent = kernel.send(fd, memory, 0, n, SocketFlags.MSG_NOSIGNAL);
            return sent == -Errno.EAGAIN ? 0 : (int) sent;
        }

        void say(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            assertTrue(send(bytes, 0, bytes.length) == bytes.length, "not sent at once: " + text);
        }

        /// Receives what is there.
        long hear() {
            long before = heardBytes;
            while (end > 0) {
                long n = kernel.recv(fd, memory, 0, ROOM, 0);
                if (n == -Errno.EAGAIN) break;
                if (n <= 0) {
                    end = n;
                    break;
                }
                heardBytes += n;
                ByteBuffer bytes = memory.asSlice(0, n).asByteBuffer();
                if (heard.length() < 1 << 20)
                    heard.append(StandardCharsets.ISO_8859_1.decode(bytes));
            }
            return heardBytes - before;
        }

        boolean hears(String text) {
            hear();
            return heard.toString().equals(text);
        }

        boolean hasEnded() {
            hear();
            return end <= 0;
        }

        void endOutput() {
            kernel.shutdown(fd, SocketFlags.SHUT_WR);
        }

        void reset() {
            var linger = Arena.ofAuto().allocate(ValueLayout.JAVA_INT, 2);
            linger.set(ValueLayout.JAVA_INT, 0, 1);
            kernel.setsockopt(fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_LINGER, linger);
            close();
        }

        void close() {
            if (!closed) kernel.close(fd);
            closed = true;
        }
    }

    /// A handler that writes down what happens.
    static class Recorder implements Handler {
        final List<String> log = new ArrayList<>();
        final List<Peer> peers = new ArrayList<>();
        final StringBuilder text = new StringBuilder();
        long bytes;

        @Override
        public void opened(Peer peer) {
            peers.add(peer);
            log.add("opened");
        }

        @Override
        public void received(Peer peer, ByteBuffer bytes) {
            this.bytes += bytes.remaining();
            if (text.length() < 1 << 20) text.append(StandardCharsets.ISO_8859_1.decode(bytes));
        }

        @Override
        public void ended(Peer peer) {
            log.add("ended");
            peer.close();
        }

        @Override
        public void closed(Peer peer, CloseReason reason) {
            log.add("closed " + reason);
        }
    }

    static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
