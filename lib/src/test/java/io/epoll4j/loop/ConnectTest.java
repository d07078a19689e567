package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.loop.Rig.Recorder;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Outbound connections, above all those that come to nothing.
@ParameterizedClass
@MethodSource("io.epoll4j.loop.Rig#realStages")
class ConnectTest {
    @Parameter(0)
    Supplier<Stage> stages;

    @Parameter(1)
    Trigger trigger;

    Stage stage;
    Rig rig;
    final Recorder client = new Recorder();
    final Recorder server = new Recorder();

    @BeforeEach
    void open() {
        stage = stages.get();
        rig = new Rig(stage, new Settings().trigger(trigger));
    }

    @AfterEach
    void close() {
        rig.close();
        assertEquals(List.of(), rig.errors);
        assertEquals(0, rig.loop.snapshot().connections());
        assertEquals(0, rig.loop.snapshot().spins());
        stage.assertNothingOpen();
    }

    private SockAddr listen() {
        return rig.loop.listen(0, server).address().sockAddr();
    }

    /// The address of nobody.
    private SockAddr nobody() {
        int fd = rig.kernel.socket(SocketFlags.AF_INET, SocketFlags.SOCK_STREAM, 0);
        rig.kernel.bind(fd, SockAddr.loopback(0));
        var address = new SockAddr();
        rig.kernel.getsockname(fd, address);
        rig.kernel.close(fd);
        return address;
    }

    private void failsWith(SockAddr target, int errno) {
        Peer peer = rig.loop.connect(target, client);
        assertEquals(List.of(), client.log, "heard before connect() returned");
        rig.until(() -> !client.log.isEmpty());
        assertEquals(List.of("closed UNREACHABLE"), client.log);
        assertEquals(errno, peer.error());
    }

    @Test
    void whatIsWrittenBeforeItIsThereFollows() {
        Peer peer = rig.loop.connect(listen(), client);
        assertTrue(peer.isOpen());
        rig.on(peer, () -> peer.write(Rig.ascii("early")));
        rig.until(() -> server.text.toString().equals("early"));
        assertEquals(List.of("opened"), client.log);
    }

    @Test
    void endingBeforeItIsThereSendsAllFirst() {
        Peer peer = rig.loop.connect(listen(), client);
        peer.execute(() -> {
            peer.write(Rig.ascii("only this"));
            peer.end();
        });
        rig.until(() -> client.log.contains("closed ENDED"));
        assertEquals("only this", server.text.toString());
    }

    @Test
    void closingBeforeItIsThereSendsAllFirst() {
        Peer peer = rig.loop.connect(listen(), client);
        peer.execute(() -> {
            peer.write(Rig.ascii("only this"));
            peer.close();
            assertTrue(!peer.isOpen() && !peer.write(Rig.ascii("no more")));
        });
        rig.until(() -> client.log.contains("closed CLOSED"));
        rig.until(() -> server.log.contains("closed ENDED"));
        assertEquals("only this", server.text.toString());
    }

    @Test
    void closingWithNothingWrittenGivesUpAtOnce() {
        Peer peer = rig.loop.connect(nobody(), client);
        rig.on(peer, peer::close);
        assertEquals(1, client.log.size());
    }

    @Test
    void refused() {
        failsWith(nobody(), Errno.ECONNREFUSED);
    }

    @Test
    void refusedAtOnce() {
        stage.meddler.answer("connect", arguments -> -Errno.ECONNREFUSED);
        failsWith(SockAddr.loopback(9), Errno.ECONNREFUSED);
    }

    @Test
    void unreachable() {
        stage.meddler.answer("connect", arguments -> -Errno.ENETUNREACH);
        failsWith(SockAddr.parse("192.0.2.1:9"), Errno.ENETUNREACH);
    }

    @Test
    void nobodyAtAUnixAddress() {
        failsWith(SockAddr.ofAbstract("epoll4j-nobody-" + System.nanoTime()), Errno.ECONNREFUSED);
    }

    @Test
    void refusedByEpoll() {
        var target = listen();
        int[] calls = {0};
        stage.meddler.answer("epollCtl", a -> calls[0]++ == 0 ? -Errno.ENOSPC : null);
        failsWith(target, Errno.ENOSPC);
        rig.settle();
    }

    @Test
    void aFullQueueOfAUnixListenerIsTriedAgain() {
        var target = SockAddr.ofAbstract("epoll4j-full-" + System.nanoTime());
        rig.loop.listen(target, server);
        boolean[] full = {true};
        stage.meddler.answer("connect", arguments -> full[0] ? -Errno.EAGAIN : null);
        rig.loop.connect(target, client);
        for (int i = 0; i < 5; i++) {
            stage.advance(Duration.ofMillis(2));
            rig.settle();
        }
        assertEquals(List.of(), client.log);
        assertTrue(stage.meddler.count("connect") >= 5);
        full[0] = false;
        stage.advance(Duration.ofMillis(2));
        rig.until(() -> client.log.contains("opened"));
        rig.until(() -> server.log.contains("opened"));
    }

    @Test
    void aQueueThatStaysFullRunsIntoTheLimit() {
        stage.meddler.answer("connect", arguments -> -Errno.EAGAIN);
        Peer peer = rig.loop.connect(SockAddr.ofAbstract("epoll4j-full"), client);
        stage.advance(Duration.ofSeconds(11));
        rig.settle();
        assertEquals(List.of("closed CONNECT_TIMEOUT"), client.log);
        assertEquals(Errno.ETIMEDOUT, peer.error());
    }

    @Test
    void closingTheLoopClosesWhoIsStillTrying() {
        stage.meddler.answer("connect", arguments -> -Errno.EAGAIN);
        rig.loop.connect(SockAddr.ofAbstract("epoll4j-full"), client);
        rig.loop.close();
        assertEquals(List.of("closed ABORTED"), client.log);
    }

    /// A listener that answers no more SYNs once one connection waits.
    private SockAddr deaf() {
        int fd = rig.kernel.socket(SocketFlags.AF_INET, SocketFlags.SOCK_STREAM, 0);
        rig.kernel.bind(fd, SockAddr.loopback(0));
        rig.kernel.listen(fd, 0);
        rig.take(fd);
        var address = new SockAddr();
        rig.kernel.getsockname(fd, address);
        rig.connect(address);
        return address;
    }

    @Test
    void nobodyAnswers() {
        var target = deaf();
        Peer peer = rig.loop.connect(target, client);
        rig.settle();
        stage.advance(Duration.ofMillis(9_999));
        rig.settle();
        assertEquals(List.of(), client.log);
        stage.advance(Duration.ofMillis(2));
        rig.settle();
        assertEquals(List.of("closed CONNECT_TIMEOUT"), client.log);
        assertEquals(Errno.ETIMEDOUT, peer.error());
    }

    @Test
    void resumingBeforeItIsThereDoesNotOpenIt() {
        Peer peer = rig.loop.connect(deaf(), client);
        rig.on(peer, peer::pause);
        rig.on(peer, peer::resume);
        assertEquals(List.of(), client.log);
    }

    @Test
    void timeSinceTheLastTurnDoesNotCount() {
        stage.advance(Duration.ofHours(1)); // between opening the loop and its first turn
        stage.meddler.answer("epollWait", arguments -> 0);
        stage.meddler.answer("epollPwait2", arguments -> 0);
        rig.loop.connect(listen(), client);
        rig.loop.turn(Duration.ZERO);
        stage.meddler.stopAnswering("epollWait");
        stage.meddler.stopAnswering("epollPwait2");
        rig.until(() -> !client.log.isEmpty());
        assertEquals(List.of("opened"), client.log);
        rig.until(() -> !server.log.isEmpty());
    }
}
