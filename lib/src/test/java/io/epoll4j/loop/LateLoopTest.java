package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.loop.Rig.Recorder;
import io.epoll4j.loop.Rig.Wire;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// A loop that was held up blames nobody for it: what came in time lies in the kernel, and is found
/// there before a limit is held to have passed.
@ParameterizedClass
@MethodSource("io.epoll4j.loop.Rig#realStages")
class LateLoopTest {
    private static final Duration TEN = Duration.ofSeconds(10);
    private static final Duration LATE = TEN.plusSeconds(1);

    @Parameter(0)
    Supplier<Stage> stages;

    @Parameter(1)
    Trigger trigger;

    Stage stage;
    Rig rig;
    final Recorder server = new Recorder();

    @BeforeEach
    void open() {
        stage = stages.get();
        var limits = Timeouts.DEFAULT.connect(TEN).linger(TEN);
        rig = new Rig(stage, new Settings().trigger(trigger).batch(8).timeouts(limits));
    }

    @AfterEach
    void close() {
        rig.close();
        assertEquals(List.of(), rig.errors);
        assertEquals(0, rig.loop.snapshot().spins());
        stage.assertNothingOpen();
    }

    private Wire connect() {
        return accepted(rig.connect(rig.listen(server)));
    }

    /// Over TCP, acknowledgements that come late make room when nothing was read.
    private Wire connectUnix() {
        var name = SockAddr.ofAbstract("epoll4j-late-" + System.nanoTime());
        rig.loop.listen(name, server);
        return accepted(rig.connect(name));
    }

    private Wire accepted(Wire wire) {
        rig.until(() -> server.peers.size() == 1);
        rig.settle();
        return wire;
    }

    private Peer peer() {
        return server.peers.getFirst();
    }

    /// Sets limits that begin now.
    private void limits(Timeouts limits) {
        rig.on(peer(), () -> peer().timeouts(limits));
    }

    /// A turn after the limits, in which epoll has no room to tell of anyone here.
    private void turnLate() {
        stage.advance(LATE);
        stage.meddler.answer("epollWait", arguments -> 0);
        stage.meddler.answer("epollPwait2", arguments -> 0);
        rig.loop.turn(Duration.ZERO);
        stage.meddler.stopAnswering("epollWait");
        stage.meddler.stopAnswering("epollPwait2");
    }

    @Test
    void moreAreReadyThanEpollTellsOfAndAHandlerIsSlow() {
        class Slow extends Recorder {
            boolean slept;

            @Override
            public void received(Peer peer, ByteBuffer bytes) {
                super.received(peer, bytes);
                if (!slept) stage.advance(LATE);
                slept = true;
            }
        }
        var slow = new Slow();
        int port = rig.listen(slow);
        var wires = new ArrayList<Wire>();
        for (int i = 0; i < 100; i++) {
            wires.add(rig.connect(port));
            if (i % 50 == 49) rig.settle();
        }
        rig.settle();
        for (var peer : slow.peers)
            peer.execute(() -> peer.timeouts(Timeouts.DEFAULT.idle(TEN).read(TEN)));
        rig.settle();
        for (var wire : wires) wire.say("in time");
        rig.until(() -> slow.bytes == 100 * "in time".length());
        assertEquals(100, rig.loop.snapshot().connections());
        assertEquals(100, slow.log.size());
    }

    @Test
    void bytesThatLieInTheKernelAreNoSilence() {
        var wire = connect();
        limits(Timeouts.DEFAULT.idle(TEN).read(TEN));
        wire.say("in time");
        turnLate();
        assertEquals("in time", server.text.toString());
        stage.advance(TEN.minusMillis(1));
        rig.settle();
        assertEquals(List.of("opened"), server.log);
        stage.advance(Duration.ofMillis(2));
        rig.settle();
        assertEquals(List.of("opened", "closed READ_TIMEOUT"), server.log);
    }

    @Test
    void norIsTheOtherEndsEnd() {
        var wire = connect();
        limits(Timeouts.DEFAULT.idle(TEN).read(TEN));
        wire.endOutput();
        turnLate();
        rig.settle();
        assertEquals("ended", server.log.get(1));
        assertTrue(wire.hasEnded());
        assertEquals(0, wire.end);
    }

    @Test
    void whoHasMadeRoomIsNoObstacle() {
        var wire = connectUnix();
        fill();
        limits(Timeouts.DEFAULT.write(TEN));
        wire.hear();
        turnLate();
        assertEquals(List.of("opened"), server.log);
        stage.advance(TEN.minusMillis(1));
        rig.settle();
        assertEquals(List.of("opened"), server.log);
        assertTrue(peer().unsent() > 0);
        stage.advance(Duration.ofMillis(2));
        rig.settle();
        assertEquals(List.of("opened", "closed WRITE_TIMEOUT"), server.log);
    }

    @Test
    void whoHasNotIsOneHoweverLateItIsSeen() {
        connectUnix();
        fill();
        limits(Timeouts.DEFAULT.write(TEN));
        turnLate();
        assertEquals(List.of("opened", "closed WRITE_TIMEOUT"), server.log);
    }

    private void fill() {
        rig.on(
                peer(),
                () -> {
                    for (int i = 0; i < 32; i++) peer().write(ByteBuffer.allocate(1 << 20));
                });
        assertTrue(peer().unsent() > 0);
    }

    @Test
    void whoHasEndedIsNotResetForLingering() {
        var wire = connect();
        rig.on(peer(), peer()::close);
        byte[] block = new byte[1 << 16];
        while (wire.send(block, 0, block.length) > 0) {} // its end lies behind all this
        wire.endOutput();
        turnLate();
        rig.settle();
        assertEquals(List.of("opened", "closed CLOSED"), server.log);
        assertTrue(wire.hasEnded());
        assertEquals(0, wire.end);
    }

    @Test
    void whoHasMadeRoomIsNotCutOffWhileClosing() {
        var wire = connectUnix();
        fill();
        long all = peer().unsent() + peer().bytesOut();
        rig.on(peer(), peer()::close);
        wire.hear();
        turnLate();
        rig.until(() -> wire.hear() >= 0 && wire.heardBytes == all);
    }

    @Test
    void aConnectionThatIsThereWasInTime() {
        var client = new Recorder();
        rig.loop.connect(rig.loop.listen(0, server).address().sockAddr(), client);
        turnLate();
        rig.until(() -> !client.log.isEmpty());
        assertEquals(List.of("opened"), client.log);
        rig.until(() -> !server.log.isEmpty());
    }

    @Test
    void oneThatWasRefusedIsToldSo() {
        int fd = rig.kernel.socket(SocketFlags.AF_INET, SocketFlags.SOCK_STREAM, 0);
        rig.kernel.bind(fd, SockAddr.loopback(0));
        var nobody = new SockAddr();
        rig.kernel.getsockname(fd, nobody);
        rig.kernel.close(fd);
        var client = new Recorder();
        var peer = rig.loop.connect(nobody, client);
        turnLate();
        rig.settle();
        assertEquals(List.of("closed UNREACHABLE"), client.log);
        assertEquals(Errno.ECONNREFUSED, peer.error());
    }

    @Test
    void aUnixListenerThatHasRoomAgainIsTriedOnceMore() {
        var target = SockAddr.ofAbstract("epoll4j-room-" + System.nanoTime());
        rig.loop.listen(target, server);
        boolean[] full = {true};
        stage.meddler.answer("connect", arguments -> full[0] ? -Errno.EAGAIN : null);
        var client = new Recorder();
        rig.loop.connect(target, client);
        rig.settle();
        full[0] = false;
        stage.advance(LATE);
        rig.until(() -> !client.log.isEmpty());
        assertEquals(List.of("opened"), client.log);
        rig.until(() -> !server.log.isEmpty());
    }
}
