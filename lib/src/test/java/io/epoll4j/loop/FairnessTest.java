package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.loop.Rig.Recorder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Nobody waits for one who has more to do than others. Counted, not timed: how much of another's
/// work lies between a message's arrival and its handler.
@ParameterizedClass
@MethodSource("io.epoll4j.loop.Rig#realStages")
class FairnessTest {
    private static final int SHARE = 16 << 10;

    @Parameter(0)
    Supplier<Stage> stages;

    @Parameter(1)
    Trigger trigger;

    Stage stage;
    Rig rig;

    @BeforeEach
    void open() {
        stage = stages.get();
        rig = new Rig(stage, new Settings().trigger(trigger).receiveBytes(SHARE));
    }

    @AfterEach
    void close() {
        rig.close();
        assertEquals(List.of(), rig.errors);
        assertEquals(0, rig.loop.snapshot().spins());
        stage.assertNothingOpen();
    }

    @Test
    void aFloodAmongAThousandDelaysNobodyByMoreThanItsShare() {
        var flooding = new Recorder();
        var quiet = new Recorder();
        var flood = rig.connect(rig.listen(flooding));
        int port = rig.listen(quiet);
        var wires = new ArrayList<Rig.Wire>();
        while (wires.size() < 999) {
            wires.add(rig.connect(port));
            if (wires.size() % 50 == 0) rig.settle();
        }
        rig.settle();
        byte[] block = new byte[1 << 16];
        for (int round = 0; round < 20; round++) {
            while (flood.send(block, 0, block.length) > 0) {}
            long turns = rig.loop.snapshot().turns();
            long before = flooding.bytes;
            long heard = quiet.bytes;
            for (var wire : wires) wire.send(block, 0, 1);
            rig.until(() -> quiet.bytes == heard + 999);
            assertTrue(flooding.bytes > before, "the flood goes on");
            // Each turn takes in what all have sent, and of the flood a share.
            turns = rig.loop.snapshot().turns() - turns;
            assertTrue(turns <= 3, turns + " turns");
            assertTrue(flooding.bytes - before <= turns * 2 * SHARE, "of the flood: " + turns);
        }
    }

    @Test
    void theFloodItselfIsServedWithoutWaiting() {
        var flooding = new Recorder();
        var flood = rig.connect(rig.listen(flooding));
        rig.settle();
        byte[] block = new byte[1 << 16];
        int sent = 0;
        for (int n; (n = flood.send(block, 0, block.length)) > 0; ) sent += n;
        assertTrue(sent > 4 * SHARE);
        int turns = 0;
        while (flooding.bytes < sent && turns < 10_000) {
            rig.loop.turn(stage.atMost);
            turns++;
        }
        assertEquals(sent, flooding.bytes);
        assertTrue(turns <= sent / (SHARE / 4), turns + " turns for " + sent + " bytes");
    }

    @Test
    void whoMayAlwaysWriteMoreDoesNotHoldTheTurn() {
        int[] calls = {0};
        var endless =
                new Recorder() {
                    @Override
                    public void opened(Peer peer) {
                        super.opened(peer);
                        peer.write(ByteBuffer.allocate(1 << 17));
                    }

                    @Override
                    public void writable(Peer peer) {
                        if (++calls[0] > 1000) throw new AssertionError("holds the turn");
                        peer.write(ByteBuffer.allocate((64 << 10) + 1));
                    }
                };
        // The fastest reader there is.
        stage.meddler.answer("send", arguments -> (Long) arguments[3]);
        stage.meddler.answer("writev", arguments -> allOf(endless.peers.getFirst()));
        rig.connect(rig.listen(endless));
        for (int i = 0; i < 100; i++) {
            rig.loop.turn(stage.atMost);
            assertTrue(calls[0] <= 3 * i + 3, calls[0] + " calls in " + i + " turns");
        }
        assertTrue(calls[0] >= 50, calls[0] + " calls: it goes on, turn by turn");
        endless.peers.forEach(peer -> rig.loop.with(peer, peer::abort));
    }

    @Test
    void oneLongQueueLeavesInShares() {
        var server = new Recorder();
        var wire = rig.connect(rig.listen(server));
        rig.settle();
        Peer peer = server.peers.getFirst();
        stage.meddler.answer("writev", arguments -> allOf(peer));
        stage.meddler.answer("send", arguments -> (Long) arguments[3]);
        int size = 64 << 20;
        peer.execute(() -> {
            for (int i = 0; i < 64; i++) peer.write(ByteBuffer.allocate(1 << 20));
        });
        rig.loop.turn(stage.atMost);
        assertTrue(peer.unsent() > size / 2, "all in one turn");
        int turns = 0;
        for (; peer.unsent() > 0; turns++) rig.loop.turn(stage.atMost);
        assertTrue(turns >= 32 && turns <= 64, turns + " turns");
        assertEquals(0, wire.hear());
    }

    /// As much as one call is given.
    private static Long allOf(Peer peer) {
        return Math.min(peer.unsent(), 16L * Chunk.CAPACITY);
    }

    @Test
    void aCrowdAtTheDoorLeavesTheOthersTheirTurn() {
        var server = new Recorder();
        var order = new ArrayList<String>();
        int port = rig.listen(server);
        var wire =
                rig.connect(
                        rig.listen(
                                (peer, bytes) -> order.add("served after " + server.peers.size())));
        rig.settle();
        for (int i = 0; i < 300; i++) rig.connect(port);
        wire.say("x");
        rig.until(() -> !order.isEmpty());
        assertTrue(server.peers.size() <= 128, order.toString());
        rig.until(() -> server.peers.size() == 300);
    }

    @Test
    void tasksThatPostTasksLeaveTheOthersTheirTurn() {
        var server = new Recorder();
        var wire = rig.connect(rig.listen(server));
        rig.settle();
        int[] runs = {0};
        Runnable[] again = new Runnable[1];
        again[0] =
                () -> {
                    if (++runs[0] < 10_000 && server.bytes == 0) rig.loop.execute(again[0]);
                };
        rig.loop.execute(again[0]);
        wire.say("x");
        rig.until(() -> server.bytes == 1);
        assertTrue(runs[0] < 100, runs[0] + " tasks");
    }
}
