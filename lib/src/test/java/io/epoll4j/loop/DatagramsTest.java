package io.epoll4j.loop;

import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Datagrams in batches.
@ParameterizedClass
@MethodSource("io.epoll4j.loop.Rig#realStages")
class DatagramsTest {
    @Parameter(0)
    Supplier<Stage> stages;

    @Parameter(1)
    Trigger trigger;

    Stage stage;
    Rig rig;
    Datagrams here;
    Datagrams there;
    final List<String> heard = new ArrayList<>();

    @BeforeEach
    void open() {
        stage = stages.get();
        rig = new Rig(stage, new Settings().trigger(trigger));
        here = rig.loop.datagrams(SockAddr.loopback(0), (socket, bytes, from) -> {});
        there = rig.loop.datagrams(SockAddr.loopback(0), this::hear);
    }

    private void hear(Datagrams socket, ByteBuffer bytes, SockAddr from) {
        heard.add(StandardCharsets.ISO_8859_1.decode(bytes).toString());
        assertEquals(here.local().port(), from.port());
    }

    @AfterEach
    void close() {
        rig.close();
        assertEquals(0, rig.loop.snapshot().spins());
        stage.assertNothingOpen();
    }

    /// Sends within one turn; with ONESHOT nobody else may be at the socket meanwhile.
    private void send(String... texts) {
        var target = there.local();
        here.execute(() -> {
            for (var text : texts) here.send(Rig.ascii(text), target);
        });
    }

    private static String[] numbers(int count) {
        var texts = new String[count];
        for (int i = 0; i < count; i++) texts[i] = "datagram " + i;
        return texts;
    }

    @Test
    void aTurnsDatagramsLeaveAndArriveInOneCallEach() {
        rig.settle();
        stage.meddler.counts.clear();
        send(numbers(16));
        rig.until(() -> heard.size() == 16);
        assertEquals(List.of(numbers(16)), heard);
        assertEquals(1, stage.meddler.count("sendmmsg"));
        int receives = stage.meddler.count("recvmmsg");
        assertTrue(receives <= 2 || stage.isLinux(), "receives: " + receives);
    }

    @Test
    void moreThanABatchKeepsItsOrder() {
        send(numbers(100));
        rig.until(() -> heard.size() == 100);
        assertEquals(List.of(numbers(100)), heard);
        assertEquals(7, stage.meddler.count("sendmmsg"));
    }

    @Test
    void anEmptyDatagramIsOne() {
        send("", "x", "");
        rig.until(() -> heard.size() == 3);
        assertEquals(List.of("", "x", ""), heard);
    }

    @Test
    void theLongestAndTooLong() {
        send("x".repeat(65_507));
        rig.until(() -> heard.size() == 1);
        assertEquals(65_507, heard.getFirst().length());
        send("x".repeat(65_508), "after");
        rig.until(() -> heard.size() == 2);
        assertEquals("after", heard.getLast(), "one that is refused takes no others with it");
        assertTrue(((SysException) rig.errors.getFirst()).is(Errno.EMSGSIZE));
        var large = ByteBuffer.allocate((64 << 10) + 1);
        here.execute(() -> here.send(large, there.local()));
        rig.settle();
        assertInstanceOf(IllegalArgumentException.class, rig.errors.getLast());
    }

    @Test
    void answersGoToWhereItCameFrom() {
        var answers = new ArrayList<String>();
        var echo =
                rig.loop.datagrams(
                        SockAddr.loopback(0),
                        (socket, bytes, from) -> {
                            assertTrue(socket.send(bytes, from));
                            assertEquals(0, bytes.remaining());
                        });
        var asking =
                rig.loop.datagrams(
                        SockAddr.loopback(0),
                        (socket, bytes, from) -> {
                            answers.add(StandardCharsets.ISO_8859_1.decode(bytes).toString());
                        });
        for (int i = 0; i < 40; i++) {
            var text = "question " + i;
            var target = echo.local();
            asking.execute(() -> asking.send(Rig.ascii(text), target));
        }
        rig.until(() -> answers.size() == 40);
    }

    @Test
    void whatTheKernelDoesNotTakeWaitsAndThenIsDropped() {
        boolean[] full = {true};
        stage.meddler.answer("sendmmsg", a -> full[0] ? -Errno.EAGAIN : null);
        send(numbers(16));
        rig.loop.turn(stage.atMost);
        rig.loop.turn(stage.atMost);
        assertEquals(List.of(), rig.errors);
        here.execute(() -> {
            var more = Rig.ascii("one too many");
            assertFalse(here.send(more, there.local()));
            assertEquals(0, more.remaining());
        });
        rig.loop.turn(stage.atMost);
        full[0] = false;
        there.execute(() -> there.send(Rig.ascii("a nudge: it is writable"), here.local()));
        rig.until(() -> heard.size() == 16);
        assertEquals(List.of(numbers(16)), heard);
    }

    @Test
    void aBatchTakenInPartGoesOn() {
        int[] calls = {0};
        stage.meddler.answer(
                "sendmmsg", arguments -> calls[0]++ == 0 ? takeThree(arguments) : null);
        send(numbers(10));
        rig.until(() -> heard.size() == 7);
        assertEquals("datagram 3", heard.getFirst());
    }

    /// Three were taken, and got lost.
    private static Integer takeThree(Object[] arguments) {
        assertEquals(10, arguments[2]);
        return 3;
    }

    @Test
    void nobodyThereIsReportedAndTheSocketGoesOn() {
        var gone = there.local();
        there.execute(there::close);
        rig.settle();
        here.execute(() -> here.send(Rig.ascii("anyone?"), gone));
        rig.settle();
        // An unconnected socket is not told. What it may be told is passed on and not repeated.
        stage.meddler.answer("recvmmsg", a -> rig.errors.isEmpty() ? -Errno.ECONNREFUSED : null);
        there = rig.loop.datagrams(SockAddr.loopback(0), this::hear);
        send("still here");
        rig.until(() -> heard.size() == 1);
        assertEquals(1, rig.errors.size());
        assertTrue(((SysException) rig.errors.getFirst()).is(Errno.ECONNREFUSED));
    }

    @Test
    void aHandlerThatThrowsIsReportedAndHearsTheNext() {
        var throwing =
                rig.loop.datagrams(
                        SockAddr.loopback(0),
                        (socket, bytes, from) -> {
                            throw new IllegalStateException("oops");
                        });
        var target = throwing.local();
        here.execute(() -> {
            for (int i = 0; i < 20; i++) here.send(Rig.ascii("x"), target);
        });
        rig.until(() -> rig.errors.size() == 20);
    }

    @Test
    void closingSendsWhatWaitsAndHearsNoMore() {
        var target = there.local();
        here.execute(() -> {
            here.send(Rig.ascii("last"), target);
            here.close();
            here.close();
            assertFalse(here.send(Rig.ascii("too late"), target));
        });
        assertEquals(0, heard.size());
        rig.settle();
        assertEquals(List.of("last"), heard.stream().toList());
    }

    @Test
    void closingFromWithinEndsTheBatch() {
        var calls = new ArrayList<Integer>();
        var closing =
                rig.loop.datagrams(
                        SockAddr.loopback(0),
                        (socket, bytes, from) -> {
                            calls.add(bytes.remaining());
                            socket.close();
                        });
        var target = closing.local();
        here.execute(() -> {
            for (int i = 0; i < 10; i++) here.send(Rig.ascii("x"), target);
        });
        rig.settle();
        assertEquals(List.of(1), calls);
    }

    @Test
    void aFloodOfDatagramsLeavesTheOthersTheirTurn() {
        var order = new ArrayList<String>();
        var flooded =
                rig.loop.datagrams(SockAddr.loopback(0), (socket, bytes, from) -> order.add("f"));
        var target = flooded.local();
        var wires = rig.connect(rig.listen((peer, bytes) -> order.add("peer")));
        rig.settle();
        int before = stage.meddler.count("recvmmsg");
        here.execute(() -> {
            for (int i = 0; i < 200; i++) here.send(Rig.ascii("x"), target);
        });
        rig.loop.turn(stage.atMost);
        wires.say("hello");
        rig.until(() -> order.contains("peer"));
        assertTrue(order.indexOf("peer") <= 32, "waited for " + order.indexOf("peer"));
        assertTrue(stage.meddler.count("recvmmsg") > before);
    }

    @Test
    void unixDatagramsFromTheNameless() {
        var name = SockAddr.ofAbstract("epoll4j-dgram-" + System.nanoTime());
        var texts = new ArrayList<String>();
        rig.loop.datagrams(
                name,
                (socket, bytes, from) -> {
                    texts.add(StandardCharsets.ISO_8859_1.decode(bytes) + " from " + from);
                });
        int fd = rig.kernel.socket(1, 2, 0);
        var memory = java.lang.foreign.Arena.ofAuto().allocateFrom("hi");
        assertEquals(2, rig.kernel.sendto(fd, memory, 0, 2, 0, name));
        rig.until(() -> texts.size() == 1);
        assertTrue(texts.getFirst().startsWith("hi from "));
        assertFalse(texts.getFirst().contains("127.0.0.1"), "no address left from before");
        rig.kernel.close(fd);
    }

    /// A receiver that takes nothing until it is told to.
    private final class Sleeper {
        final SockAddr name = SockAddr.ofAbstract("epoll4j-sleeper-" + System.nanoTime());
        final int fd = rig.kernel.socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        private final MemorySegment memory = Arena.ofAuto().allocate(Datagrams.ROOM);

        Sleeper() {
            assertEquals(0, rig.kernel.bind(fd, name));
        }

        /// Takes what is there.
        List<String> wake() {
            var texts = new ArrayList<String>();
            for (long n; (n = rig.kernel.recv(fd, memory, 0, Datagrams.ROOM, 0)) >= 0; )
                texts.add(
                        StandardCharsets.ISO_8859_1
                                .decode(memory.asSlice(0, n).asByteBuffer())
                                .toString());
            return texts;
        }
    }

    private Datagrams unix(DatagramHandler handler) {
        return rig.loop.datagrams(
                SockAddr.ofAbstract("epoll4j-unix-" + System.nanoTime()), handler);
    }

    /// Sends until the receiver takes no more; answers what was accepted.
    private List<String> fill(Datagrams from, SockAddr to, int size) {
        var accepted = new ArrayList<String>();
        boolean[] more = {true};
        while (more[0]) {
            from.execute(() -> {
                var text = accepted.size() + "x".repeat(size);
                more[0] = from.send(Rig.ascii(text), to);
                if (more[0]) accepted.add(text);
            });
            rig.settle();
        }
        return accepted;
    }

    private int sends() {
        return stage.meddler.count("sendmmsg") + stage.meddler.count("sendto");
    }

    @Test
    void aFullReceiverHoldsNobodyUpAndGetsAllInOrder() {
        var sleepers = List.of(new Sleeper(), new Sleeper());
        var from = unix((socket, bytes, source) -> {});
        var other = unix((socket, bytes, source) -> heard.add(bytes.remaining() + ""));
        var accepted = sleepers.stream().map(sleeper -> fill(from, sleeper.name, 10)).toList();
        int before = sends();
        for (int i = 0; i < 100; i++) rig.loop.turn(stage.atMost);
        assertEquals(before, sends(), "nothing is tried again while no time passes");
        for (int i = 1; i <= 40; i++) {
            from.execute(() -> assertTrue(from.send(Rig.ascii("x"), other.local())));
            int want = i;
            rig.until(() -> heard.size() == want);
        }
        var got = sleepers.stream().map(sleeper -> new ArrayList<String>()).toList();
        for (int i = 0; i < 200; i++) {
            for (int k = 0; k < 2; k++) if (i % 3 == k) got.get(k).addAll(sleepers.get(k).wake());
            stage.advance(Duration.ofMillis(70));
            rig.settle();
        }
        assertEquals(accepted, got);
        assertTrue(
                fill(from, sleepers.getFirst().name, 10).size() >= 16, "it is as any other again");
        assertEquals(List.of(), rig.errors);
        sleepers.forEach(sleeper -> rig.kernel.close(sleeper.fd));
    }

    @Test
    void aFullReceiverIsTriedEverMoreSeldom() {
        var sleeper = new Sleeper();
        var from = unix((socket, bytes, source) -> {});
        fill(from, sleeper.name, 0);
        int before = sends();
        for (int i = 0; i < 10_000; i++) {
            stage.advance(Duration.ofMillis(1));
            rig.loop.turn(Duration.ZERO);
            rig.loop.turn(Duration.ZERO);
        }
        int tries = sends() - before;
        assertTrue(tries >= 100 && tries <= 200, "tries in ten seconds: " + tries);
        rig.kernel.close(sleeper.fd);
    }

    @Test
    void aFullReceiverThatGoesIsToldOf() {
        var sleeper = new Sleeper();
        var from = unix((socket, bytes, source) -> {});
        var accepted = fill(from, sleeper.name, 1).size();
        int taken = sleeper.wake().size();
        rig.kernel.close(sleeper.fd);
        stage.advance(Duration.ofMillis(100));
        rig.settle();
        assertEquals(accepted - taken, rig.errors.size());
        for (var error : rig.errors) assertTrue(((SysException) error).is(Errno.ECONNREFUSED));
    }

    @Test
    void whatWaitsIsBounded() {
        var from = unix((socket, bytes, source) -> {});
        var sleepers = new ArrayList<Sleeper>();
        for (int i = 0; i < 4; i++) {
            sleepers.add(new Sleeper());
            int size = stage.isLinux() ? 60_000 : 20_000;
            for (int k = 0; k < 40; k++) {
                var to = sleepers.getLast().name;
                from.execute(() -> from.send(ByteBuffer.allocate(size), to));
                rig.settle();
            }
        }
        // Those for whom there was no room at all were told of, none waits unseen.
        assertTrue(rig.errors.stream().allMatch(e -> ((SysException) e).is(Errno.EAGAIN)));
        from.execute(from::close);
        rig.settle();
        int before = sends();
        stage.advance(Duration.ofSeconds(1));
        rig.settle();
        assertEquals(before, sends(), "closed, it sends no more");
        sleepers.forEach(sleeper -> rig.kernel.close(sleeper.fd));
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.ENOBUFS, Errno.EINTR})
    void whatNoEventTellsTheEndOfIsTriedAgain(int errno) {
        boolean[] refused = {true};
        stage.meddler.answer("sendmmsg", arguments -> refused[0] ? -errno : null);
        send("patience");
        rig.settle();
        int before = stage.meddler.count("sendmmsg");
        assertEquals(1, before);
        for (int i = 0; i < 50; i++) rig.loop.turn(stage.atMost);
        assertEquals(before, stage.meddler.count("sendmmsg"));
        refused[0] = false;
        stage.advance(Duration.ofMillis(2));
        rig.until(() -> heard.equals(List.of("patience")));
        assertEquals(List.of(), rig.errors);
    }

    /// What waited at the close must not go out by the number, which may be another's.
    @Test
    void whatWaitsIsNotSentOnceClosed() {
        stage.meddler.answer("sendmmsg", arguments -> -Errno.EAGAIN);
        here.execute(() -> {
            here.send(Rig.ascii("never"), there.local());
            here.close();
        });
        rig.settle();
        assertEquals(1, stage.meddler.count("sendmmsg"));
        assertEquals(List.of(), rig.errors);
    }

    @Test
    void oneThatIsTooLongIsDroppedNotCutShort() {
        var name = SockAddr.ofAbstract("epoll4j-long-" + System.nanoTime());
        rig.loop.datagrams(name, (socket, bytes, from) -> heard.add("" + bytes.remaining()));
        int fd = rig.kernel.socket(1, 2, 0);
        var memory = java.lang.foreign.Arena.ofAuto().allocate((64 << 10) + 1);
        for (int size : new int[] {(64 << 10) + 1, 64 << 10, 1})
            assertEquals(size, rig.kernel.sendto(fd, memory, 0, size, 0, name));
        rig.until(() -> heard.size() == 2);
        assertEquals(List.of("65536", "1"), heard);
        assertEquals(1, rig.errors.size());
        assertTrue(((SysException) rig.errors.getFirst()).is(Errno.EMSGSIZE));
        rig.kernel.close(fd);
    }

    @Test
    void aSocketThatIsNoneAnyMoreIsGivenUp() {
        stage.meddler.answer("recvmmsg", arguments -> -Errno.EBADF);
        send("x");
        rig.until(() -> !rig.errors.isEmpty());
        rig.settle(); // would never settle if it were asked again and again
        assertEquals(1, rig.errors.size());
        there.execute(() -> assertFalse(there.send(Rig.ascii("x"), here.local())));
        rig.settle();
        assertEquals(1, rig.errors.size(), rig.errors::toString);
    }
}
