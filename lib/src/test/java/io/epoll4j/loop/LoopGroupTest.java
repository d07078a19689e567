package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.Address;
import io.epoll4j.Listener;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Several loops on threads of their own, on both kernels, in each of the ways to accept.
@Timeout(60)
@ParameterizedClass
@MethodSource("modes")
class LoopGroupTest {
    private static final int LOOPS = 4;

    @Parameter(0)
    Supplier<Kernel> kernels;

    @Parameter(1)
    AcceptMode mode;

    Kernel kernel;
    LoopGroup group;
    final ConcurrentLinkedQueue<Throwable> errors = new ConcurrentLinkedQueue<>();

    static Stream<Arguments> modes() {
        return Rig.realKernels()
                .flatMap(kernel ->
                        Stream.of(AcceptMode.values()).map(mode -> Arguments.of(kernel, mode)));
    }

    @BeforeEach
    void prepare() {
        kernel = kernels.get();
    }

    private SockAddr open(Settings settings, Handler handler) {
        settings.onError((peer, thrown) -> errors.add(thrown));
        group = LoopGroup.open(kernel, LOOPS, mode, settings);
        return group.listen(0, handler).address().sockAddr();
    }

    @AfterEach
    void close() {
        if (group == null) return;
        group.close();
        assertEquals(List.of(), List.copyOf(errors));
        assertEquals(0, sum(Snapshot::connections));
        assertEquals(0, sum(Snapshot::spins));
    }

    private long sum(ToLongFunction<Snapshot> figure) {
        return group.snapshots().stream().mapToLong(figure).sum();
    }

    private List<Client> clients(SockAddr at, int count) {
        var clients = new ArrayList<Client>();
        for (int i = 0; i < count; i++) clients.add(new Client(kernel, at));
        return clients;
    }

    @Test
    void servesAndDrains() throws Exception {
        var at = open(new Settings(), (peer, bytes) -> peer.write(bytes));
        group.start();
        var clients = clients(at, 50);
        for (int round = 0; round < 20; round++)
            for (var client : clients) client.exchange("round " + round);
        // Owed when the group is told to drain: sent by us, not yet answered.
        for (var client : clients) client.say("last");
        group.drain(Duration.ofSeconds(20));
        for (var client : clients) {
            assertEquals("last", client.hear(100));
            client.close();
        }
        group.join();
        assertEquals(50, sum(Snapshot::accepted));
    }

    @Test
    void anAddressIsPausedResumedAndClosedForAllLoops() throws Exception {
        group = LoopGroup.open(kernel, LOOPS, mode, new Settings());
        var acceptor = group.listen(0, (peer, bytes) -> peer.write(bytes));
        var at = acceptor.address().sockAddr();
        acceptor.pause();
        var clients = clients(at, 8);
        group.start();
        for (var client : clients) client.say("hello");
        assertEquals(0, sum(Snapshot::accepted));
        acceptor.resume();
        for (var client : clients) assertEquals("hello", client.hear(5));
        acceptor.close();
        for (var client : clients) client.exchange("still served");
        group.drain(Duration.ofSeconds(20));
        for (var client : clients) client.close();
        group.join();
        assertThrows(AssertionError.class, () -> new Client(kernel, at), "nobody listens");
    }

    @Test
    void aListenerThatIsThereIsShared() throws Exception {
        group = LoopGroup.open(kernel, LOOPS, mode, new Settings());
        var listener = Listener.bind(kernel, SockAddr.loopback(0));
        var at = listener.local();
        Handler echo = (peer, bytes) -> peer.write(bytes);
        if (mode == AcceptMode.REUSEPORT) {
            assertThrows(
                    IllegalStateException.class, () -> group.adoptListener(listener.fd(), echo));
            listener.close();
            return;
        }
        assertEquals(Address.of(at), group.adoptListener(listener.release(), echo).address());
        group.start();
        for (var client : clients(at, 20)) {
            client.exchange("hello");
            client.close();
        }
    }

    @Test
    void drainingTakesAllThatWaitAtTheDoor() throws Exception {
        var at = open(new Settings(), (peer, bytes) -> peer.write(bytes));
        // Nobody has accepted yet: as the clients see it they are connected.
        var clients = clients(at, 200);
        for (var client : clients) client.say("owed");
        group.drain(Duration.ofSeconds(20));
        group.start();
        for (var client : clients) {
            assertEquals("owed", client.hear(100));
            client.close();
        }
        group.join();
    }

    @Test
    void drainingEndsWhenItsTimeIsUp() throws Exception {
        class Stubborn implements Handler {
            @Override
            public void received(Peer peer, ByteBuffer bytes) {
                peer.write(bytes);
            }

            @Override
            public void draining(Peer peer) {}
        }
        var at = open(new Settings(), new Stubborn());
        group.start();
        try (var client = new Client(kernel, at)) {
            client.exchange("hello");
            group.drain(Duration.ofMillis(1));
            group.join();
        }
    }

    @Test
    void drainingWithNobodyThereEndsAtOnce() throws Exception {
        open(new Settings(), (peer, bytes) -> {});
        group.start();
        group.drain(Duration.ofDays(1));
        group.drain(Duration.ofDays(1));
        group.join();
    }

    @Test
    void theLimitOnConnectionsIsOneForAll() {
        var at =
                open(
                        new Settings().maxConnections(10).pressure(Pressure.SHED),
                        (peer, bytes) -> peer.write(bytes));
        group.start();
        var served = new AtomicInteger();
        for (var client : clients(at, 40)) {
            try {
                client.exchange("?");
                served.incrementAndGet();
            } catch (AssertionError turnedAway) {
                client.close();
            }
        }
        assertEquals(10, served.get());
    }

    /// The clock stands still: only a place that is given back lets the next one in.
    @Test
    void aPlaceGivenBackOnOneLoopIsTakenOnAnother() {
        var meddler = new Meddler(kernel);
        long now = kernel.clockGettime(FileFlags.CLOCK_MONOTONIC);
        meddler.answer("clockGettime", arguments -> now);
        kernel = meddler.kernel;
        var at = open(new Settings().maxConnections(1), (peer, bytes) -> peer.write(bytes));
        group.start();
        var done = new ArrayList<CompletableFuture<Void>>();
        for (var client : clients(at, 20))
            done.add(
                    CompletableFuture.runAsync(
                            () -> {
                                client.exchange("?");
                                client.close();
                            },
                            task -> Thread.ofPlatform().start(task)));
        done.forEach(CompletableFuture::join);
        assertTrue(sum(Snapshot::pauses) > 0);
    }

    /// Refuses to be entered by two threads at once.
    private final class Alone implements Handler {
        final AtomicInteger closed = new AtomicInteger();

        private void enter(Peer peer, Runnable action) {
            var inside = (AtomicInteger) peer.attachment();
            if (!inside.compareAndSet(0, 1))
                errors.add(new AssertionError("two threads in one peer"));
            action.run();
            inside.set(0);
        }

        @Override
        public void opened(Peer peer) {
            peer.attach(new AtomicInteger());
        }

        @Override
        public void received(Peer peer, ByteBuffer bytes) {
            enter(
                    peer,
                    () -> {
                        int n = bytes.remaining();
                        peer.write(bytes);
                        peer.execute(() -> enter(peer, () -> {}));
                        if (n % 3 == 0) peer.pause();
                        if (n % 3 == 0) peer.execute(() -> enter(peer, peer::resume));
                    });
        }

        @Override
        public void ended(Peer peer) {
            enter(peer, peer::close);
        }

        @Override
        public void closed(Peer peer, CloseReason reason) {
            closed.incrementAndGet();
        }
    }

    @Test
    void eachConnectionIsServedByOneThreadAtATime() throws Exception {
        var handler = new Alone();
        var at =
                open(
                        new Settings().timeouts(Timeouts.DEFAULT.idle(Duration.ofMinutes(1))),
                        handler);
        group.start();
        var threads = new ArrayList<Thread>();
        var failures = new ConcurrentLinkedQueue<Throwable>();
        for (int t = 0; t < 4; t++)
            threads.add(
                    Thread.ofPlatform()
                            .uncaughtExceptionHandler((thread, thrown) -> failures.add(thrown))
                            .start(() -> talk(at)));
        for (var thread : threads) thread.join();
        assertEquals(List.of(), List.copyOf(failures));
        group.drain(Duration.ofSeconds(20));
        group.join();
        assertEquals(4 * 100, handler.closed.get());
    }

    /// Many messages under way at once on many connections, so that events and tasks overlap.
    private void talk(SockAddr at) {
        for (int round = 0; round < 10; round++) {
            var clients = clients(at, 10);
            for (int i = 1; i <= 30; i++) {
                for (var client : clients) client.say("x".repeat(i));
                for (var client : clients) client.say("y".repeat(i));
                for (var client : clients)
                    assertEquals("x".repeat(i) + "y".repeat(i), client.hear(2 * i));
            }
            clients.forEach(Client::close);
        }
    }

    @Test
    void timeLimitsHoldWhoeverServes() {
        var at =
                open(
                        new Settings().timeouts(Timeouts.DEFAULT.idle(Duration.ofMillis(20))),
                        (peer, bytes) -> peer.write(bytes));
        group.start();
        for (var client : clients(at, 40)) {
            // Reset, or ended: by the loop's own decision, and the client hears of it.
            try {
                assertEquals("", client.hear(1));
            } catch (AssertionError reset) {
                assertTrue(reset.getMessage().contains("ECONNRESET"), reset.getMessage());
            }
            client.close();
        }
    }

    @Test
    void outboundConnectionsToo() throws Exception {
        var heard = new ConcurrentLinkedQueue<String>();
        var at = open(new Settings(), (peer, bytes) -> peer.write(bytes));
        class Caller implements Handler {
            @Override
            public void opened(Peer peer) {
                peer.write(Rig.ascii("call"));
            }

            @Override
            public void received(Peer peer, ByteBuffer bytes) {
                heard.add("heard " + bytes.remaining());
                peer.close();
            }
        }
        for (var loop : group.loops()) loop.connect(at, new Caller());
        group.start();
        while (heard.size() < LOOPS) Thread.onSpinWait();
        group.drain(Duration.ofSeconds(20));
        group.join();
        assertTrue(heard.stream().allMatch("heard 4"::equals), heard.toString());
    }

    @Test
    void theUsesThatMakeNoSenseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> LoopGroup.open(0, mode));
        if (mode != AcceptMode.ONESHOT)
            assertThrows(
                    IllegalArgumentException.class,
                    () -> LoopGroup.open(kernel, 1, mode, new Settings().trigger(Trigger.ONESHOT)));
        open(new Settings(), (peer, bytes) -> {});
        group.start();
        assertThrows(IllegalStateException.class, group::start);
        var refused = new CompletableFuture<Throwable>();
        group.loops()
                .getFirst()
                .execute(() -> {
                    try {
                        group.close();
                    } catch (IllegalStateException e) {
                        refused.complete(e);
                    }
                });
        assertTrue(refused.join().getMessage().contains("call stop()"));
    }

    @Test
    void eachLoopCountsItsOwn() throws Exception {
        var at = open(new Settings(), (peer, bytes) -> peer.write(bytes));
        for (Loop loop : group.loops()) loop.schedule(Duration.ofDays(1), () -> {});
        assertEquals(LOOPS, sum(Snapshot::timers));
        group.start();
        var clients = clients(at, 20);
        for (var client : clients) client.exchange("here");
        assertEquals(20, sum(Snapshot::connections));
        clients.forEach(Client::close);
        for (long deadline = System.nanoTime() + 10_000_000_000L; sum(Snapshot::connections) > 0; )
            assertTrue(System.nanoTime() < deadline, "never closed");
        for (var snapshot : group.snapshots()) assertTrue(snapshot.connections() == 0);
    }

    /// A loop that has ended serves nobody: who is handed to it hears so at once.
    @Test
    void nothingIsHandedToALoopThatHasEnded() {
        if (mode != AcceptMode.HANDOFF) return;
        var at = open(new Settings().maxConnections(LOOPS), (peer, bytes) -> peer.write(bytes));
        for (Loop loop : group.loops().subList(1, LOOPS)) {
            loop.stop();
            loop.run();
        }
        Loop first = group.loops().getFirst();
        for (int i = 0; i < 3 * LOOPS; i++) {
            try (var client = new Client(kernel, at)) {
                client.say("x");
                long accepted = sum(Snapshot::accepted);
                for (int turns = 0; turns < 5; turns++) first.turn(Duration.ofMillis(2));
                assertEquals(accepted + 1, sum(Snapshot::accepted));
                assertTrue(client.isAnswered());
            }
        }
        first.turn(Duration.ofMillis(2));
    }
}
