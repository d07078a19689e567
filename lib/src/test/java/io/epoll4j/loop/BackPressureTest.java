package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.epoll4j.loop.Rig.Recorder;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SocketFlags;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Peers that send faster than they read, and what that must not do.
@ParameterizedClass
@ExtendWith(InWorld.class)
@MethodSource("io.epoll4j.loop.Rig#worlds")
class BackPressureTest {
    private static final int MEGABYTE = 1 << 20;

    @Parameter(0)
    Supplier<Kernel> kernels;

    @Parameter(1)
    Trigger trigger;

    Rig rig;
    Meddler meddler;
    final Recorder recorder = new Recorder();

    @BeforeEach
    void open() {
        meddler = new Meddler(kernels.get());
        rig = new Rig(meddler.kernel, trigger);
    }

    @AfterEach
    void close() {
        rig.close();
        assertEquals(0, rig.loop.snapshot().spins());
    }

    /// A peer of the echo handler, and its client.
    private final class Echo extends Recorder {
        final Rig.Wire wire = rig.connect(rig.listen(this));

        @Override
        public void received(Peer peer, ByteBuffer bytes) {
            peer.write(bytes);
        }

        Peer peer() {
            rig.until(() -> !peers.isEmpty());
            return peers.getFirst();
        }
    }

    @Test
    void whoNeverReadsIsNotReadFromAndMemoryStaysBounded() {
        var echo = new Echo();
        Peer peer = echo.peer();
        byte[] block = new byte[1 << 16];
        long sent = 0;
        for (int idle = 0; idle < 20; ) {
            int n = echo.wire.send(block, 0, block.length);
            sent += n;
            rig.loop.turn(Rig.SHORT);
            if (n == 0) InWorld.pass();
            idle = n == 0 ? idle + 1 : 0;
            assertTrue(peer.unsent() <= (64 << 10) + (128 << 10), "queued: " + peer.unsent());
        }
        assertTrue(peer.awaitingReplies);
        long all = sent;
        rig.until(() -> echo.wire.hear() >= 0 && echo.wire.heardBytes == all);
        assertEquals(0, peer.unsent());
    }

    @Test
    void everyByteComesBackInOrderWhateverTheClientDoes() {
        var echo = new Echo();
        var random = new Random(11);
        byte[] data = new byte[8 * MEGABYTE];
        for (int i = 0; i < data.length; i++) data[i] = (byte) ('a' + i % 23);
        int sent = 0;
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (echo.wire.heardBytes < data.length && System.nanoTime() < deadline) {
            if (random.nextInt(3) > 0 && sent < data.length) {
                int n = Math.min(1 + random.nextInt(100_000), data.length - sent);
                sent += echo.wire.send(data, sent, n);
                if (sent == data.length) echo.wire.endOutput();
            }
            if (random.nextInt(3) > 0) rig.loop.turn(Rig.SHORT);
            if (random.nextInt(8) == 0 || sent == data.length) echo.wire.hear();
        }
        assertEquals(data.length, echo.wire.heardBytes);
        for (int i = 0; i < echo.wire.heard.length(); i++)
            assertEquals((char) data[i], echo.wire.heard.charAt(i));
        rig.until(() -> echo.log.contains("closed ENDED"));
    }

    @Test
    void aPushThatIsNotTakenDoesNotStopReading() {
        var wire = rig.connect(rig.listen(recorder));
        rig.until(() -> recorder.peers.size() == 1);
        Peer peer = recorder.peers.getFirst();
        for (int i = 0; i < 20; i++) peer.write(ByteBuffer.allocate(MEGABYTE));
        rig.settle();
        assertTrue(peer.unsent() > MEGABYTE);
        byte[] block = new byte[1 << 16];
        for (int i = 0; i < 100; i++) {
            int before = (int) recorder.bytes;
            int n = wire.send(block, 0, block.length);
            rig.until(() -> recorder.bytes == before + n);
        }
    }

    @Test
    void twoEndsThatBothSpeakFirstDoNotDeadlock() {
        int amount = 16 * MEGABYTE;
        class Speaker extends Recorder {
            @Override
            public void opened(Peer peer) {
                for (int i = 0; i < 16; i++) peer.write(ByteBuffer.allocate(MEGABYTE));
            }
        }
        var server = new Speaker();
        var client = new Speaker();
        var at = rig.loop.listen(InWorld.at(0), server).address().sockAddr();
        rig.loop.connect(at, client);
        rig.until(() -> server.bytes == amount && client.bytes == amount);
    }

    @Test
    void repliesBehindAPushStopReadingOnlyUntilTheyAreSent() {
        assumeFalse(InWorld.isHere(), "there, the window may open for all at once");
        var echo = new Echo();
        Peer peer = echo.peer();
        byte[] block = new byte[1 << 16];
        long[] sent = {0};
        rig.until(() -> {
            sent[0] += echo.wire.send(block, 0, block.length);
            return peer.awaitingReplies;
        });
        for (int i = 0; i < 8; i++) peer.write(ByteBuffer.allocate(MEGABYTE));
        // The client reads up to where the replies end, and no further.
        long replies = peer.replyEnd;
        rig.until(() -> {
            if (peer.awaitingReplies) echo.wire.hear();
            return !peer.awaitingReplies;
        });
        assertTrue(peer.unsent() > 0 && peer.sent >= replies - (16 << 10));
    }

    @Test
    void writableIsCalledWhenTheQueueHasSunk() {
        var calls = new ArrayList<Long>();
        int port =
                rig.listen(
                        new Recorder() {
                            @Override
                            public void opened(Peer peer) {
                                recorder.peers.add(peer);
                                fill(peer);
                            }

                            @Override
                            public void writable(Peer peer) {
                                calls.add(peer.unsent());
                                if (peer.bytesOut() < 32 * MEGABYTE) fill(peer);
                                else peer.close();
                            }
                        });
        var wire = rig.connect(port);
        rig.until(wire::hasEnded);
        assertTrue(calls.size() > 10, "calls: " + calls.size());
        assertTrue(calls.stream().allMatch(unsent -> unsent <= 16 << 10), calls.toString());
        assertTrue(wire.heardBytes >= 32 * MEGABYTE);
    }

    private static void fill(Peer peer) {
        boolean room = true;
        while (room) room = peer.write(ByteBuffer.allocate(1 << 16));
    }

    @Test
    void manyWritesOfATurnLeaveInOneSystemCall() {
        var wire = rig.connect(rig.listen(recorder));
        rig.until(() -> recorder.peers.size() == 1);
        rig.settle();
        Peer peer = recorder.peers.getFirst();
        int before = meddler.count("send") + meddler.count("writev");
        rig.loop.execute(() -> {
            for (int i = 0; i < 1000; i++) peer.write(Rig.ascii("0123456789"));
        });
        rig.settle();
        assertEquals(before + 1, meddler.count("send") + meddler.count("writev"));
        rig.until(() -> wire.hear() >= 0 && wire.heardBytes == 10_000);
        rig.loop.execute(() -> {
            for (int i = 0; i < 5000; i++) peer.write(Rig.ascii("0123456789"));
        });
        rig.settle();
        assertEquals(before + 2, meddler.count("send") + meddler.count("writev"));
    }

    @Test
    void aMessageCostsOneReceiveAndOneSendAndNoControl() {
        var echo = new Echo();
        echo.peer();
        rig.settle();
        meddler.counts.clear();
        for (int i = 1; i <= 100; i++) {
            echo.wire.say("message!");
            int heard = i * 8;
            rig.until(() -> echo.wire.heardBytes + echo.wire.hear() >= heard);
        }
        long replies = rig.loop.snapshot().reads();
        assertEquals(0, meddler.count("epollCtl"));
        // The client's own calls go the same way: one send, and receives that this test ignores.
        assertEquals(100, replies);
        assertEquals(InWorld.isHere() ? 100 : 200, meddler.count("send"));
    }

    @Test
    void afterAFloodToo() {
        var echo = new Echo();
        Peer peer = echo.peer();
        byte[] block = new byte[1 << 16];
        long sent = 0;
        for (int i = 0; i < 50; i++) {
            sent += echo.wire.send(block, 0, block.length);
            sent += echo.wire.send(block, 0, block.length);
            sent += echo.wire.send(block, 0, block.length);
            rig.loop.turn(Rig.SHORT);
            echo.wire.hear();
        }
        peer.pause();
        peer.resume();
        long all = sent;
        rig.until(() -> echo.wire.heardBytes + echo.wire.hear() >= all);
        rig.settle();
        int[] receives = {0};
        meddler.answer("recv", arguments -> count(receives, (int) arguments[0] == fd(peer)));
        for (int i = 1; i <= 10; i++) {
            echo.wire.say("message!");
            long heard = all + i * 8;
            rig.until(() -> echo.wire.heardBytes + echo.wire.hear() >= heard);
        }
        assertEquals(10, receives[0]);
    }

    /// Counts, and leaves the answer to the real kernel.
    private static @Nullable Number count(int[] sum, boolean matters) {
        if (matters) sum[0]++;
        return null;
    }

    private static int fd(Entry entry) {
        return entry.fd;
    }

    @Test
    void drainingReadsAllThatHadArrivedAsItsRepliesAreTaken() {
        assumeFalse(InWorld.isHere(), "there, more than SO_RCVBUF may have arrived");
        var echo = new Echo();
        Peer peer = echo.peer();
        byte[] block = new byte[1 << 16];
        for (int idle = 0; idle < 20; ) {
            int n = echo.wire.send(block, 0, block.length);
            rig.loop.turn(Rig.SHORT);
            if (n == 0) InWorld.pass();
            idle = n == 0 ? idle + 1 : 0;
        }
        assertTrue(peer.awaitingReplies);
        long arrived = arrived(peer);
        assertTrue(arrived > peer.bytesIn(), "something waits in the kernel");
        rig.loop.drain(Duration.ofSeconds(30));
        rig.until(() -> echo.wire.hear() >= 0 && echo.wire.end == 0);
        assertTrue(
                echo.wire.heardBytes >= arrived, echo.wire.heardBytes + " of " + arrived + " came");
        echo.wire.close();
        rig.until(() -> rig.loop.snapshot().connections() == 0);
        assertTrue(List.of("closed CLOSED", "closed ENDED").contains(echo.log.getLast()));
    }

    /// How much has been received, by the loop or by its kernel.
    private long arrived(Peer peer) {
        var room = java.lang.foreign.Arena.ofAuto().allocate(16 * MEGABYTE);
        long waiting = rig.kernel.recv(fd(peer), room, 0, room.byteSize(), SocketFlags.MSG_PEEK);
        return peer.bytesIn() + Math.max(waiting, 0);
    }

    @Test
    void aPausedPeerIsNotReadAndItsEndWaits() {
        var wire = rig.connect(rig.listen(recorder));
        rig.until(() -> recorder.peers.size() == 1);
        Peer peer = recorder.peers.getFirst();
        peer.pause();
        wire.say("wait for me");
        wire.close();
        rig.settle();
        int waits = meddler.count("epollWait") + meddler.count("epollPwait2");
        for (int i = 0; i < 20; i++) rig.loop.turn(Rig.SHORT);
        // Nothing to serve: each of those turns waited out its time, none span.
        assertEquals(waits + 20, meddler.count("epollWait") + meddler.count("epollPwait2"));
        assertEquals(List.of("opened"), recorder.log);
        assertEquals("", recorder.text.toString());
        peer.resume();
        rig.until(() -> recorder.log.contains("closed ENDED"));
        assertEquals("wait for me", recorder.text.toString());
    }

    @Test
    void aPausedPeerThatIsResetDoesNotSpin() {
        var wire = rig.connect(rig.listen(recorder));
        rig.until(() -> recorder.peers.size() == 1);
        Peer peer = recorder.peers.getFirst();
        peer.pause();
        wire.reset();
        rig.settle(); // would never settle if the hang-up were reported again and again
        peer.resume();
        rig.until(() -> recorder.log.contains("closed RESET"));
    }

    @Test
    void moreThanTheLimitClosesThePeer() {
        try (var small =
                new Rig(kernels.get(), new Settings().trigger(trigger).queueLimit(MEGABYTE))) {
            small.connect(small.listen(recorder));
            small.until(() -> recorder.peers.size() == 1);
            Peer peer = recorder.peers.getFirst();
            for (int i = 0; i < 100 && peer.isOpen(); i++) {
                peer.write(ByteBuffer.allocate(1 << 18));
                small.loop.turn(Rig.SHORT);
            }
            assertEquals(List.of("opened", "closed OVERFLOW"), recorder.log);
        }
    }

    @Test
    void sendingToWhoHasGoneClosesWithTheReason() {
        var wire = rig.connect(rig.listen(recorder));
        rig.until(() -> recorder.peers.size() == 1);
        Peer peer = recorder.peers.getFirst();
        wire.say("said before");
        InWorld.pass();
        meddler.answer("send", arguments -> -Errno.EPIPE);
        peer.write(Rig.ascii("lost"));
        rig.loop.turn(Rig.SHORT);
        meddler.stopAnswering("send");
        assertFalse(peer.isOpen());
        rig.until(() -> recorder.text.toString().equals("said before"));
        wire.close();
        rig.until(() -> recorder.log.contains("closed RESET"));
        assertEquals(Errno.EPIPE, peer.error());
    }
}
