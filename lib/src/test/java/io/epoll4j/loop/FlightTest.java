package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.epoll4j.loop.Rig.Recorder;
import io.epoll4j.sys.Errno;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What a loop tells the flight recorder.
@ParameterizedClass
@MethodSource("io.epoll4j.loop.Rig#realStages")
class FlightTest {
    @Parameter(0)
    Supplier<Stage> stages;

    @Parameter(1)
    Trigger trigger;

    @TempDir Path directory;
    Stage stage;
    Rig rig;
    final Recording recording = new Recording();

    @BeforeEach
    void open() {
        stage = stages.get();
        for (var name : List.of("Turn", "SlowHandler", "RejectedConnection", "DroppedEvent"))
            recording.enable("io.epoll4j." + name);
        recording.enable("io.epoll4j.Turn").withThreshold(Duration.ZERO);
        recording.start();
    }

    @AfterEach
    void close() {
        if (rig != null) rig.close();
        recording.close();
    }

    private void open(Settings settings) {
        rig = new Rig(stage, settings.trigger(trigger));
    }

    private List<RecordedEvent> recorded(String name) throws Exception {
        recording.stop();
        var file = directory.resolve("loop.jfr");
        recording.dump(file);
        var events = RecordingFile.readAllEvents(file);
        Files.delete(file);
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("io.epoll4j." + name))
                .toList();
    }

    @Test
    void turns() throws Exception {
        open(new Settings());
        rig.connect(rig.listen(new Recorder()));
        rig.settle();
        for (int i = 0; i < 10; i++) rig.loop.turn(Duration.ZERO);
        var turns = recorded("Turn");
        assertEquals(rig.loop.snapshot().turns(), turns.size());
        assertEquals(
                rig.loop.snapshot().events(),
                turns.stream().mapToLong(turn -> turn.getInt("events")).sum());
        for (int i = 1; i < turns.size(); i++)
            assertFalse(turns.get(i).getStartTime().isBefore(turns.get(i - 1).getEndTime()));
    }

    @Test
    void slowHandlers() throws Exception {
        open(new Settings().slowHandler(Duration.ofMillis(20)));
        class Slow extends Recorder {
            @Override
            public void received(Peer peer, ByteBuffer bytes) {
                stage.advance(Duration.ofMillis(bytes.remaining()));
            }
        }
        var wire = rig.connect(rig.listen(new Slow()));
        rig.settle();
        wire.say("x".repeat(20));
        rig.settle();
        wire.say("x".repeat(21));
        rig.settle();
        rig.loop.execute(() -> stage.advance(Duration.ofMillis(30)));
        rig.settle();
        var slow = recorded("SlowHandler");
        assertEquals(2, slow.size());
        assertEquals(Slow.class.getName(), slow.get(0).getString("handler"));
        assertEquals(21_000_000, slow.get(0).getLong("nanos"));
        assertEquals(1, slow.get(0).getInt("calls"));
        assertTrue(slow.get(1).getString("handler").contains("FlightTest"));
    }

    @Test
    void ofSeveralCallsThatTookLongTogetherNobodyIsBlamed() throws Exception {
        open(new Settings());
        var wires = new ArrayList<Rig.Wire>();
        int port = rig.listen((peer, bytes) -> stage.advance(Duration.ofMillis(4)));
        for (int i = 0; i < 8; i++) wires.add(rig.connect(port));
        rig.settle();
        wires.forEach(wire -> wire.say("x"));
        rig.loop.turn(Duration.ofMillis(100));
        var slow = recorded("SlowHandler");
        for (var event : slow) {
            assertEquals("", event.getString("handler"));
            assertEquals(event.getInt("calls") * 4_000_000L, event.getLong("nanos"));
        }
        assertTrue(slow.size() >= 1 || rig.loop.snapshot().reads() < 3);
    }

    @Test
    void rejectedConnections() throws Exception {
        open(new Settings().maxConnections(1).maxPerAddress(5).pressure(Pressure.SHED));
        int port = rig.listen(new Recorder());
        for (int i = 0; i < 4; i++) rig.connect(port);
        rig.until(() -> rig.loop.snapshot().rejected() == 3);
        var rejected = recorded("RejectedConnection");
        assertEquals(3, rejected.size());
        assertEquals(
                "the limit on connections is reached", rejected.getFirst().getString("reason"));
    }

    @Test
    void connectionsRejectedForWantOfADescriptor() throws Exception {
        open(new Settings().pressure(Pressure.SHED));
        int port = rig.listen(new Recorder());
        int[] calls = {0};
        stage.meddler.answer("accept4", a -> calls[0]++ == 0 ? -Errno.EMFILE : null);
        rig.connect(port);
        rig.until(() -> rig.loop.snapshot().rejected() == 1);
        assertEquals("EMFILE", recorded("RejectedConnection").getFirst().getString("reason"));
    }

    @Test
    void droppedEvents() throws Exception {
        assumeTrue(trigger != Trigger.ONESHOT, "one may not touch another");
        open(new Settings());
        var server =
                new Recorder() {
                    @Override
                    public void received(Peer peer, ByteBuffer bytes) {
                        for (Peer other : peers) if (other != peer) other.abort();
                    }
                };
        int port = rig.listen(server);
        var wires = new ArrayList<Rig.Wire>();
        for (int i = 0; i < 3; i++) wires.add(rig.connect(port));
        rig.until(() -> server.peers.size() == 3);
        rig.settle();
        wires.forEach(wire -> wire.say("x"));
        rig.settle();
        var dropped = recorded("DroppedEvent");
        assertEquals(rig.loop.snapshot().stale(), dropped.size());
        var gone = server.peers.stream().filter(peer -> !peer.isOpen()).map(peer -> peer.data);
        assertEquals(
                gone.sorted().toList(),
                dropped.stream().map(event -> event.getLong("data")).sorted().toList());
        assertTrue((dropped.getFirst().getInt("events") & 1) != 0, "EPOLLIN");
    }
}
