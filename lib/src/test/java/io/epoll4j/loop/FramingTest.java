package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Messages out of a stream and into it, by lines and by lengths, in whatever pieces the bytes
/// come.
@ParameterizedClass
@MethodSource("io.epoll4j.loop.Rig#realStages")
class FramingTest {
    private static final int LONGEST = 20;

    @Parameter(0)
    Supplier<Stage> stages;

    @Parameter(1)
    Trigger trigger;

    Rig rig;
    final Listening server = new Listening();

    /// Writes down each message and gives it back.
    static class Listening extends Rig.Recorder {
        final List<String> messages = new ArrayList<>();
        String detail = "";

        @Override
        public void received(Peer peer, ByteBuffer bytes) {
            messages.add(StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString());
            peer.write(bytes);
        }

        @Override
        public void closed(Peer peer, CloseReason reason) {
            super.closed(peer, reason);
            detail = peer.detail();
        }
    }

    @BeforeEach
    void open() {
        rig = new Rig(stages.get(), new Settings().trigger(trigger));
    }

    @AfterEach
    void close() {
        rig.close();
        assertEquals(0, rig.loop.snapshot().spins());
    }

    private static Handler lines(Handler handler) {
        return Framing.lines(LONGEST, handler);
    }

    private static Handler lengths(Handler handler) {
        return Framing.lengths(2, LONGEST, handler);
    }

    private Rig.Wire connect(UnaryOperator<Handler> framing) {
        return rig.connect(rig.listen(framing.apply(server)));
    }

    /// Says `text`, `step` bytes at a time, each of which arrives alone.
    private void say(Rig.Wire wire, String text, int step) {
        for (int i = 0; i < text.length(); i += step) {
            wire.say(text.substring(i, Math.min(i + step, text.length())));
            if (step < text.length()) rig.settle();
        }
        rig.settle();
    }

    private static String framed(String... messages) {
        var text = new StringBuilder();
        for (var each : messages)
            text.append((char) (each.length() >> 8)).append((char) each.length()).append(each);
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1_000})
    void linesInAnyPieces(int step) {
        var wire = connect(FramingTest::lines);
        say(wire, "one\n\ntwo\r\nthree\rmore\n\r\nexactly twenty bytes\nrest", step);
        var whole = List.of("one", "", "two", "three\rmore", "", "exactly twenty bytes");
        rig.until(() -> server.messages.size() == whole.size());
        assertEquals(whole, server.messages);
        wire.endOutput();
        rig.until(wire::hasEnded);
        assertEquals("rest", server.messages.getLast());
        assertEquals(
                "one\n\ntwo\nthree\rmore\n\nexactly twenty bytes\nrest\n", wire.heard.toString());
        assertEquals(List.of("opened", "ended", "closed ENDED"), server.log);
        assertEquals("", server.detail);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1_000})
    void lengthsInAnyPieces(int step) {
        var wire = connect(FramingTest::lengths);
        var text = framed("one", "", "two", "exactly twenty bytes");
        say(wire, text, step);
        rig.until(() -> server.messages.size() == 4);
        assertEquals(List.of("one", "", "two", "exactly twenty bytes"), server.messages);
        wire.endOutput();
        rig.until(wire::hasEnded);
        assertEquals(text, wire.heard.toString());
        assertEquals(List.of("opened", "ended", "closed ENDED"), server.log);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "twenty-one bytes long",
                "twenty-one bytes long\n",
                "twenty-one bytes long\r\n"
            })
    void aLineTooLongIsRefusedAfterWhatWasOwed(String line) {
        for (int step : new int[] {1, 1_000}) {
            server.log.clear();
            var wire = connect(FramingTest::lines);
            say(wire, "fine\n" + line + "\nnever seen\n", step);
            rig.until(wire::hasEnded);
            wire.close();
            rig.until(() -> server.log.contains("closed PROTOCOL"));
            assertEquals("fine\n", wire.heard.toString());
            assertEquals(0, wire.end);
            assertEquals("a line of more than 20 bytes", server.detail);
        }
        assertEquals(List.of("fine", "fine"), server.messages);
        assertEquals(List.of(), rig.errors);
    }

    @Test
    void aLengthTooLargeIsRefusedBeforeItIsThere() {
        var wire = connect(FramingTest::lengths);
        say(wire, framed("fine") + "\u0000\u0015", 1);
        rig.until(wire::hasEnded);
        wire.close();
        rig.until(() -> server.log.contains("closed PROTOCOL"));
        assertEquals(framed("fine"), wire.heard.toString());
        assertEquals("a message of 21 bytes; at most 20 are taken", server.detail);
    }

    @Test
    void anEndWithinAMessageIsRefused() {
        var wire = connect(FramingTest::lengths);
        say(wire, framed("fine") + "\u0000\u0003ab", 1_000);
        wire.endOutput();
        rig.until(wire::hasEnded);
        assertEquals(List.of("opened", "closed PROTOCOL"), server.log);
        assertEquals("the end came within a message, after 4 bytes of it", server.detail);
    }

    /// Pauses after each message, as who must ask somebody else first.
    private static final class Hesitant extends Listening {
        @Override
        public void received(Peer peer, ByteBuffer bytes) {
            super.received(peer, bytes);
            peer.pause();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000})
    void aPauseHoldsBackWhatHasComeAndTheEnd(int step) {
        var hesitant = new Hesitant();
        var wire = rig.connect(rig.listen(lines(hesitant)));
        say(wire, "one\ntwo\nthree\nfour", step);
        wire.endOutput();
        rig.until(() -> !hesitant.messages.isEmpty());
        for (int i = 1; i <= 4; i++) {
            rig.settle();
            assertEquals(i, hesitant.messages.size());
            assertEquals(List.of("opened"), hesitant.log);
            rig.on(hesitant.peers.getFirst(), hesitant.peers.getFirst()::resume);
        }
        rig.until(wire::hasEnded);
        assertEquals(List.of("one", "two", "three", "four"), hesitant.messages);
        assertEquals(List.of("opened", "ended", "closed ENDED"), hesitant.log);
        assertEquals("one\ntwo\nthree\nfour\n", wire.heard.toString());
    }

    @Test
    void nothingFollowsAClose() {
        var once =
                new Listening() {
                    @Override
                    public void received(Peer peer, ByteBuffer bytes) {
                        super.received(peer, bytes);
                        peer.close();
                        peer.write(Rig.ascii("never"));
                    }
                };
        var wire = rig.connect(rig.listen(lines(once)));
        say(wire, "one\ntwo\nthr", 1_000);
        rig.until(wire::hasEnded);
        assertEquals("one\n", wire.heard.toString());
        wire.close();
        rig.until(() -> once.log.contains("closed CLOSED"));
        assertEquals(List.of("one"), once.messages);
    }

    @Test
    void whatAHandlerThrowsClosesAfterWhatItWrote() {
        var failing =
                new Listening() {
                    @Override
                    public void received(Peer peer, ByteBuffer bytes) {
                        super.received(peer, bytes);
                        if (messages.size() == 2) throw new IllegalStateException("planned");
                    }
                };
        var wire = rig.connect(rig.listen(lines(failing)));
        say(wire, "one\ntwo\nthree\n", 1_000);
        rig.until(wire::hasEnded);
        wire.close();
        rig.until(() -> failing.log.contains("closed FAILED"));
        assertEquals("one\ntwo\n", wire.heard.toString());
        assertEquals(List.of("one", "two"), failing.messages);
        assertEquals("planned", rig.errors.getFirst().getMessage());
    }

    /// One that throws from a message that was held back closes its peer all the same.
    @Test
    void whatAHandlerThrowsAfterAPauseClosesToo() {
        var failing =
                new Listening() {
                    @Override
                    public void received(Peer peer, ByteBuffer bytes) {
                        super.received(peer, bytes);
                        if (messages.size() == 2) throw new IllegalStateException("planned");
                        peer.pause();
                    }
                };
        var wire = rig.connect(rig.listen(lines(failing)));
        say(wire, "one\ntwo\n", 1_000);
        rig.on(failing.peers.getFirst(), failing.peers.getFirst()::resume);
        rig.until(wire::hasEnded);
        wire.close();
        rig.until(() -> failing.log.contains("closed FAILED"));
        assertEquals("one\ntwo\n", wire.heard.toString());
    }

    @Test
    void aClientSpeaksInMessagesToo() {
        var at = rig.loop.listen(0, lengths(server)).address().sockAddr();
        var client = new Listening();
        var peer =
                rig.loop.connect(
                        at,
                        lengths(
                                new Rig.Recorder() {
                                    @Override
                                    public void received(Peer from, ByteBuffer bytes) {
                                        client.messages.add(
                                                StandardCharsets.ISO_8859_1
                                                        .decode(bytes)
                                                        .toString());
                                    }
                                }));
        rig.on(
                peer,
                () -> {
                    peer.write(Rig.ascii("before it is open"));
                    peer.write(Rig.ascii(""));
                });
        rig.until(() -> client.messages.size() == 2);
        assertEquals(List.of("before it is open", ""), server.messages);
        assertEquals(List.of("before it is open", ""), client.messages);
        rig.on(
                peer,
                () ->
                        assertThrows(
                                IllegalArgumentException.class,
                                () -> peer.write(ByteBuffer.allocate(65_536))));
    }

    @Test
    void aFloodOfLinesArrivesWhole() {
        var longer = new Listening();
        var wire = rig.connect(rig.listen(Framing.lines(5_000, longer)));
        var expected = new ArrayList<String>();
        var text = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            expected.add("x".repeat(i * 12 % 4_999) + i);
            text.append(expected.getLast()).append('\n');
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        for (int sent = 0; sent < bytes.length; rig.settle(), wire.hear())
            sent += Math.max(wire.send(bytes, sent, bytes.length - sent), 0);
        rig.until(() -> longer.messages.size() == 400);
        assertEquals(expected, longer.messages);
        rig.until(() -> {
            wire.hear();
            return wire.heardBytes == bytes.length;
        });
        assertEquals(text.toString(), wire.heard.toString());
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Framing.lines(0, server));
        assertThrows(IllegalArgumentException.class, () -> Framing.lengths(0, 1, server));
        assertThrows(IllegalArgumentException.class, () -> Framing.lengths(5, 1, server));
        assertThrows(IllegalArgumentException.class, () -> Framing.lengths(4, -1, server));
        assertTrue(server.log.isEmpty());
    }
}
