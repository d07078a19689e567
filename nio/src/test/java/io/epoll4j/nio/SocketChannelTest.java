package io.epoll4j.nio;

import static io.epoll4j.nio.Rig.bytes;
import static io.epoll4j.nio.Rig.direct;
import static io.epoll4j.nio.Rig.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.nio.Rig.On;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Connections: what goes through them, in both modes, and how they end.
@Timeout(60)
class SocketChannelTest {
    private static final int BIG = 3_000_000;

    @ParameterizedTest
    @EnumSource
    void allKindsOfBuffersGoThrough(On on) throws Exception {
        try (var pair = on.rig().pair()) {
            pair.one().write(bytes("heap "));
            pair.one().write(direct("direct "));
            pair.one()
                    .write(new ByteBuffer[] {bytes("ga"), direct("the"), bytes(""), bytes("red")});
            var head = ByteBuffer.allocateDirect(5);
            var middle = ByteBuffer.allocate(0);
            var rest = ByteBuffer.allocate(14);
            while (rest.hasRemaining()) pair.other().read(new ByteBuffer[] {head, middle, rest});
            assertEquals("heap ", text(head));
            assertEquals("direct gathered".substring(0, 14), text(rest));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBlockingWriteWritesAll(On on) throws Exception {
        var rig = on.rig();
        byte[] sent = new byte[BIG];
        new Random(1).nextBytes(sent);
        try (var pair = rig.narrowPair()) {
            var writer = rig.startWaiting(() -> pair.one().write(ByteBuffer.wrap(sent)));
            var got = ByteBuffer.allocate(BIG);
            while (got.hasRemaining()) assertTrue(pair.other().read(got) > 0);
            assertEquals(BIG, writer.result());
            assertArrayEquals(sent, got.array());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nonBlockingCallsAnswerZero(On on) throws Exception {
        try (var pair = on.rig().pair()) {
            pair.one().configureBlocking(false);
            assertEquals(0, pair.one().read(ByteBuffer.allocate(1)));
            long written = 0;
            for (int n; (n = pair.one().write(ByteBuffer.allocate(BIG))) > 0; ) written += n;
            assertEquals(0, pair.one().write(ByteBuffer.allocate(1)));
            long read = 0;
            var into = ByteBuffer.allocate(BIG);
            while (read < written) read += pair.other().read(into.clear());
            assertEquals(written, read);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEndIsAnEndAndAResetStaysOne(On on) throws Exception {
        try (var pair = on.rig().pair()) {
            pair.one().write(bytes("x"));
            pair.one().shutdownOutput();
            assertThrows(ClosedChannelException.class, () -> pair.one().write(bytes("y")));
            var into = ByteBuffer.allocate(2);
            assertEquals(1, pair.other().read(into));
            assertEquals(-1, pair.other().read(into));
            assertEquals(-1, pair.other().read(into));
            pair.other().setOption(StandardSocketOptions.SO_LINGER, 0);
            pair.other().close();
            for (int i = 0; i < 3; i++)
                assertEquals(
                        "Connection reset",
                        assertThrows(SocketException.class, () -> pair.one().read(into.clear()))
                                .getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsShutForReadingHasEnded(On on) throws Exception {
        var rig = on.rig();
        try (var pair = rig.pair()) {
            var reader = rig.startWaiting(() -> pair.one().read(ByteBuffer.allocate(1)));
            pair.one().shutdownInput();
            assertEquals(-1, reader.result());
            assertEquals(-1, pair.one().read(ByteBuffer.allocate(1)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalIsAConnectException(On on) throws Exception {
        var rig = on.rig();
        java.net.SocketAddress nobody;
        try (var listener = rig.listener()) {
            nobody = listener.getLocalAddress();
        }
        var channel = rig.provider.openSocketChannel();
        var refused = assertThrows(ConnectException.class, () -> channel.connect(nobody));
        assertEquals("Connection refused", refused.getMessage());
        assertFalse(channel.isOpen());
    }

    @ParameterizedTest
    @EnumSource
    void addressesAreJavas(On on) throws Exception {
        var rig = on.rig();
        try (var channel = rig.provider.openSocketChannel();
                var listener = rig.listener()) {
            assertNull(channel.getLocalAddress());
            assertThrows(
                    NotYetConnectedException.class, () -> channel.read(ByteBuffer.allocate(1)));
            channel.connect(listener.getLocalAddress());
            try (var accepted = listener.accept()) {
                assertEquals(channel.getLocalAddress(), accepted.getRemoteAddress());
                assertEquals(channel.getRemoteAddress(), accepted.getLocalAddress());
                assertEquals(listener.getLocalAddress(), accepted.getLocalAddress());
            }
        }
    }

    /// What was written before the close is answered first.
    private static void writeForEver(SocketChannel channel) throws IOException {
        for (; ; ) channel.write(ByteBuffer.allocate(BIG));
    }

    @ParameterizedTest
    @EnumSource
    void closingEndsEveryWait(On on) throws Exception {
        for (boolean virtual : new boolean[] {false, true}) {
            var rig = on.rig();
            var pair = rig.pair();
            var reader =
                    rig.startWaiting(
                            virtual, () -> closedBy(() -> pair.one().read(ByteBuffer.allocate(1))));
            pair.one().close();
            assertEquals(AsynchronousCloseException.class, reader.result());
            var narrow = rig.narrowPair();
            narrow.one().configureBlocking(false);
            while (narrow.one().write(ByteBuffer.allocate(BIG)) > 0) {}
            narrow.one().configureBlocking(true);
            var writer =
                    rig.startWaiting(
                            virtual,
                            () ->
                                    assertThrows(
                                            ClosedChannelException.class,
                                            () -> writeForEver(narrow.one())));
            narrow.one().close();
            writer.result();
            narrow.close();
            var listener = rig.listener();
            var acceptor = rig.startWaiting(virtual, () -> closedBy(listener::accept));
            listener.close();
            assertEquals(AsynchronousCloseException.class, acceptor.result());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptCloses(On on) throws Exception {
        for (boolean virtual : new boolean[] {false, true}) {
            var rig = on.rig();
            try (var pair = rig.pair()) {
                var reader =
                        rig.startWaiting(
                                virtual,
                                () -> {
                                    var how =
                                            closedBy(() -> pair.one().read(ByteBuffer.allocate(1)));
                                    assertTrue(Thread.interrupted(), "the interrupt stays set");
                                    return how;
                                });
                reader.thread().interrupt();
                assertEquals(ClosedByInterruptException.class, reader.result());
                assertFalse(pair.one().isOpen());
                assertEquals(-1, pair.other().read(ByteBuffer.allocate(1)));
            }
        }
    }

    private interface Call {
        Object make() throws IOException;
    }

    private static Class<?> closedBy(Call call) {
        try {
            return call.make().getClass();
        } catch (IOException closed) {
            return closed.getClass();
        }
    }

    @ParameterizedTest
    @EnumSource
    void filesAreTransferred(On on, @TempDir Path folder) throws Exception {
        var rig = on.rig();
        byte[] content = new byte[BIG];
        new Random(2).nextBytes(content);
        var from = Files.write(folder.resolve("from"), content);
        var to = folder.resolve("to");
        try (var pair = rig.narrowPair();
                var source = FileChannel.open(from);
                var target =
                        FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var sender =
                    rig.startWaiting(() -> {
                        long at = 0;
                        while (at < BIG) at += source.transferTo(at, BIG - at, pair.one());
                        pair.one().close();
                        return at;
                    });
            long at = 0;
            for (long n; (n = target.transferFrom(pair.other(), at, BIG)) > 0; ) at += n;
            assertEquals(BIG, sender.result());
        }
        assertArrayEquals(content, Files.readAllBytes(to));
    }

    @ParameterizedTest
    @EnumSource
    void readersAndWritersDoNotDisturbEachOther(On on) throws Exception {
        var rig = on.rig();
        try (var pair = rig.pair()) {
            var reader = rig.startWaiting(() -> pair.one().read(ByteBuffer.allocate(1)));
            pair.one().write(bytes("a"));
            assertEquals(1, pair.other().read(ByteBuffer.allocate(1)));
            pair.other().write(bytes("b"));
            assertEquals(1, reader.result());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nonBlockingConnectsFinish(On on) throws Exception {
        var rig = on.rig();
        try (var listener = rig.listener();
                SocketChannel channel = rig.provider.openSocketChannel()) {
            channel.configureBlocking(false);
            boolean done = channel.connect(listener.getLocalAddress());
            assertEquals(!done, channel.isConnectionPending());
            while (!done) done = channel.finishConnect();
            assertTrue(channel.isConnected());
            assertTrue(channel.finishConnect());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatWasFirstIsNoFailureOfShutdown(On on) throws Exception {
        try (var pair = on.rig().pair()) {
            pair.other().setOption(StandardSocketOptions.SO_LINGER, 0);
            pair.other().close();
            pair.one().shutdownInput();
            pair.one().shutdownOutput();
            assertTrue(pair.one().socket().isOutputShutdown());
        }
    }
}
