package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.loop.Rig.Recorder;
import io.epoll4j.sys.Kernel;
import java.nio.ByteBuffer;
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
import org.junit.jupiter.params.provider.MethodSource;

/// Replies that are sent from where they were received, those of many peers together: each peer is
/// sent its own, in order, whatever handlers do to each other meanwhile.
@ParameterizedClass
@ExtendWith(InWorld.class)
@MethodSource("io.epoll4j.loop.Rig#worlds")
class BorrowingTest {
    private static final int CROWD = 40; // more than may borrow at once

    @Parameter(0)
    Supplier<Kernel> kernels;

    @Parameter(1)
    Trigger trigger;

    private Rig rig;
    private final List<Rig.Wire> wires = new ArrayList<>();

    @BeforeEach
    void open() {
        rig = new Rig(kernels.get(), trigger);
    }

    @AfterEach
    void close() {
        rig.close();
        assertEquals(List.of(), rig.errors);
        assertEquals(0, rig.loop.snapshot().spins());
    }

    private void connect(int port, int count) {
        int before = wires.size();
        for (int i = 0; i < count; i++) wires.add(rig.connect(port));
        rig.until(() -> rig.loop.snapshot().connections() == before + count);
        rig.settle();
    }

    private static String text(int number, int length) {
        return ("<" + number + ">").repeat(length).substring(0, length);
    }

    @Test
    void eachOfManyGetsItsOwn() {
        connect(rig.listen((peer, bytes) -> peer.write(bytes)), CROWD);
        int[] lengths = {1, 64, 5_000, 4_096, 3, 40_000, 200, 17_000};
        for (int i = 0; i < CROWD; i++) wires.get(i).say(text(i, lengths[i % lengths.length]));
        for (int i = 0; i < CROWD; i++) {
            var wire = wires.get(i);
            var wanted = text(i, lengths[i % lengths.length]);
            rig.until(() -> wire.hears(wanted));
        }
    }

    @Test
    void aHandlerSeesNobodyElsesBytes() {
        int port =
                rig.listen((peer, bytes) -> {
                    peer.write(bytes);
                    assertEquals(0, bytes.rewind().position());
                    var seen = new byte[bytes.remaining()];
                    bytes.get(seen);
                    for (byte one : seen) assertEquals(seen[0], one);
                });
        connect(port, CROWD);
        for (int i = 0; i < CROWD; i++) wires.get(i).say(("" + (char) ('A' + i)).repeat(10 + i));
        for (int i = 0; i < CROWD; i++) {
            var wire = wires.get(i);
            var wanted = ("" + (char) ('A' + i)).repeat(10 + i);
            rig.until(() -> wire.hears(wanted));
        }
    }

    /// What one peer has borrowed goes before what others write to it later in the turn.
    @Test
    void laterWritesOfOthersComeAfterwards() {
        int port =
                rig.listen(
                        new Recorder() {
                            private Peer first;

                            @Override
                            public void received(Peer peer, ByteBuffer bytes) {
                                if (first == null) first = peer;
                                first.write(bytes);
                            }
                        });
        connect(port, CROWD);
        wires.getFirst().say("(start)");
        for (int i = 1; i < CROWD; i++) wires.get(i).say("(more)");
        var wanted = "(start)" + "(more)".repeat(CROWD - 1);
        rig.until(() -> wires.getFirst().hears(wanted));
    }

    @Test
    void endedByAnotherStillGetsItsReply() {
        getsItsReplyWhenAnother(Peer::end);
    }

    @Test
    void closedByAnotherStillGetsItsReply() {
        getsItsReplyWhenAnother(Peer::close);
    }

    private void getsItsReplyWhenAnother(Consumer<Peer> endsIt) {
        connect(rig.listen(new Ender(endsIt)), 2);
        wires.get(0).say("reply");
        wires.get(1).say("end it");
        rig.until(() -> wires.get(0).hasEnded());
        assertEquals("reply", wires.get(0).heard.toString());
        assertEquals(0, wires.get(0).end);
    }

    @Test
    void abortedByAnotherGetsNothingOfAnybodys() {
        connect(rig.listen(new Ender(Peer::abort)), 3);
        wires.get(0).say("never sent");
        wires.get(1).say("end it");
        wires.get(2).say("mine");
        rig.until(() -> wires.get(0).hasEnded());
        assertTrue(wires.get(0).end < 0 && wires.get(0).heard.isEmpty());
        rig.until(() -> wires.get(2).hears("mine"));
        assertTrue(wires.get(1).hears("end it"));
    }

    @Test
    void aReplyGoesBeforeTheEndThatCameWithItsRequest() {
        connect(rig.listen((peer, bytes) -> peer.write(bytes)), CROWD);
        for (var wire : wires) {
            wire.say("last");
            wire.endOutput();
        }
        for (var wire : wires) {
            rig.until(wire::hasEnded);
            assertEquals("last", wire.heard.toString());
            assertEquals(0, wire.end);
        }
    }

    /// Bytes that are not received yet wait in the kernel.
    @Test
    void aPeerPausedByAnotherHearsNoMore() {
        int port =
                rig.listen(
                        new Recorder() {
                            @Override
                            public void received(Peer peer, ByteBuffer bytes) {
                                super.received(peer, bytes.duplicate());
                                peer.write(bytes);
                                for (var other : peers) if (other != peer) other.pause();
                            }
                        });
        connect(port, CROWD);
        for (var wire : wires) wire.say("x");
        rig.settle();
        int heard = 0;
        for (var wire : wires) if (wire.hear() > 0) heard++;
        assertEquals(1, heard);
    }

    /// Gives back what it hears; whoever is second ends the first.
    private static final class Ender implements Handler {
        private final Consumer<Peer> how;
        private Peer first;

        Ender(Consumer<Peer> how) {
            this.how = how;
        }

        @Override
        public void received(Peer peer, ByteBuffer bytes) {
            peer.write(bytes);
            if (first == null) first = peer;
            else how.accept(first);
        }
    }
}
