package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.SockAddr;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// How many threads wake for one connection: nearly all of them in the naive way, one in ours, or
/// one and the one it hands over to.
///
/// The system properties `herd.loops` and `herd.connections` repeat the figures of
/// `docs/thundering-herd.md`, and have them printed.
@Timeout(300)
class ThunderingHerdTest {
    private static final int LOOPS = Integer.getInteger("herd.loops", 4);
    private static final int CONNECTIONS = Integer.getInteger("herd.connections", 60);

    static Stream<Named<Supplier<Sleepers>>> kernels() {
        return Stream.of(
                Named.of("linux", Sleepers.OnLinux::new), Named.of("jvm", Sleepers.InJvm::new));
    }

    static Stream<Arguments> modes() {
        return kernels()
                .flatMap(kernel ->
                        Stream.of(AcceptMode.values()).map(mode -> Arguments.of(kernel, mode)));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void theNaiveWayWakesMany(Supplier<Sleepers> kernels) throws Exception {
        var sleepers = kernels.get();
        try (var server = new NaiveServer(sleepers.kernel(), LOOPS)) {
            double woken = oneByOne(sleepers, server.address);
            report(sleepers, "naive", woken, IntStream.range(0, LOOPS).map(server.accepted::get));
            assertTrue(woken > 2, woken + " threads of " + LOOPS + " woke");
        }
    }

    @ParameterizedTest
    @MethodSource("modes")
    void ourWaysWakeOneOrTheTwoThatAreNeeded(Supplier<Sleepers> kernels, AcceptMode mode) {
        var sleepers = kernels.get();
        try (var group = LoopGroup.open(sleepers.kernel(), LOOPS, mode, new Settings())) {
            var address = group.listen(0, new Greeter()).address().sockAddr();
            group.start();
            double woken = oneByOne(sleepers, address);
            report(sleepers, mode.name(), woken, accepted(group));
            double needed = mode == AcceptMode.HANDOFF ? 2 - 1.0 / LOOPS : 1;
            assertTrue(woken < needed + 0.5, woken + " threads of " + LOOPS + " woke");
            assertTrue(woken > needed - 0.1, woken + " is less than it takes");
        }
    }

    /// When connections come faster than they are accepted, a wake-up serves several.
    @ParameterizedTest
    @MethodSource("modes")
    void aCrowdWakesFewer(Supplier<Sleepers> kernels, AcceptMode mode) {
        var sleepers = kernels.get();
        try (var group = LoopGroup.open(sleepers.kernel(), LOOPS, mode, new Settings())) {
            var address = group.listen(0, new Greeter()).address().sockAddr();
            group.start();
            double woken = allAtOnce(sleepers, address);
            report(sleepers, mode.name() + ", a crowd", woken, accepted(group));
            assertEquals(CONNECTIONS, accepted(group).sum());
            assertTrue(woken < 2, woken + " threads of " + LOOPS + " woke");
        }
    }

    private static IntStream accepted(LoopGroup group) {
        return group.snapshots().stream().mapToInt(loop -> (int) loop.accepted());
    }

    /// Says hello, so that the client knows it was accepted.
    private static final class Greeter implements Handler {
        @Override
        public void opened(Peer peer) {
            peer.write(Rig.ascii("!"));
        }

        @Override
        public void received(Peer peer, ByteBuffer bytes) {}
    }

    /// Connects again and again, each time when all threads are asleep; answers how many woke for a
    /// connection.
    private static double oneByOne(Sleepers sleepers, SockAddr address) {
        var clients = new ArrayList<Client>();
        sleepers.awaitSleep(LOOPS);
        long before = sleepers.wakeUps();
        for (int i = 0; i < CONNECTIONS; i++) {
            var client = new Client(sleepers.kernel(), address);
            clients.add(client);
            assertEquals(1, client.hear(1).length());
            sleepers.awaitSleep(LOOPS);
        }
        double woken = (double) (sleepers.wakeUps() - before) / CONNECTIONS;
        clients.forEach(Client::close);
        return woken;
    }

    /// Connects without waiting for anybody; answers how many woke for a connection.
    private static double allAtOnce(Sleepers sleepers, SockAddr address) {
        sleepers.awaitSleep(LOOPS);
        long before = sleepers.wakeUps();
        var clients =
                IntStream.range(0, CONNECTIONS)
                        .mapToObj(i -> new Client(sleepers.kernel(), address))
                        .toList();
        for (var client : clients) assertEquals(1, client.hear(1).length());
        sleepers.awaitSleep(LOOPS);
        double woken = (double) (sleepers.wakeUps() - before) / CONNECTIONS;
        clients.forEach(Client::close);
        return woken;
    }

    private static void report(Sleepers sleepers, String way, double woken, IntStream accepted) {
        if (System.getProperty("herd.connections") == null) return;
        System.out.printf(
                "%-7s %-18s %5.2f woken per connection; connections per loop: %s%n",
                sleepers.getClass().getSimpleName(),
                way,
                woken,
                accepted.boxed().sorted().toList().reversed());
    }
}
