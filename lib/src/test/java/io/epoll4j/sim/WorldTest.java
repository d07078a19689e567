package io.epoll4j.sim;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.Epoll;
import io.epoll4j.Events;
import io.epoll4j.Interest;
import io.epoll4j.Listener;
import io.epoll4j.TimerFd;
import io.epoll4j.loop.AcceptMode;
import io.epoll4j.loop.Loop;
import io.epoll4j.loop.LoopGroup;
import io.epoll4j.loop.Settings;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.PollFds;
import io.epoll4j.sys.SockAddr;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What programs find in a world: kernels, time, threads, names.
class WorldTest {
    private static void echoes(World world, int count) {
        List<String> heard = new ArrayList<>();
        world.machine("server").run(on -> Programs.echo(on.kernel()));
        world.machine("one").run(on -> Programs.ask(on, count, heard));
        world.machine("two").run(on -> Programs.ask(on, count, heard));
        world.network().latency(ofMillis(1), ofMillis(50));
        world.run(ofMinutes(5));
        assertEquals(2 * count, heard.size());
    }

    private static long hashOf(long seed) {
        long[] hash = new long[1];
        World.forSeed(
                seed,
                world -> {
                    echoes(world, 10);
                    hash[0] = world.trace().hash();
                });
        return hash[0];
    }

    @Test
    void whatIsSaidIsHeard() {
        World.forSeeds(60, world -> echoes(world, 20));
    }

    @Test
    void aSeedIsAWorld() {
        assertEquals(hashOf(1), hashOf(1));
        assertNotEquals(hashOf(1), hashOf(2));
    }

    /// The figure must hold in every JVM, with every collector and compiler: what changes it
    /// changes every world.
    @Test
    void itIsTheSameOnThreadsOfThePlatform() {
        long onVirtualThreads = hashOf(3);
        System.setProperty("epoll4j.sim.threads", "platform");
        try {
            assertEquals(onVirtualThreads, hashOf(3));
        } finally {
            System.clearProperty("epoll4j.sim.threads");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLoopGroupRunsOnThreadsOfTheWorld(AcceptMode mode) {
        World.forSeeds(
                5,
                world -> {
                    List<String> heard = new ArrayList<>();
                    world.machine("server").run(on -> serveInGroup(on, mode));
                    world.machine("one").run(on -> Programs.ask(on, 20, heard));
                    world.machine("two").run(on -> Programs.ask(on, 20, heard));
                    world.run(ofMinutes(1));
                    assertEquals(40, heard.size());
                });
    }

    private static void serveInGroup(Here on, AcceptMode mode) throws InterruptedException {
        var settings = new Settings().threads(on.threads());
        try (var group = LoopGroup.open(on.kernel(), 3, mode, settings)) {
            group.listen(SockAddr.any(Programs.PORT), (peer, bytes) -> peer.write(bytes));
            group.loops().getFirst().schedule(ofSeconds(30), () -> group.drain(ofSeconds(1)));
            group.run();
        }
    }

    @Test
    void aDayTakesAMoment() {
        World.forSeed(
                1,
                world -> {
                    int[] beats = new int[1];
                    world.machine("heart")
                            .serve(on -> {
                                try (var loop = Loop.open(on.kernel(), new Settings())) {
                                    loop.scheduleEvery(ofSeconds(30), () -> beats[0]++);
                                    loop.run();
                                }
                            });
                    world.run(ofDays(1));
                    assertEquals(ofDays(1), world.now());
                    assertEquals(2 * 60 * 24, beats[0], 1);
                });
    }

    @Test
    void whoLooksAtTheClockSeesItMove() {
        World.forSeed(
                1,
                world -> {
                    world.machine("busy")
                            .run(on -> {
                                long end = now(on.kernel()) + ofMillis(5).toNanos();
                                while (now(on.kernel()) < end) {}
                            });
                    world.run(ofSeconds(1));
                });
    }

    private static long now(Kernel kernel) {
        return kernel.clockGettime(FileFlags.CLOCK_MONOTONIC);
    }

    @Test
    void whoPollsWithoutSleepingIsServedToo() {
        World.forSeeds(
                3,
                world -> {
                    world.machine("server")
                            .run(on -> {
                                try (var listener =
                                                Listener.bind(
                                                        on.kernel(), SockAddr.any(Programs.PORT));
                                        var epoll = Epoll.open(on.kernel())) {
                                    epoll.add(listener, Interest.READ);
                                    var events = new Events(1);
                                    while (epoll.await(events, Epoll.NOW) == 0) {}
                                    try (var connection = listener.accept()) {
                                        connection.setNonBlocking(false);
                                        Programs.write(connection, Programs.read(connection, 7));
                                    }
                                }
                            });
                    world.machine("client")
                            .run(on -> {
                                List<String> heard = new ArrayList<>();
                                Programs.ask(on, 1, heard);
                                assertEquals(List.of("client0"), heard);
                            });
                    world.run(ofSeconds(1));
                });
    }

    @Test
    void everyWayToWaitIsBySimulatedTime() {
        World.forSeed(
                1,
                world -> {
                    List<Duration> times = new ArrayList<>();
                    world.machine("sleeper")
                            .run(on -> {
                                on.kernel().poll(new PollFds(1), 0, 1000);
                                times.add(world.now());
                                try (var timer = TimerFd.open(on.kernel())) {
                                    timer.after(ofSeconds(1));
                                    timer.setNonBlocking(false);
                                    assertEquals(1, timer.expirations());
                                }
                                times.add(world.now());
                                on.sleep(ofSeconds(1));
                                times.add(world.now());
                            });
                    world.run(ofMinutes(1));
                    assertEquals(List.of(ofSeconds(1), ofSeconds(2), ofSeconds(3)), times);
                });
    }

    @Test
    void anInterruptIsASignal() {
        World.forSeed(
                1,
                world -> {
                    world.machine("m")
                            .run(on -> {
                                var sleeper =
                                        on.run(
                                                "sleeper",
                                                () ->
                                                        assertEquals(
                                                                -Errno.EINTR,
                                                                on.kernel()
                                                                        .poll(
                                                                                new PollFds(1),
                                                                                0,
                                                                                -1)));
                                on.sleep(ofSeconds(1));
                                sleeper.interrupt();
                                on.threads().join(sleeper);
                                assertEquals(ofSeconds(1), world.now());
                            });
                    world.run(ofMinutes(1));
                });
    }

    @Test
    void machinesHaveNamesAndTwoAddresses() {
        World.forSeed(
                1,
                world -> {
                    List<String> heard = new ArrayList<>();
                    Machine server = world.machine("server");
                    server.run(on -> {
                        try (var listener = Listener.bind(on.kernel(), server.at6(80));
                                var connection = Programs.accept(listener)) {
                            Programs.write(connection, Programs.read(connection, 6));
                        }
                    });
                    world.machine("client")
                            .run(on -> {
                                var error =
                                        assertThrows(
                                                IllegalArgumentException.class,
                                                () -> on.resolve("nobody", 80));
                                assertTrue(error.getMessage().contains("server, client"));
                                assertEquals(server.at(80), on.resolve("10.0.0.1", 80));
                                on.sleep(ofMillis(1));
                                Programs.ask(on.kernel(), server.at6(80), "hello", 1, heard);
                            });
                    world.run(ofSeconds(1));
                    assertEquals(List.of("hello0"), heard);
                });
    }

    @Test
    void randomNumbersComeFromTheSeed() {
        List<Long> drawn = new ArrayList<>();
        for (long seed : new long[] {1, 1, 2}) {
            World.forSeed(
                    seed,
                    world -> {
                        world.machine("a").run(on -> drawn.add(on.random().nextLong()));
                        world.run(ofSeconds(1));
                    });
        }
        assertEquals(drawn.get(0), drawn.get(1));
        assertNotEquals(drawn.get(0), drawn.get(2));
    }
}
