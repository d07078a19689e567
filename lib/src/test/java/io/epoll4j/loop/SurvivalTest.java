package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.epoll4j.loop.Rig.Recorder;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A loop goes on when memory runs out and whatever handlers throw; and when it cannot, everybody
/// hears of it.
@ParameterizedClass
@ExtendWith(InWorld.class)
@MethodSource("io.epoll4j.loop.Rig#stages")
class SurvivalTest {
    private static final int MEGABYTE = 1 << 20;

    @Parameter(0)
    Supplier<Stage> stages;

    @Parameter(1)
    Trigger trigger;

    Stage stage;
    Rig rig;
    final Recorder recorder = new Recorder();
    final AtomicInteger refused = new AtomicInteger();

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

    /// Echoes, and writes down the rest.
    private static class Echo extends Recorder {
        @Override
        public void received(Peer peer, ByteBuffer bytes) {
            super.received(peer, bytes.duplicate());
            peer.write(bytes);
        }
    }

    private void assertServes(int port) {
        var wire = rig.connect(port);
        wire.say("and you?");
        rig.until(() -> wire.hears("and you?"));
    }

    private void noChunks() {
        rig.loop.sender.pool.source =
                () -> {
                    refused.incrementAndGet();
                    throw new OutOfMemoryError("test");
                };
    }

    /// Every call of the loop's, the kernel's own memory included: what it needed that for is given
    /// up, the others are served.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "accept4",
                "recv",
                "send",
                "writev",
                "shutdown",
                "setsockopt",
                "getsockopt",
                "epollCtl",
                "epollWait"
            })
    void memoryThatRunsOutInACall(String call) {
        var echo = new Echo();
        int port = rig.listen(echo);
        assertServes(port);
        for (int nth = 1; nth <= 3; nth++) {
            var wire = rig.connect(port);
            int last = nth;
            var calls = new AtomicInteger();
            stage.meddler.answer(
                    call,
                    arguments -> {
                        boolean own = arguments[0].equals(wire.fd);
                        if (own || calls.incrementAndGet() != last) return null;
                        throw new OutOfMemoryError("test");
                    });
            wire.send(new byte[60_000], 0, 60_000);
            rig.settle();
            for (Peer peer : List.copyOf(echo.peers)) rig.on(peer, () -> writeMuch(peer));
            do rig.settle();
            while (wire.hear() > 0);
            wire.endOutput();
            rig.settle();
            stage.meddler.stopAnswering(call);
            stage.advance(Duration.ofSeconds(2)); // a listener may have paused
            assertServes(port);
        }
        for (var error : rig.errors) assertInstanceOf(OutOfMemoryError.class, error);
        assertEquals(rig.errors.size(), rig.loop.snapshot().failures());
    }

    private static void writeMuch(Peer peer) {
        if (peer.isOpen()) peer.write(ByteBuffer.allocate(MEGABYTE));
    }

    @Test
    void noMemoryForWhatAHandlerWrites() {
        int port = rig.listen(recorder);
        var wire = rig.connect(port);
        rig.until(() -> recorder.peers.size() == 1);
        Peer peer = recorder.peers.getFirst();
        noChunks();
        rig.on(
                peer,
                () -> {
                    assertFalse(peer.write(ByteBuffer.allocate(100_000)));
                    assertFalse(peer.isOpen());
                });
        assertEquals(List.of("opened", "closed FAILED"), recorder.log);
        assertEquals(1, rig.errors.size());
        assertInstanceOf(OutOfMemoryError.class, rig.errors.getFirst());
        assertEquals(1, rig.loop.snapshot().failures());
        rig.until(wire::hasEnded);
    }

    /// A chunk is there, the next is not: nobody gets a message without its end.
    @Test
    void memoryThatRunsOutInTheMiddleOfAMessage() {
        var wire = rig.connect(rig.listen(recorder));
        rig.until(() -> recorder.peers.size() == 1);
        Peer peer = recorder.peers.getFirst();
        var chunks = new AtomicInteger();
        rig.loop.sender.pool.source =
                () -> {
                    if (chunks.incrementAndGet() > 3) throw new OutOfMemoryError("test");
                    return new Chunk();
                };
        rig.on(peer, () -> assertFalse(peer.write(ByteBuffer.allocate(100_000))));
        rig.until(wire::hasEnded);
        assertEquals(-Errno.ECONNRESET, wire.end);
        assertEquals(0, wire.heardBytes);
    }

    /// What the kernel does not take of what is lent would have to be queued.
    @Test
    void noMemoryForTheRestOfAnEcho() {
        var echo = new Echo();
        int port = rig.listen(echo);
        noChunks();
        var wire = rig.connect(port);
        for (int i = 0; i < 2_000 && echo.log.size() < 2; i++) {
            wire.send(new byte[60_000], 0, 60_000); // and does not read
            rig.settle();
        }
        assertEquals(List.of("opened", "closed FAILED"), echo.log);
        assertInstanceOf(OutOfMemoryError.class, rig.errors.getFirst());
        assertServes(port);
    }

    @Test
    void whoWritesToAnotherIsNotTheOneToGo() {
        assumeTrue(trigger != Trigger.ONESHOT, "one peer may not touch another");
        int port = rig.listen(recorder);
        rig.connect(port);
        rig.connect(port);
        rig.until(() -> recorder.peers.size() == 2);
        noChunks();
        recorder.peers.get(0).execute(() -> recorder.peers.get(1).write(Rig.ascii("hi")));
        rig.settle();
        assertTrue(recorder.peers.get(0).isOpen());
        assertFalse(recorder.peers.get(1).isOpen());
    }

    /// The JDK waits for half a second before it says that there is none.
    @Test
    void memoryThatIsNotThereIsNotAskedForByOneAfterTheOther() {
        int port = rig.listen(recorder);
        for (int i = 0; i < 20; i++) rig.connect(port);
        rig.until(() -> recorder.peers.size() == 20);
        noChunks();
        for (Peer peer : recorder.peers.subList(0, 19))
            rig.on(peer, () -> peer.write(ByteBuffer.allocate(1)));
        assertEquals(19, rig.errors.size());
        assertEquals(1, refused.get());
        rig.loop.sender.pool.source = Chunk::new;
        stage.advance(Duration.ofSeconds(1));
        rig.settle();
        Peer last = recorder.peers.getLast();
        rig.on(last, () -> assertTrue(last.write(ByteBuffer.allocate(1))));
        assertTrue(last.isOpen());
    }

    /// Throws when it is looked at.
    private static final class Evil extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Kind kind;

        private enum Kind {
            EXCEPTION,
            OUT_OF_MEMORY,
            STACK_OVERFLOW
        }

        Evil(Kind kind) {
            this.kind = kind;
        }

        @Override
        public String getMessage() {
            return switch (kind) {
                case EXCEPTION -> throw new Evil(kind);
                case OUT_OF_MEMORY -> throw new OutOfMemoryError("test");
                case STACK_OVERFLOW -> new Evil(kind).getMessage();
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void exceptionsThatThrow(Evil.Kind kind) {
        ErrorHandler looks = (peer, thrown) -> rig.errors.add(new Error(thrown.getMessage()));
        var settings = new Settings().onError(looks);
        var evil = new Evil(kind);
        try (var loop = Loop.open(stage.kernel, settings)) {
            for (int i = 0; i < 2; i++)
                loop.execute(() -> {
                    throw evil;
                });
            loop.schedule(
                    Duration.ZERO,
                    () -> {
                        throw new StackOverflowError();
                    });
            loop.execute(() -> loop.stop());
            loop.run();
            assertEquals(2, loop.snapshot().failures());
        }
    }

    @Test
    void handlersThatOverflowTheStack() {
        class Deep extends Echo {
            @Override
            public void received(Peer peer, ByteBuffer bytes) {
                dive(0);
            }

            private int dive(int depth) {
                return depth < 0 ? 0 : dive(depth + 1) + 1;
            }
        }
        var deep = new Deep();
        int port = rig.listen(deep);
        var wire = rig.connect(port);
        wire.say("x");
        rig.until(wire::hasEnded);
        wire.close();
        rig.until(() -> deep.log.size() == 2);
        assertEquals(List.of("opened", "closed FAILED"), deep.log);
        assertInstanceOf(StackOverflowError.class, rig.errors.getFirst());
        assertServes(rig.listen(new Echo()));
    }

    private void refuseToWait(int errno) {
        Function<Object[], Number> refusal = arguments -> -errno;
        stage.meddler.answer("epollWait", refusal);
        stage.meddler.answer("epollPwait2", refusal);
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.EPERM, Errno.EACCES, Errno.EINVAL, Errno.EBADF})
    void aLoopThatDiesLeavesNobodyHanging(int errno) {
        var at = rig.loop.listen(InWorld.at(0), recorder).address().sockAddr();
        var wire = rig.connect(at);
        rig.until(() -> recorder.peers.size() == 1);
        rig.loop.datagrams(SockAddr.loopback(0), (socket, bytes, from) -> {});
        var late = rig.connect(at); // in the listener's queue
        refuseToWait(errno);
        var cause = assertThrows(SysException.class, rig.loop::run);
        assertTrue(cause.is(errno));
        assertEquals(List.of(cause), rig.errors);
        assertEquals(List.of("opened", "closed ABORTED"), recorder.log);
        InWorld.pass();
        assertTrue(wire.hasEnded());
        assertTrue(late.hasEnded());
        assertThrows(AssertionError.class, () -> rig.connect(at), "nobody listens");
        var refusal =
                assertThrows(RejectedExecutionException.class, () -> rig.loop.execute(() -> {}));
        assertEquals(cause, refusal.getCause());
        rig.loop.drain(Duration.ofDays(1));
        rig.loop.stop();
        assertThrows(IllegalStateException.class, rig.loop::run);
    }
}
