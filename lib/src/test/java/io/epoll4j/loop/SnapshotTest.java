package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.epoll4j.loop.Rig.Recorder;
import io.epoll4j.sys.EpollFlags;
import io.epoll4j.sys.Errno;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What a loop tells of itself: every figure of its snapshot, and what it logs.
@ParameterizedClass
@MethodSource("io.epoll4j.loop.Rig#realStages")
class SnapshotTest {
    @Parameter(0)
    Supplier<Stage> stages;

    @Parameter(1)
    Trigger trigger;

    Stage stage;
    Rig rig;
    final Recorder server = new Recorder();

    @BeforeEach
    void prepare() {
        stage = stages.get();
    }

    @AfterEach
    void close() {
        if (rig == null) return;
        rig.close();
        stage.assertNothingOpen();
    }

    private void open(Settings settings) {
        rig = new Rig(stage, settings.trigger(trigger));
    }

    private Snapshot now() {
        return rig.loop.snapshot();
    }

    @Test
    void beginsAtNothing() {
        open(new Settings());
        assertEquals(
                "Snapshot[turns=0, events=0, stale=0, spins=0, reads=0, bytesIn=0, bytesOut=0,"
                        + " accepted=0, rejected=0, pauses=0, connections=0, tasks=0, timers=0,"
                        + " timersFired=0, failures=0, slowest=PT0S, slowestHandler=]",
                now().toString());
    }

    @Test
    void countsTurnsAndEvents() {
        open(new Settings());
        for (int i = 0; i < 7; i++) rig.loop.turn(stage.atMost);
        assertEquals(7, now().turns());
        assertEquals(0, now().events());
        rig.connect(rig.listen(server));
        rig.settle();
        long events = now().events();
        assertTrue(events >= 1);
        rig.loop.turn(stage.atMost);
        assertEquals(events, now().events());
    }

    @Test
    void countsConnectionsReadsAndBytes() {
        open(new Settings());
        var at =
                rig.loop.listen(
                        0,
                        (peer, bytes) -> {
                            peer.write(bytes.duplicate());
                            peer.write(bytes);
                        });
        var wires = new ArrayList<Rig.Wire>();
        for (int i = 0; i < 3; i++) wires.add(rig.connect(at.port()));
        rig.until(() -> now().accepted() == 3);
        assertEquals(3, now().connections());
        for (var wire : wires) {
            wire.say("12345");
            rig.until(() -> wire.hears("1234512345"));
        }
        assertEquals(3, now().reads());
        assertEquals(15, now().bytesIn());
        assertEquals(30, now().bytesOut());
        wires.forEach(Rig.Wire::close);
        rig.until(() -> now().connections() == 0);
        assertEquals(3, now().accepted());
        Peer outbound = rig.loop.connect(at.address().sockAddr(), server);
        assertEquals(1, now().connections());
        rig.until(() -> now().connections() == 2);
        assertEquals(4, now().accepted(), "an outbound connection is not accepted");
        rig.on(outbound, outbound::abort);
    }

    @Test
    void countsTimersTasksAndFailures() {
        open(new Settings());
        for (int i = 1; i <= 10; i++) rig.loop.schedule(Duration.ofSeconds(i), () -> {});
        assertEquals(10, now().timers());
        stage.advance(Duration.ofMillis(4_001));
        rig.settle();
        assertEquals(6, now().timers());
        assertEquals(4, now().timersFired());
        for (int i = 0; i < 5; i++) rig.loop.execute(() -> {});
        rig.loop.execute(() -> {
            throw new IllegalStateException("expected");
        });
        rig.settle();
        assertEquals(6, now().tasks());
        assertEquals(1, now().failures());
    }

    @Test
    void countsStaleEvents() {
        assumeTrue(trigger != Trigger.ONESHOT, "one may not touch another");
        open(new Settings());
        var jealous =
                new Recorder() {
                    @Override
                    public void received(Peer peer, ByteBuffer bytes) {
                        for (Peer other : peers) if (other != peer) other.abort();
                    }
                };
        int port = rig.listen(jealous);
        var wires = new ArrayList<Rig.Wire>();
        for (int i = 0; i < 4; i++) wires.add(rig.connect(port));
        rig.until(() -> jealous.peers.size() == 4);
        rig.settle();
        wires.forEach(wire -> wire.say("x"));
        rig.settle();
        assertEquals(3, now().stale());
    }

    @Test
    void aLoopThatSpinsSaysSo() {
        open(new Settings());
        int fd = rig.kernel.eventfd(1, 0);
        rig.loop.watch(fd, EpollFlags.EPOLLIN, (watch, events) -> {});
        for (int i = 0; i < 100; i++) rig.loop.turn(stage.atMost);
        assertEquals(0, now().spins(), "a handler was called: the loop has done its part");
        rig.kernel.close(fd);
        // Nothing of ours spins; a kernel that reports what is not so makes it look so.
        stage.meddler.answer("recv", arguments -> -Errno.EAGAIN);
        var wire = rig.connect(rig.listen(server));
        rig.settle();
        for (int i = 0; i < 100; i++) {
            long events = now().events();
            if (i == 0 || trigger == Trigger.EDGE) wire.say("x"); // an edge does not come by itself
            rig.until(() -> now().events() > events);
        }
        assertTrue(now().spins() > 50, now().toString());
        stage.meddler.stopAnswering("recv");
    }

    /// Turns to which no event has led.
    @Test
    void aLoopThatRunsInCirclesSaysSo() {
        open(new Settings());
        var wire = rig.connect(rig.listen(server));
        rig.settle();
        stage.meddler.answer("recv", arguments -> -Errno.EINTR);
        wire.say("x");
        for (int i = 0; i < 100; i++) rig.loop.turn(stage.atMost);
        assertTrue(now().spins() > 50, now().toString());
        stage.meddler.stopAnswering("recv");
        rig.until(() -> server.bytes == 1);
    }

    /// Bytes for a peer that does not read now: an edge each, and nothing is tried.
    @Test
    void whoIsPausedMakesNoSpin() {
        open(new Settings());
        var wire = rig.connect(rig.listen(server));
        rig.settle();
        rig.on(server.peers.getFirst(), server.peers.getFirst()::pause);
        for (int i = 0; i < 100; i++) {
            wire.say("x");
            rig.loop.turn(stage.atMost);
        }
        assertEquals(0, now().spins());
    }

    /// A handler that takes its time: it moves the clock.
    private final class Slow extends Recorder {
        @Override
        public void received(Peer peer, ByteBuffer bytes) {
            stage.advance(Duration.ofMillis(bytes.get() == 's' ? 50 : 1));
        }
    }

    @Test
    void theSlowestHandlerIsNamed() {
        open(new Settings());
        var wire = rig.connect(rig.listen(new Slow()));
        rig.settle();
        wire.say("f");
        rig.until(() -> now().reads() == 1);
        assertEquals(Duration.ofMillis(1), now().slowest());
        assertEquals(Slow.class.getName(), now().slowestHandler());
        wire.say("s");
        rig.until(() -> now().reads() == 2);
        wire.say("f");
        rig.until(() -> now().reads() == 3);
        assertEquals(Duration.ofMillis(50), now().slowest());
    }

    @Test
    void ofManyTheSlowOneIsFoundTheSecondTime() {
        open(new Settings());
        int slow = rig.listen(new Slow());
        int fast = rig.listen(server);
        var wires = new ArrayList<Rig.Wire>();
        for (int i = 0; i < 15; i++) wires.add(rig.connect(i == 5 ? slow : fast));
        rig.settle();
        for (int i = 0; i < 2; i++) {
            wires.forEach(wire -> wire.say("s"));
            rig.settle();
            if (i == 0) assertEquals("", now().slowestHandler(), "nobody is blamed on suspicion");
            assertEquals(Duration.ofMillis(50), now().slowest());
            wires.get(5).say("s");
            rig.settle();
        }
        assertEquals(Slow.class.getName(), now().slowestHandler());
    }

    @Test
    void slowTimersAndTasksCountToo() {
        open(new Settings());
        rig.loop.schedule(Duration.ZERO, () -> stage.advance(Duration.ofMillis(20)));
        stage.advance(Duration.ofMillis(1));
        rig.settle();
        assertEquals(Duration.ofMillis(20), now().slowest());
        assertTrue(now().slowestHandler().contains("SnapshotTest"), now().slowestHandler());
        rig.loop.execute(() -> stage.advance(Duration.ofMillis(30)));
        rig.settle();
        assertEquals(Duration.ofMillis(30), now().slowest());
    }

    @Test
    void waitingIsNotSlow() {
        open(new Settings());
        stage.meddler.answer("epollWait", arguments -> waits());
        stage.meddler.answer("epollPwait2", arguments -> waits());
        for (int i = 0; i < 3; i++) rig.loop.turn(stage.atMost);
        assertEquals(Duration.ZERO, now().slowest());
    }

    private Number waits() {
        stage.advance(Duration.ofSeconds(5));
        return 0;
    }

    @ParameterizedTest
    @EnumSource
    void pressureIsCountedAndLoggedOnce(Pressure pressure) {
        open(new Settings().pressure(pressure).maxConnections(1));
        int port = rig.listen(server);
        try (var log = new Log()) {
            for (int i = 0; i < 5; i++) rig.connect(port);
            rig.settle();
            for (int i = 0; i < 20; i++) {
                stage.advance(Duration.ofSeconds(2));
                rig.settle();
            }
            assertEquals(1, now().connections());
            assertEquals(pressure == Pressure.SHED ? 4 : 0, now().rejected());
            assertEquals(pressure == Pressure.SHED ? 0 : 21, now().pauses());
            var what =
                    pressure == Pressure.SHED
                            ? "rejecting connections"
                            : "not accepting for a while";
            assertEquals(List.of(what + ": the limit on connections is reached"), log.lines);
        }
    }
}
