package io.epoll4j.sim;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.Connection;
import io.epoll4j.Listener;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.SockAddr;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What befalls machines.
class MachineTest {
    private final List<String> log = new ArrayList<>();

    private static void beat(Here on, List<String> log) {
        for (; ; ) {
            log.add(on.name() + "@" + on.machine().world.now().toSeconds());
            on.sleep(ofSeconds(1));
        }
    }

    private List<String> beats(Duration length, java.util.function.Consumer<Machine> what) {
        World.forSeed(
                1,
                world -> {
                    var machine = world.machine("m").serve(on -> beat(on, log));
                    world.at(ofMillis(1500), () -> what.accept(machine));
                    world.run(length);
                });
        return log;
    }

    @Test
    void aCrashEndsProgramsAndARestartBeginsThemAnew() {
        var heard =
                beats(
                        ofSeconds(6),
                        machine -> {
                            machine.crash();
                            machine.world.at(ofMillis(4500), machine::restart);
                        });
        assertEquals(List.of("m@0", "m@1", "m@4", "m@5"), heard);
    }

    @Test
    void whatFinallyBlocksDoReachesNobody() {
        World.forSeed(
                1,
                world -> {
                    var server =
                            world.machine("server")
                                    .run(on -> {
                                        try (var listener =
                                                        Listener.bind(
                                                                on.kernel(), SockAddr.any(80));
                                                var connection = Programs.accept(listener)) {
                                            try {
                                                Programs.read(connection, 1);
                                            } finally {
                                                log.add("finally");
                                                Programs.ask(connection, "never heard");
                                            }
                                        }
                                    });
                    world.machine("client")
                            .serve(on -> {
                                try (var connection =
                                        Connection.connect(on.kernel(), on.resolve("server", 80))) {
                                    connection.setNonBlocking(false);
                                    log.add("client heard " + Programs.read(connection, 1));
                                }
                            });
                    world.at(ofSeconds(1), server::crash);
                    world.run(ofMinutes(1));
                    assertEquals(List.of("finally"), log);
                });
    }

    @Test
    void aKilledProcessIsSeenToEnd() {
        World.forSeed(
                1,
                world -> {
                    var server =
                            world.machine("server")
                                    .run(on -> {
                                        try (var listener =
                                                        Listener.bind(
                                                                on.kernel(), SockAddr.any(80));
                                                var connection = Programs.accept(listener)) {
                                            Programs.read(connection, 1);
                                        }
                                    });
                    world.machine("client")
                            .run(on -> {
                                try (var connection =
                                        Connection.connect(on.kernel(), on.resolve("server", 80))) {
                                    connection.setNonBlocking(false);
                                    log.add(
                                            "'"
                                                    + Programs.read(connection, 1)
                                                    + "'@"
                                                    + world.now());
                                }
                            });
                    world.at(ofSeconds(1), server::kill);
                    world.run(ofMinutes(1));
                    assertEquals(List.of("''@PT1.0001S"), log);
                    assertEquals(List.of(), Descriptors.of(server));
                });
    }

    @Test
    void aDiskOutlivesACrash() {
        World.forSeed(
                1,
                world -> {
                    var machine =
                            world.machine("m")
                                    .run(on -> {
                                        byte[] before = on.disk().read("count");
                                        int count = before == null ? 1 : before[0] + 1;
                                        on.disk().write("count", new byte[] {(byte) count});
                                        on.sleep(ofSeconds(10));
                                    });
                    world.at(ofSeconds(1), machine::crash);
                    world.at(ofSeconds(2), machine::restart);
                    world.at(ofSeconds(3), machine::restart);
                    world.run(ofMinutes(1));
                    assertEquals(3, machine.disk().read("count")[0]);
                    assertEquals(List.of("count"), machine.disk().names());
                });
    }

    @Test
    void whoPausesIsLate() {
        var heard = beats(ofSeconds(6), machine -> machine.pause(ofSeconds(3)));
        assertEquals(List.of("m@0", "m@1", "m@4", "m@5"), heard);
    }

    @Test
    void whileAMachineIsFrozenPacketsWait() {
        World.forSeed(
                1,
                world -> {
                    var b = world.machine("b").serve(on -> Programs.record(on, log));
                    world.machine("a")
                            .run(on -> {
                                on.sleep(ofSeconds(1));
                                Programs.tell(on, "b", 2);
                            });
                    world.at(ofMillis(500), () -> b.freeze(ofSeconds(3)));
                    world.run(ofSeconds(9));
                    assertEquals(List.of("a@3500", "b@3500"), log);
                });
    }

    @Test
    void aSlowMachineNeedsTimeForEachCall() {
        World.forSeed(
                1,
                world -> {
                    List<Duration> times = new ArrayList<>();
                    world.machine("m")
                            .speed(ofMillis(1))
                            .run(on -> {
                                for (int i = 0; i < 10; i++) on.kernel().eventfd(0, 0);
                                for (int i = 0; i < 10; i++) on.kernel().close(i);
                                times.add(ofNanos(on.machine().clock.now()));
                            });
                    world.run(ofSeconds(1));
                    assertEquals(List.of(ofMillis(20)), times);
                });
    }

    private static long wall(Here on) {
        return on.kernel().clockGettime(FileFlags.CLOCK_REALTIME);
    }

    @Test
    void clocksAreWrongAndJump() {
        World.forSeed(
                1,
                world -> {
                    List<Long> clocks = new ArrayList<>();
                    var right =
                            world.machine("right")
                                    .run(on -> {
                                        on.sleep(ofSeconds(1));
                                        clocks.add(wall(on));
                                    });
                    world.machine("wrong")
                            .skew(ofHours(1))
                            .run(on -> {
                                on.sleep(ofSeconds(1));
                                clocks.add(wall(on));
                                on.sleep(ofSeconds(2));
                                clocks.add(wall(on));
                            });
                    world.at(ofSeconds(2), () -> world.machine("wrong").jump(ofHours(-2)));
                    world.run(ofSeconds(9));
                    long hour = ofHours(1).toNanos();
                    long offset = Math.abs(clocks.get(1) - clocks.get(0));
                    assertEquals(hour, offset, 10_000);
                    long last = clocks.get(2) - Math.min(clocks.get(0), clocks.get(1));
                    assertEquals(ofSeconds(2).toNanos() - hour, last, 10_000);
                    assertTrue(right.isUp());
                });
    }

    @Test
    void aFastClockWakesEarly() {
        World.forSeed(
                1,
                world -> {
                    var machine = world.machine("m");
                    machine.drift(100_000);
                    machine.run(on -> {
                        on.kernel().poll(new io.epoll4j.sys.PollFds(1), 0, 11_000);
                        log.add("" + world.now().toMillis());
                    });
                    world.run(ofMinutes(1));
                    assertEquals(List.of("10000"), log);
                });
    }
}
