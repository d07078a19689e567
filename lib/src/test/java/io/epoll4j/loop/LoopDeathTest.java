package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One of several loops dies, as the kernel refuses to let it wait: whoever waits for the group
/// hears of it, and no client is left hanging.
@Timeout(60)
@ParameterizedClass
@MethodSource("modes")
class LoopDeathTest {
    private static final int LOOPS = 3;

    @Parameter(0)
    Supplier<Kernel> kernels;

    @Parameter(1)
    AcceptMode mode;

    private Meddler meddler;
    private LoopGroup group;
    private SockAddr at;
    private final ConcurrentLinkedQueue<Throwable> errors = new ConcurrentLinkedQueue<>();

    static Stream<Arguments> modes() {
        return Rig.realKernels()
                .flatMap(kernel ->
                        Stream.of(AcceptMode.values()).map(mode -> Arguments.of(kernel, mode)));
    }

    private void open() {
        meddler = new Meddler(kernels.get());
        var settings = new Settings().onError((peer, thrown) -> errors.add(thrown));
        group = LoopGroup.open(meddler.kernel, LOOPS, mode, settings);
        at = group.listen(0, (peer, bytes) -> peer.write(bytes)).address().sockAddr();
        group.start();
    }

    @AfterEach
    void close() {
        group.close();
        group.snapshots().forEach(snapshot -> assertEquals(0, snapshot.connections()));
    }

    /// The next time that the loop wants to wait it is refused.
    private void kill(int number) {
        Loop loop = group.loops().get(number);
        for (var call : List.of("epollWait", "epollPwait2"))
            meddler.answer(
                    call, arguments -> arguments[0].equals(loop.poller.epfd) ? -Errno.EPERM : null);
        loop.execute(() -> {});
    }

    /// What a client hears: its words again, or that nobody is there.
    private boolean isServed(Client client) {
        try {
            client.say("?");
            return client.hear(1).equals("?");
        } catch (AssertionError reset) {
            return false;
        }
    }

    private int servedOf(int count) {
        int served = 0;
        for (int i = 0; i < count; i++) {
            try (var client = new Client(meddler.kernel, at)) {
                if (isServed(client)) served++;
            } catch (AssertionError refused) {
                assertTrue(refused.getMessage().contains("ECONNREFUSED"), refused.getMessage());
            }
        }
        return served;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void nobodyIsLeftHanging(int number) throws Exception {
        open();
        var clients = new ArrayList<Client>();
        for (int i = 0; i < 30; i++) clients.add(new Client(meddler.kernel, at));
        for (var client : clients) client.exchange("hello");
        kill(number);
        var cause = assertThrows(SysException.class, group::join);
        assertTrue(cause.is(Errno.EPERM));
        assertTrue(errors.contains(cause));
        int served = 0;
        for (var client : clients) if (isServed(client)) served++;
        boolean all = mode == AcceptMode.ONESHOT; // one epoll for all
        if (all) assertEquals(0, served);
        if (mode == AcceptMode.HANDOFF) assertEquals(20, served, "of those of the other two");
        boolean door = all || mode == AcceptMode.HANDOFF && number == 0;
        assertEquals(door ? 0 : 20, servedOf(20));
        clients.forEach(Client::close);
        group.drain(Duration.ofSeconds(20));
        assertThrows(SysException.class, group::join);
    }

    /// The first is told to drain, and dies before it comes to tell the others.
    @Test
    void drainingEndsAlthoughTheFirstIsDead() throws Exception {
        open();
        kill(0);
        assertThrows(SysException.class, group::join);
        group.drain(Duration.ofDays(1));
        for (Loop loop : group.loops()) while (!loop.poller.stopped) Thread.onSpinWait();
    }
}
