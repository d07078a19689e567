package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.Address;
import io.epoll4j.Listener;
import io.epoll4j.SocketSettings;
import io.epoll4j.loop.Rig.Recorder;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import io.epoll4j.sys.SysException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A listener in the application's hand: paused, resumed, closed alone, set up, brought along.
@ParameterizedClass
@MethodSource("worlds")
class AcceptorTest {
    @Parameter(0)
    Supplier<Kernel> kernels;

    @Parameter(1)
    Trigger trigger;

    Rig rig;
    final Recorder recorder = new Recorder();

    static Stream<Arguments> worlds() {
        return Rig.realKernels()
                .flatMap(kernel ->
                        Stream.of(Trigger.values()).map(trigger -> Arguments.of(kernel, trigger)));
    }

    @BeforeEach
    void open() {
        rig = new Rig(kernels.get(), trigger);
    }

    @AfterEach
    void close() {
        rig.close();
        assertEquals(0, rig.loop.snapshot().spins());
        assertEquals(List.of(), rig.errors);
    }

    @Test
    void whoComesDuringAPauseWaitsForItsEnd() {
        var acceptor = rig.loop.listen(0, recorder);
        acceptor.pause();
        rig.connect(acceptor.port());
        rig.connect(acceptor.port());
        rig.settle();
        assertEquals(0, recorder.peers.size());
        acceptor.resume();
        rig.until(() -> recorder.peers.size() == 2);
        rig.connect(acceptor.port());
        rig.until(() -> recorder.peers.size() == 3);
    }

    @Test
    void aPauseMayBeginBetweenTwoAccepts() {
        var acceptor = new Acceptor[1];
        acceptor[0] =
                rig.loop.listen(
                        0,
                        new Recorder() {
                            @Override
                            public void opened(Peer peer) {
                                recorder.opened(peer);
                                acceptor[0].pause();
                            }

                            @Override
                            public void received(Peer peer, ByteBuffer bytes) {}
                        });
        for (int i = 0; i < 3; i++) rig.connect(acceptor[0].port());
        rig.until(() -> !recorder.peers.isEmpty());
        rig.settle();
        assertEquals(1, recorder.peers.size());
        acceptor[0].resume();
        rig.until(() -> recorder.peers.size() == 2);
    }

    @Test
    void toResumeWhatIsNotPausedChangesNothing() {
        var acceptor = rig.loop.listen(0, recorder);
        acceptor.resume();
        acceptor.resume();
        rig.connect(acceptor.port());
        rig.until(() -> recorder.peers.size() == 1);
    }

    @Test
    void closingOneLeavesTheOtherAndItsOwnConnections() {
        var one = rig.loop.listen(0, (peer, bytes) -> peer.write(bytes));
        var other = rig.loop.listen(0, recorder);
        var wire = rig.connect(one.port());
        rig.until(() -> rig.loop.snapshot().accepted() == 1);
        one.close();
        one.close();
        one.pause();
        one.resume();
        rig.settle();
        assertEquals(-Errno.ECONNREFUSED, tryTo(one.address().sockAddr()));
        wire.say("still here");
        rig.until(() -> wire.hears("still here"));
        rig.connect(other.port());
        rig.until(() -> recorder.peers.size() == 1);
    }

    @Test
    void anyThreadMayUseIt() throws Exception {
        var acceptor = rig.loop.listen(0, recorder);
        Thread.ofPlatform().start(acceptor::close).join();
        rig.settle();
        assertEquals(-Errno.ECONNREFUSED, tryTo(acceptor.address().sockAddr()));
    }

    /// What connecting to `target` answers.
    private int tryTo(SockAddr target) {
        int fd = rig.kernel.socket(target.family(), SocketFlags.SOCK_STREAM, 0);
        int answer = rig.kernel.connect(fd, target);
        rig.kernel.close(fd);
        return answer;
    }

    @Test
    void saysWhereItListens() {
        var acceptor = rig.loop.listen(0, recorder);
        assertTrue(acceptor.port() > 0);
        assertEquals("127.0.0.1:" + acceptor.port(), acceptor.toString());
        assertEquals(Address.parse("127.0.0.1:" + acceptor.port()), acceptor.address());
        var unix = rig.loop.listen(SockAddr.ofAbstract("acceptor-" + System.nanoTime()), recorder);
        assertEquals(-1, unix.port());
        assertTrue(unix.address().isUnix());
    }

    @Test
    void isSetUpAsToldAndItsConnectionsInheritIt() {
        var settings =
                SocketSettings.DEFAULT
                        .backlog(7)
                        .receiveBuffer(20_000)
                        .sendBuffer(30_000)
                        .keepAlive(true)
                        .noDelay(false)
                        .deferAccept(Duration.ofMillis(1));
        var acceptor = rig.loop.listen(SockAddr.loopback(0), settings, recorder);
        var wire = rig.connect(acceptor.port());
        wire.say("data, for which it defers");
        rig.until(() -> recorder.peers.size() == 1);
        int fd = recorder.peers.getFirst().fd();
        assertEquals(40_000, option(fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_RCVBUF));
        assertEquals(60_000, option(fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_SNDBUF));
        assertEquals(1, option(fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_KEEPALIVE));
        assertEquals(0, option(fd, SocketFlags.IPPROTO_TCP, SocketFlags.TCP_NODELAY));
    }

    private int option(int fd, int level, int name) {
        return rig.kernel.getsockopt(fd, level, name);
    }

    @Test
    void delaysNothingUnlessToldTo() {
        int port = rig.listen(recorder);
        rig.connect(port);
        rig.until(() -> recorder.peers.size() == 1);
        int fd = recorder.peers.getFirst().fd();
        assertEquals(1, option(fd, SocketFlags.IPPROTO_TCP, SocketFlags.TCP_NODELAY));
    }

    @Test
    void twoMayShareAnAddressThatBothShare() {
        var shared = SocketSettings.DEFAULT.reusePort(true);
        var one = rig.loop.listen(SockAddr.loopback(0), shared, recorder);
        var two = rig.loop.listen(one.address().sockAddr(), shared, recorder);
        assertEquals(one.address(), two.address());
        assertThrows(SysException.class, () -> rig.loop.listen(one.address().sockAddr(), recorder));
    }

    @Test
    void anIpv6OneLeavesThePortToIpv4IfToldTo() {
        var only = SocketSettings.DEFAULT.ipv6Only(true);
        var six = rig.loop.listen(SockAddr.parse("[::]:0"), only, recorder);
        var four = rig.loop.listen(SockAddr.any(six.port()), recorder);
        assertEquals(six.port(), four.port());
    }

    @Test
    void aRefusedOptionIsNamedAndLeavesNothing() {
        var wrong = SocketSettings.DEFAULT.option(SocketFlags.SOL_SOCKET, 9_999, 1);
        var refused =
                assertThrows(
                        SysException.class,
                        () -> rig.loop.listen(SockAddr.loopback(0), wrong, recorder));
        assertTrue(refused.is(Errno.ENOPROTOOPT));
        assertTrue(refused.getMessage().contains("9999"), refused.getMessage());
    }

    @Test
    void takesOverASocketThatListensAlready() {
        var before = Listener.bind(rig.kernel, SockAddr.loopback(0));
        var at = Address.of(before.local());
        before.setNonBlocking(false);
        rig.connect(at.port()); // waits there already
        int fd = before.release();
        assertFalse(before.isOpen());
        var acceptor = rig.loop.adoptListener(fd, recorder);
        assertEquals(at, acceptor.address());
        rig.until(() -> recorder.peers.size() == 1);
        acceptor.close();
        assertEquals(-Errno.EBADF, rig.kernel.close(fd));
    }

    @Test
    void leavesWhatIsNoSocketToItsOwner() {
        int fd = rig.kernel.eventfd(0, 0);
        assertThrows(SysException.class, () -> rig.loop.adoptListener(fd, recorder));
        assertEquals(0, rig.kernel.close(fd));
    }

    @Test
    void aPeerKnowsBothAddresses() {
        var acceptor = rig.loop.listen(0, recorder);
        var peer = rig.loop.connect(acceptor.address().sockAddr(), recorder);
        rig.until(() -> recorder.peers.size() == 2);
        var other = recorder.peers.get(recorder.peers.getFirst() == peer ? 1 : 0);
        rig.on(peer, () -> assertEquals(other.remote(), peer.local()));
        rig.on(other, () -> assertEquals(acceptor.address(), other.local()));
        assertEquals(acceptor.address(), peer.remote());
        rig.on(
                peer,
                () -> {
                    peer.abort();
                    assertEquals("none", peer.local().toString());
                    assertEquals(acceptor.address(), peer.remote());
                });
        rig.settle();
        assertTrue(recorder.log.contains("closed ABORTED"));
    }

    @Test
    void connectsFromWhereItIsTold() {
        var acceptor = rig.loop.listen(0, recorder);
        var from = SocketSettings.DEFAULT.local(Address.parse("127.0.0.2:0"));
        rig.loop.connect(acceptor.address().sockAddr(), from, recorder);
        rig.until(() -> recorder.peers.size() == 2);
        assertTrue(
                recorder.peers.stream().anyMatch(peer -> peer.remote().host().equals("127.0.0.2")));
    }
}
