package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.Address;
import io.epoll4j.loop.Rig.Recorder;
import io.epoll4j.loop.Rig.Wire;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.SockAddr;
import java.nio.ByteBuffer;
import java.time.Duration;
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

/// What becomes of a peer whose time is up, whatever its handler does about it.
@ParameterizedClass
@ExtendWith(InWorld.class)
@MethodSource("io.epoll4j.loop.Rig#stages")
class TimedOutTest {
    private static final Duration TEN = Duration.ofSeconds(10);
    private static final Timeouts IDLE = Timeouts.DEFAULT.idle(TEN);
    private static final Timeouts READ = Timeouts.DEFAULT.read(TEN);
    private static final Timeouts WRITE = Timeouts.DEFAULT.write(TEN);

    @Parameter(0)
    Supplier<Stage> stages;

    @Parameter(1)
    Trigger trigger;

    Stage stage;
    Rig rig;
    Wire wire;
    Peer peer;
    Consumer<Peer> answer = peer -> {};

    final Recorder server =
            new Recorder() {
                @Override
                public void timedOut(Peer peer, CloseReason reason) {
                    log.add("timed out " + reason);
                    answer.accept(peer);
                }

                @Override
                public void closed(Peer peer, CloseReason reason) {
                    super.closed(peer, reason);
                    remote = peer.remote().toString();
                }
            };

    String remote = "not told";

    @BeforeEach
    void prepare() {
        stage = stages.get();
    }

    private void open(Timeouts limits) {
        open(limits, InWorld.at(0));
    }

    /// Its peer is owed bytes. Over TCP, acknowledgements that come late would make room though
    /// nothing was read.
    private void openAndFill(Timeouts limits) {
        open(limits, SockAddr.ofAbstract("epoll4j-timed-out-" + System.nanoTime()));
        rig.on(
                peer,
                () -> {
                    for (int i = 0; i < 32; i++) peer.write(ByteBuffer.allocate(1 << 20));
                });
        assertTrue(peer.unsent() > 0);
    }

    private void open(Timeouts limits, SockAddr at) {
        rig = new Rig(stage, new Settings().trigger(trigger).timeouts(limits));
        wire = rig.connect(rig.loop.listen(at, server).address().sockAddr());
        rig.until(() -> server.peers.size() == 1);
        rig.settle();
        peer = server.peers.getFirst();
    }

    @AfterEach
    void close() {
        rig.close();
        assertEquals(0, rig.loop.snapshot().spins());
        assertEquals(0, rig.loop.snapshot().timers());
        stage.assertNothingOpen();
    }

    private void pass(Duration time) {
        stage.advance(time);
        rig.settle();
    }

    private void timeIsUp() {
        pass(TEN.minusMillis(1));
        assertEquals(List.of("opened"), server.log);
        pass(Duration.ofMillis(2));
    }

    /// One period after the last time: it is over again.
    private void timeIsUpAgain(int times) {
        int before = server.log.size();
        pass(TEN.minusMillis(2));
        assertEquals(before, server.log.size());
        pass(Duration.ofMillis(4));
        assertEquals(times, server.log.stream().filter(line -> line.startsWith("timed")).count());
    }

    private void endsInOrder(CloseReason reason) {
        rig.until(wire::hasEnded);
        assertEquals(0, wire.end);
        wire.endOutput();
        rig.until(() -> server.log.getLast().equals("closed " + reason));
    }

    private void isReset(CloseReason reason) {
        assertEquals("closed " + reason, server.log.getLast());
        rig.until(wire::hasEnded);
        assertEquals(peer.remote().isUnix() ? 0 : -Errno.ECONNRESET, wire.end);
    }

    @Test
    void whoIsSilentIsToldTheEndInOrder() {
        open(IDLE);
        timeIsUp();
        assertEquals(List.of("opened", "timed out IDLE_TIMEOUT"), server.log);
        endsInOrder(CloseReason.IDLE_TIMEOUT);
    }

    @Test
    void whoDoesNotEndInReturnIsResetInTheEnd() {
        open(IDLE);
        timeIsUp();
        pass(Duration.ofSeconds(6)); // the limit on lingering
        assertEquals(
                List.of("opened", "timed out IDLE_TIMEOUT", "closed IDLE_TIMEOUT"), server.log);
    }

    @Test
    void whoIsOwedBytesIsReset() {
        openAndFill(IDLE);
        timeIsUp();
        isReset(CloseReason.IDLE_TIMEOUT);
    }

    @Test
    void whoDoesNotSpeakIsReset() {
        open(READ);
        timeIsUp();
        isReset(CloseReason.READ_TIMEOUT);
    }

    @Test
    void whoDoesNotTakeIsReset() {
        openAndFill(WRITE);
        timeIsUp();
        isReset(CloseReason.WRITE_TIMEOUT);
    }

    @Test
    void aHandlerSaysGoodbyeAndCloses() {
        open(READ);
        answer =
                peer -> {
                    peer.write(Rig.ascii("goodbye"));
                    peer.close();
                };
        timeIsUp();
        rig.until(() -> wire.hears("goodbye"));
        endsInOrder(CloseReason.READ_TIMEOUT);
    }

    @Test
    void aHandlerSaysGoodbyeAndEnds() {
        open(IDLE);
        answer =
                peer -> {
                    peer.write(Rig.ascii("goodbye"));
                    peer.end();
                };
        timeIsUp();
        rig.until(() -> wire.hears("goodbye"));
        endsInOrder(CloseReason.IDLE_TIMEOUT);
    }

    @Test
    void whoHasBeenToldTheEndAndStaysIsAskedAboutOnceMore() {
        open(IDLE);
        answer = Peer::end;
        timeIsUp();
        timeIsUpAgain(2);
        pass(Duration.ofSeconds(6));
        assertEquals("closed IDLE_TIMEOUT", server.log.getLast());
    }

    @Test
    void aHandlerMayAskWhetherAnybodyIsThere() {
        asks(IDLE);
    }

    @Test
    void orWhetherItHasSomethingToSay() {
        asks(READ);
    }

    private void asks(Timeouts limits) {
        open(limits);
        answer = peer -> peer.write(Rig.ascii("?"));
        timeIsUp();
        for (int i = 2; i < 5; i++) timeIsUpAgain(i);
        assertEquals(5, server.log.size());
        assertTrue(wire.hears("????"));
    }

    @Test
    void moreForWhoTakesNothingGivesItNoTime() {
        openAndFill(WRITE);
        answer = peer -> peer.write(Rig.ascii("?"));
        timeIsUp();
        isReset(CloseReason.WRITE_TIMEOUT);
    }

    @Test
    void limitsSetAnewCountFromNow() {
        openAndFill(WRITE);
        answer = peer -> peer.timeouts(WRITE);
        timeIsUp();
        timeIsUpAgain(2);
        answer = peer -> peer.timeouts(Timeouts.DEFAULT);
        timeIsUpAgain(3);
        pass(TEN.multipliedBy(10));
        assertEquals(4, server.log.size());
        assertEquals(0, rig.loop.snapshot().timers());
        rig.on(peer, peer::abort);
        isReset(CloseReason.ABORTED);
    }

    @Test
    void whoIsNotListenedToAnyMoreIsNotSilent() {
        open(READ);
        answer = Peer::pause;
        timeIsUp();
        pass(TEN.multipliedBy(10));
        assertEquals(2, server.log.size());
        answer = peer -> {};
        rig.on(peer, peer::resume);
        timeIsUpAgain(2);
        isReset(CloseReason.READ_TIMEOUT);
    }

    @Test
    void aHandlerThatThrowsHasItsPeerClosed() {
        open(READ);
        answer =
                peer -> {
                    throw new IllegalStateException("oops");
                };
        timeIsUp();
        endsInOrder(CloseReason.FAILED);
        assertEquals(1, rig.errors.size());
    }

    @Test
    void whatHappensLaterHasItsOwnReason() {
        open(IDLE);
        answer = peer -> peer.write(Rig.ascii("?"));
        timeIsUp();
        wire.endOutput();
        rig.until(() -> server.log.getLast().equals("closed ENDED"));
    }

    @Test
    void itsAddressIsKnownToTheLast() {
        open(IDLE);
        var client = new SockAddr();
        wire.kernel.getsockname(wire.fd, client);
        assertEquals(Address.of(client), peer.remote());
        timeIsUp();
        endsInOrder(CloseReason.IDLE_TIMEOUT);
        assertEquals(client.toString(), remote);
        assertEquals(Address.of(client), peer.remote());
    }

    @Test
    void alsoOfWhoResets() {
        open(IDLE);
        var client = new SockAddr();
        wire.kernel.getsockname(wire.fd, client);
        wire.reset();
        rig.until(() -> server.log.getLast().equals("closed RESET"));
        assertEquals(client.toString(), remote);
    }

    @Test
    void alsoOfWhoWasNotThere() {
        open(IDLE);
        stage.meddler.answer("connect", arguments -> -Errno.ECONNREFUSED);
        rig.loop.connect(SockAddr.loopback(9), server);
        rig.until(() -> server.log.getLast().equals("closed UNREACHABLE"));
        assertEquals("127.0.0.1:9", remote);
    }
}
