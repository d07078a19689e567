package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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

/// A whole life of a connection, in which the handler does something rash at one of its calls.
@ParameterizedClass
@ExtendWith(InWorld.class)
@MethodSource("io.epoll4j.loop.Rig#stages")
class CallbacksTest {
    private static final int LARGE = 4 << 20;

    @Parameter(0)
    Supplier<Stage> stages;

    @Parameter(1)
    Trigger trigger;

    Stage stage;
    Rig rig;
    Rig.Wire wire;
    long written;
    final List<String> log = new ArrayList<>();

    @BeforeEach
    void open() {
        stage = stages.get();
        rig = new Rig(stage, new Settings().trigger(trigger));
    }

    @AfterEach
    void close() {
        assertEquals(0, rig.loop.snapshot().connections());
        assertEquals(0, rig.loop.snapshot().spins());
        assertEquals(0, rig.loop.snapshot().stale(), "nobody was in the way of another");
        rig.close();
        stage.assertNothingOpen();
    }

    /// Acts at one of its calls.
    private final class Rash implements Handler {
        private final String at;
        private final Consumer<Peer> action;

        Rash(String at, Consumer<Peer> action) {
            this.at = at;
            this.action = action;
        }

        private void happens(String what, Peer peer) {
            log.add(what);
            if (what.equals(at)) action.accept(peer);
        }

        @Override
        public void opened(Peer peer) {
            say(peer, 10);
            happens("opened", peer);
        }

        @Override
        public void received(Peer peer, ByteBuffer bytes) {
            say(peer, LARGE);
            happens("received", peer);
        }

        @Override
        public void writable(Peer peer) {
            say(peer, 10);
            happens("writable", peer);
        }

        @Override
        public void ended(Peer peer) {
            say(peer, 10);
            happens("ended", peer);
        }

        @Override
        public void draining(Peer peer) {
            say(peer, 10);
            happens("draining", peer);
            peer.close();
        }

        @Override
        public void closed(Peer peer, CloseReason reason) {
            log.add("closed " + reason);
            if (at.equals("closed")) action.accept(peer);
        }
    }

    private void say(Peer peer, int bytes) {
        if (peer.isOpen()) written += bytes;
        peer.write(ByteBuffer.allocate(bytes));
    }

    /// Lives through every call that there is.
    private void live(String at, Consumer<Peer> action) {
        wire = rig.connect(rig.listen(new Rash(at, action)));
        exchange();
        wire.send(new byte[] {1}, 0, 1);
        exchange();
        wire.endOutput();
        exchange();
        rig.loop.drain(Duration.ofSeconds(1));
        exchange();
        wire.close();
        rig.settle();
        assertTrue(log.getLast().startsWith("closed"), log.toString());
        assertEquals(1, log.stream().filter(line -> line.startsWith("closed")).count());
    }

    private void exchange() {
        do rig.settle();
        while (wire.hear() > 0);
    }

    private String reason() {
        return log.getLast().substring("closed ".length());
    }

    @Test
    void nothingRash() {
        live("", peer -> {});
        assertEquals(
                List.of("opened", "received", "writable", "ended", "draining", "closed ENDED"),
                log);
        assertEquals(written, wire.heardBytes);
        assertEquals(List.of(), rig.errors);
    }

    @ParameterizedTest
    @ValueSource(strings = {"opened", "received", "writable", "ended", "draining", "closed"})
    void throwing(String at) {
        live(
                at,
                peer -> {
                    throw new IllegalStateException(at);
                });
        assertEquals(1, rig.errors.size());
        assertEquals(at, rig.errors.getFirst().getMessage());
        assertEquals(1, rig.loop.snapshot().failures());
        assertEquals(at.equals("closed") ? "ENDED" : "FAILED", reason());
        assertEquals(written, wire.heardBytes, "what was written before is sent");
        assertEquals(0, wire.end);
    }

    @ParameterizedTest
    @ValueSource(strings = {"opened", "received", "writable", "ended", "draining", "closed"})
    void closing(String at) {
        live(
                at,
                peer -> {
                    peer.close();
                    assertFalse(peer.write(ByteBuffer.allocate(1)));
                });
        assertEquals(List.of(), rig.errors);
        assertTrue(List.of("ENDED", "CLOSED").contains(reason()), reason());
        assertEquals(written, wire.heardBytes, "what was written before is sent");
        assertEquals(0, wire.end);
    }

    @ParameterizedTest
    @ValueSource(strings = {"opened", "received", "writable", "ended", "draining", "closed"})
    void ending(String at) {
        live(
                at,
                peer -> {
                    peer.end();
                    peer.end();
                    assertFalse(peer.write(ByteBuffer.allocate(1)));
                });
        assertEquals(List.of(), rig.errors);
        assertEquals("ENDED", reason());
        assertEquals(written, wire.heardBytes, "what was written before is sent");
        assertEquals(0, wire.end);
    }

    @ParameterizedTest
    @ValueSource(strings = {"opened", "received", "writable", "ended", "draining", "closed"})
    void aborting(String at) {
        live(
                at,
                peer -> {
                    peer.abort();
                    assertEquals(0, peer.unsent());
                    assertFalse(peer.write(ByteBuffer.allocate(1)));
                    peer.close();
                    peer.end();
                    peer.pause();
                    peer.resume();
                    peer.timeouts(Timeouts.DEFAULT);
                    String client = InWorld.isHere() ? "10.0.0.1" : "127.0.0.1";
                    assertEquals(client, peer.remote().host());
                });
        assertEquals(List.of(), rig.errors);
        assertEquals(at.equals("closed") ? "ENDED" : "ABORTED", reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"opened", "received", "writable", "ended", "draining", "closed"})
    void pausingForAWhile(String at) {
        live(
                at,
                peer -> {
                    peer.pause();
                    peer.execute(peer::resume);
                });
        assertEquals(List.of(), rig.errors);
        assertEquals("ENDED", reason());
        assertEquals(written, wire.heardBytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"opened", "received", "writable", "ended", "draining"})
    void goingOnWithAnotherHandler(String at) {
        live(at, peer -> peer.handler(new Rash("", other -> {})));
        assertEquals(
                List.of("opened", "received", "writable", "ended", "draining", "closed ENDED"),
                log);
    }
}
