package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.Connection;
import io.epoll4j.Datagram;
import io.epoll4j.Epoll;
import io.epoll4j.Listener;
import io.epoll4j.PipePair;
import io.epoll4j.TimerFd;
import io.epoll4j.Waker;
import io.epoll4j.sys.EpollFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import io.epoll4j.sys.SysException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is opened: refused at any of its calls, it leaves nothing open.
@ParameterizedClass
@MethodSource("io.epoll4j.loop.Rig#realKernels")
class OpeningsTest {
    private static final Handler NOTHING = (peer, bytes) -> {};

    @Parameter(0)
    Supplier<Kernel> kernels;

    /// Something that opens.
    private interface Opening<T> {
        AutoCloseable open(T on);
    }

    /// Opens until no call is refused any more; answers how many calls that took.
    private int everyStep(Opening<Kernel> opening) throws Exception {
        return everyStep(kernel -> () -> {}, (nothing, kernel) -> opening.open(kernel));
    }

    private interface Step<T> {
        AutoCloseable open(T on, Kernel kernel);
    }

    /// The same of what is opened on something that is open already and can still be closed then.
    private <T extends AutoCloseable> int everyStep(Opening<Kernel> first, Step<T> opening)
            throws Exception {
        for (int nth = 1; ; nth++) {
            var ledger = new Ledger(kernels.get());
            @SuppressWarnings("unchecked")
            T on = (T) first.open(ledger.kernel);
            var before = new TreeSet<>(ledger.open);
            ledger.refuse(nth);
            try (var opened = opening.open(on, ledger.kernel)) {
                assertTrue(opened != null && ledger.open.containsAll(before));
            } catch (SysException refusal) {
                assertEquals(before, ledger.open, "after " + ledger.refused + ", call " + nth);
            }
            on.close();
            assertEquals(Set.of(), ledger.open, "closed after " + ledger.refused);
            if (ledger.refused.isEmpty()) return nth;
        }
    }

    @Test
    void whatPeopleOpen() throws Exception {
        everyStep(Epoll::open);
        everyStep(Waker::open);
        everyStep(TimerFd::open);
        everyStep(PipePair::open);
        everyStep(kernel -> Datagram.bind(kernel, SockAddr.loopback(0)));
        assertTrue(everyStep(kernel -> Listener.bind(kernel, SockAddr.loopback(0))) >= 4);
        everyStep(kernel -> Listener.bindShared(kernel, SockAddr.loopback(0)));
        everyStep(kernel -> {
            var pair = Connection.pair(kernel);
            return () -> {
                for (var end : pair) end.close();
            };
        });
        everyStep(kernel -> Connection.connect(kernel, SockAddr.loopback(1)));
    }

    private static Loop loop(Kernel kernel) {
        return Loop.open(kernel, new Settings().pressure(Pressure.SHED));
    }

    @Test
    void aLoop() throws Exception {
        assertTrue(everyStep(OpeningsTest::loop) >= 4);
    }

    @ParameterizedTest
    @EnumSource
    void aGroup(AcceptMode mode) throws Exception {
        int calls = everyStep(kernel -> LoopGroup.open(kernel, 3, mode, new Settings()));
        assertTrue(calls >= (mode == AcceptMode.ONESHOT ? 4 : 12));
    }

    /// As much memory as there is none of.
    @Test
    void moreMemoryThanThereIs() {
        for (var mode : AcceptMode.values()) {
            var ledger = new Ledger(kernels.get());
            var settings = new Settings().batch(Integer.MAX_VALUE);
            assertThrows(Throwable.class, () -> LoopGroup.open(ledger.kernel, 2, mode, settings));
            assertEquals(Set.of(), ledger.open);
            assertThrows(Throwable.class, () -> Loop.open(ledger.kernel, settings));
            assertEquals(Set.of(), ledger.open);
        }
    }

    @Test
    void whatALoopOpens() throws Exception {
        Opening<Kernel> loop = OpeningsTest::loop;
        everyStep(loop, (Loop on, Kernel kernel) -> closing(on, on.listen(0, NOTHING)));
        everyStep(
                loop,
                (Loop on, Kernel kernel) ->
                        on.datagrams(SockAddr.loopback(0), (s, b, f) -> {})::close);
        everyStep(
                loop, (Loop on, Kernel kernel) -> on.connect(SockAddr.loopback(1), NOTHING)::abort);
        everyStep(
                loop,
                (Loop on, Kernel kernel) -> {
                    int[] ends = new int[2];
                    int answer = kernel.socketpair(1, SocketFlags.SOCK_STREAM, 0, ends);
                    SysException.check(answer, "socketpair", "");
                    kernel.close(ends[1]);
                    try {
                        return on.adopt(ends[0], NOTHING)::abort;
                    } catch (SysException refused) {
                        assertEquals(0, kernel.close(ends[0]), "it stays its owner's");
                        throw refused;
                    }
                });
        everyStep(
                loop,
                (Loop on, Kernel kernel) -> {
                    int fd = kernel.eventfd(0, 0);
                    SysException.check(fd, "eventfd", "");
                    try {
                        var watch = on.watch(fd, EpollFlags.EPOLLIN, (w, events) -> {});
                        return () -> {
                            watch.cancel();
                            kernel.close(fd);
                        };
                    } catch (SysException refused) {
                        assertEquals(0, kernel.close(fd), "it stays its owner's");
                        throw refused;
                    }
                });
    }

    /// Stops what was opened on it with the loop.
    private static AutoCloseable closing(Loop on, Acceptor at) {
        assertTrue(at.port() > 0);
        return on;
    }

    @ParameterizedTest
    @EnumSource
    void aGroupsListeners(AcceptMode mode) throws Exception {
        var settings = new Settings().pressure(Pressure.SHED);
        everyStep(
                kernel -> LoopGroup.open(kernel, 3, mode, settings),
                (LoopGroup group, Kernel kernel) -> {
                    var at = group.listen(0, NOTHING);
                    assertTrue(at.port() > 0);
                    return group;
                });
    }

    @Test
    void anAddressThatIsTaken() throws Exception {
        var ledger = new Ledger(kernels.get());
        try (var group = LoopGroup.open(ledger.kernel, 2, AcceptMode.EXCLUSIVE, new Settings())) {
            var at = group.listen(0, NOTHING).address().sockAddr();
            var before = new TreeSet<>(ledger.open);
            assertThrows(SysException.class, () -> group.listen(at, NOTHING));
            assertEquals(before, ledger.open);
        }
    }
}
