package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.loop.Rig.Recorder;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Accepting, above all when there is no room.
@ParameterizedClass
@ExtendWith(InWorld.class)
@MethodSource("io.epoll4j.loop.Rig#worlds")
class AcceptTest {
    @Parameter(0)
    Supplier<Kernel> kernels;

    @Parameter(1)
    Trigger trigger;

    Meddler meddler;
    Rig rig;
    final Recorder recorder = new Recorder();
    final Clock clock = new Clock();

    @BeforeEach
    void prepare() {
        meddler = new Meddler(kernels.get());
        clock.of(meddler, kernels.get());
    }

    private void open(Settings settings) {
        rig = new Rig(meddler.kernel, settings.trigger(trigger));
    }

    @AfterEach
    void close() {
        rig.close();
        assertEquals(0, rig.loop.snapshot().spins());
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Errno.EMFILE,
                Errno.ENFILE,
                Errno.ENOBUFS,
                Errno.ENOMEM,
                Errno.EPERM, // a security module forbids it, and the connection stays in the queue
                Errno.EACCES,
            })
    void withoutRoomItPausesAndComesBack(int errno) {
        open(new Settings());
        int port = rig.listen(recorder);
        meddler.answer("accept4", arguments -> -errno);
        for (int i = 0; i < 5; i++) rig.connect(port);
        rig.settle();
        int attempts = meddler.count("accept4");
        for (int i = 0; i < 20; i++) rig.loop.turn(Rig.SHORT);
        assertTrue(meddler.count("accept4") <= attempts + 3, "it tries again and again");
        assertTrue(rig.loop.snapshot().pauses() >= 1);
        meddler.stopAnswering("accept4");
        clock.advance(2_000_000_000);
        rig.until(() -> recorder.peers.size() == 5);
        assertEquals(List.of(), rig.errors);
    }

    @Test
    void pausesGrowToASecond() {
        open(new Settings());
        int port = rig.listen(recorder);
        meddler.answer("accept4", arguments -> -Errno.EMFILE);
        rig.connect(port);
        rig.settle();
        var pauses = new ArrayList<Long>();
        long last = clock.now();
        for (int tries = meddler.count("accept4"); pauses.size() < 10; ) {
            clock.advance(5_000_000);
            rig.loop.turn(java.time.Duration.ZERO);
            rig.loop.turn(java.time.Duration.ZERO);
            if (meddler.count("accept4") == tries) continue;
            tries = meddler.count("accept4");
            pauses.add((clock.now() - last) / 1_000_000);
            last = clock.now();
        }
        for (int i = 1; i < pauses.size(); i++) {
            assertTrue(pauses.get(i) >= pauses.get(i - 1) - 20, pauses.toString());
            assertTrue(pauses.get(i) <= 1100, pauses.toString());
        }
        assertTrue(pauses.getLast() > 900, pauses.toString());
    }

    @Test
    void roomMadeByOneOfOursIsTakenAtOnce() {
        open(new Settings());
        int port = rig.listen(recorder);
        var first = rig.connect(port);
        rig.until(() -> recorder.peers.size() == 1);
        clock.stop();
        boolean[] full = {true};
        meddler.answer("accept4", arguments -> full[0] ? -Errno.EMFILE : null);
        rig.connect(port);
        rig.settle();
        full[0] = false;
        first.close();
        rig.until(() -> recorder.peers.size() == 2); // no clock was moved
    }

    @Test
    void shedsByTheReserve() {
        open(new Settings().pressure(Pressure.SHED));
        int port = rig.listen(recorder);
        int[] free = {0}; // a table of descriptors that is full but for the reserve
        meddler.answer("close", arguments -> count(free, 1));
        meddler.answer("eventfd", arguments -> count(free, -1));
        meddler.answer(
                "accept4",
                arguments -> free[0] == 0 ? Integer.valueOf(-Errno.EMFILE) : count(free, -1));
        var wires = new ArrayList<Rig.Wire>();
        for (int i = 0; i < 3; i++) wires.add(rig.connect(port));
        InWorld.pass();
        rig.until(() -> wires.stream().allMatch(Rig.Wire::hasEnded));
        assertTrue(rig.loop.snapshot().rejected() >= 3);
        assertEquals(0, recorder.peers.size());
    }

    /// Counts, and leaves the answer to the real kernel.
    private static Integer count(int[] free, int by) {
        free[0] += by;
        return null;
    }

    @Test
    void limitOnConnectionsLeavesTheOthersInTheQueue() {
        open(new Settings().maxConnections(3));
        clock.stop();
        int port = rig.listen(recorder);
        var wires = new ArrayList<Rig.Wire>();
        for (int i = 0; i < 5; i++) {
            wires.add(rig.connect(port));
            InWorld.pass(); // so that they are accepted in this order
        }
        rig.settle();
        assertEquals(3, recorder.peers.size());
        wires.get(0).close();
        rig.until(() -> recorder.peers.size() == 4);
        wires.get(1).close();
        rig.until(() -> recorder.peers.size() == 5);
        assertEquals(3, rig.loop.snapshot().connections());
        assertEquals(0, rig.loop.snapshot().rejected());
    }

    @Test
    void limitOnConnectionsMayTurnTheOthersAway() {
        open(new Settings().maxConnections(3).pressure(Pressure.SHED));
        int port = rig.listen(recorder);
        var wires = new ArrayList<Rig.Wire>();
        for (int i = 0; i < 5; i++) wires.add(rig.connect(port));
        rig.until(() -> wires.get(3).hasEnded() && wires.get(4).hasEnded());
        assertEquals(3, recorder.peers.size());
        assertEquals(2, rig.loop.snapshot().rejected());
        wires.get(0).close();
        rig.until(() -> rig.loop.snapshot().connections() == 2);
        rig.connect(port);
        rig.until(() -> recorder.peers.size() == 4);
    }

    @Test
    void limitPerAddressTurnsAway() {
        open(new Settings().maxPerAddress(2));
        int port = rig.listen(recorder);
        var wires = new ArrayList<Rig.Wire>();
        for (int i = 0; i < 4; i++) wires.add(rig.connect(port));
        rig.until(() -> wires.get(2).hasEnded() && wires.get(3).hasEnded());
        assertEquals(2, recorder.peers.size());
        wires.get(0).close();
        rig.until(() -> rig.loop.snapshot().connections() == 1);
        rig.connect(port);
        rig.until(() -> recorder.peers.size() == 3);
    }

    /// They have no address, and are not one and the same for that.
    @Test
    void limitPerAddressIsNoneForUnixDomainClients() {
        open(new Settings().maxPerAddress(1));
        var at = SockAddr.ofAbstract("epoll4j-per-address-" + System.nanoTime());
        rig.loop.listen(at, recorder);
        for (int i = 0; i < 5; i++) rig.connect(at);
        rig.until(() -> recorder.peers.size() == 5);
        assertEquals(0, rig.loop.snapshot().rejected());
    }

    @Test
    void anAddressIsOneOverIpv4AndIpv6() {
        open(new Settings().maxPerAddress(2));
        int port = rig.loop.listen(SockAddr.parse("[::]:0"), recorder).port();
        int v4 = rig.loop.listen(SockAddr.any(0), recorder).port();
        rig.connect(SockAddr.parse("[::1]:" + port)); // another address
        rig.connect(SockAddr.loopback(port)); // comes as ::ffff:127.0.0.1
        rig.connect(SockAddr.loopback(v4));
        rig.until(() -> recorder.peers.size() == 3);
        var third = rig.connect(SockAddr.loopback(port));
        var fourth = rig.connect(SockAddr.loopback(v4));
        rig.until(() -> third.hasEnded() && fourth.hasEnded());
        assertEquals(2, rig.loop.snapshot().rejected());
    }

    @Test
    void aConnectionThatIsGoneBeforeItIsAcceptedIsPassedOver() {
        open(new Settings());
        int port = rig.listen(recorder);
        int[] calls = {0};
        meddler.answer("accept4", a -> calls[0]++ == 0 ? -Errno.ECONNABORTED : null);
        rig.connect(port);
        rig.until(() -> recorder.peers.size() == 1);
    }

    @Test
    void aListenerThatIsNoneAnyMoreIsGivenUp() {
        open(new Settings());
        int port = rig.listen(recorder);
        meddler.answer("accept4", arguments -> -Errno.EINVAL);
        rig.connect(port);
        rig.until(() -> !rig.errors.isEmpty());
        rig.settle();
        assertTrue(((SysException) rig.errors.getFirst()).is(Errno.EINVAL));
        assertEquals(1, rig.errors.size());
    }

    @Test
    void aStormOfConnectsAndResetsLeavesNothingBehind() {
        open(new Settings());
        int port = rig.listen(recorder);
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 50; i++) {
                var wire = rig.connect(port);
                if (i % 3 == 0) wire.say("hello");
                // A reset behind something lost is asked for again, and the question may be lost.
                if (i % 3 == 0) InWorld.pass();
                wire.reset();
            }
            rig.settle();
        }
        rig.until(() -> rig.loop.snapshot().connections() == 0);
        assertEquals(List.of(), rig.errors);
    }
}
