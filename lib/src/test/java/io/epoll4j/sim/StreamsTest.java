package io.epoll4j.sim;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.Connection;
import io.epoll4j.Listener;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.sys.SockAddr;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the network does to connections, and what their ends hear of it.
class StreamsTest {
    private final List<String> log = new ArrayList<>();

    private static Connection connect(Here on, SockAddr target) {
        var connection = Connection.connect(on.kernel(), target);
        connection.setNonBlocking(false);
        return connection;
    }

    /// Accepts one connection and reads from it until it ends.
    private void listen(Here on) {
        try (var listener = Listener.bind(on.kernel(), SockAddr.any(80));
                var connection = Programs.accept(listener)) {
            String error =
                    Programs.errorOf(
                            () -> log.add("heard " + Programs.read(connection, 100_000).length()));
            if (!error.isEmpty()) log.add(on.name() + " " + error);
        }
    }

    @Test
    void whateverIsLostRepeatedOrOvertakenEveryByteArrives() {
        World.forSeeds(
                30,
                world -> {
                    List<String> heard = new ArrayList<>();
                    String text = "0123456789".repeat(5_000);
                    world.machine("server").run(on -> Programs.echo(on.kernel()));
                    world.machine("client")
                            .run(on -> {
                                try (var connection =
                                        connect(on, on.resolve("server", Programs.PORT))) {
                                    on.run("writer", () -> Programs.write(connection, text));
                                    heard.add(Programs.read(connection, text.length()));
                                }
                            });
                    world.network().latency(ofMillis(1), ofMillis(20));
                    world.network().loss(0.1).duplication(0.1).reordering(0.1);
                    world.run(ofHours(1));
                    assertEquals(List.of(text), heard);
                });
    }

    @Test
    void aBlackHoleEndsAfterAQuarterOfAnHour() {
        World.forSeed(
                1,
                world -> {
                    var server = world.machine("server").serve(this::listen);
                    var client =
                            world.machine("client")
                                    .run(on -> {
                                        on.sleep(ofMillis(1));
                                        try (var connection =
                                                connect(on, on.resolve("server", 80))) {
                                            on.sleep(ofSeconds(2));
                                            Programs.write(connection, "hello");
                                            String error =
                                                    Programs.errorOf(
                                                            () -> Programs.read(connection, 1));
                                            log.add(error + "@" + world.now().toSeconds());
                                        }
                                    });
                    var cut = world.partition(client, server).from(ofSeconds(1));
                    world.allowOpenEnds();
                    world.run(ofHours(1));
                    assertTrue(cut.fired() >= 15, "packets stopped: " + cut.fired());
                    String[] words = log.getFirst().split("@");
                    assertEquals("ETIMEDOUT", words[0]);
                    assertEquals(926, Integer.parseInt(words[1]), 3);
                });
    }

    @Test
    void aRouterTellsThatThereIsNoWay() {
        World.forSeed(
                1,
                world -> {
                    var server = world.machine("server").serve(this::listen);
                    var client =
                            world.machine("client")
                                    .run(on -> {
                                        connectInVain(on, on.resolve("server", 80));
                                        connectInVain(on, SockAddr.parse("10.9.9.9:80"));
                                    });
                    world.partition(client, server).told();
                    world.run(ofMinutes(1));
                    assertEquals(List.of("EHOSTUNREACH", "EHOSTUNREACH"), log);
                });
    }

    private void connectInVain(Here on, SockAddr target) {
        try (var connection = connect(on, target)) {
            log.add(Programs.errorOf(() -> Programs.read(connection, 1)));
        }
    }

    @Test
    void nobodyListens() {
        World.forSeed(
                1,
                world -> {
                    world.machine("server");
                    world.machine("client").run(on -> connectInVain(on, on.resolve("server", 80)));
                    world.run(ofMinutes(1));
                    assertEquals(List.of("ECONNREFUSED"), log);
                });
    }

    @Test
    void somethingOnTheWayForgetsAConnection() {
        World.forSeed(
                1,
                world -> {
                    world.machine("server")
                            .run(on -> {
                                try (var listener = Listener.bind(on.kernel(), SockAddr.any(80));
                                        var connection = Programs.accept(listener)) {
                                    on.sleep(ofSeconds(1));
                                    Programs.write(connection, "late");
                                    log.add(Programs.errorOf(() -> Programs.read(connection, 1)));
                                }
                            });
                    world.machine("client")
                            .run(on -> {
                                on.sleep(ofMillis(1));
                                try (var connection = connect(on, on.resolve("server", 80))) {
                                    Programs.write(connection, "hello");
                                    log.add(Programs.errorOf(() -> Programs.read(connection, 1)));
                                }
                            });
                    world.network().when(frame -> frame.packet().length() > 0).first(1).reset();
                    world.run(ofMinutes(1));
                    assertEquals(List.of("ECONNRESET", "ECONNRESET"), log);
                });
    }

    @Test
    void whoCrashedKnowsNothingOfEarlierConnections() {
        World.forSeed(
                1,
                world -> {
                    var server = world.machine("server").serve(this::listen);
                    world.machine("client")
                            .run(on -> {
                                on.sleep(ofMillis(1));
                                try (var connection = connect(on, on.resolve("server", 80))) {
                                    on.sleep(ofSeconds(5));
                                    Programs.write(connection, "are you there?");
                                    log.add(Programs.errorOf(() -> Programs.read(connection, 1)));
                                }
                            });
                    world.at(ofSeconds(1), server::crash);
                    world.at(ofSeconds(2), server::restart);
                    world.run(ofMinutes(1));
                    assertEquals(List.of("ECONNRESET"), log);
                });
    }

    @Test
    void aConnectionKeptAfterItsOtherEndHasGoneIsALeak() {
        var failure =
                assertThrows(
                        WorldFailure.class,
                        () ->
                                World.forSeed(
                                        1,
                                        world -> {
                                            world.machine("server").serve(this::listen);
                                            var client =
                                                    world.machine("client")
                                                            .run(on -> {
                                                                if (!on.disk().names().isEmpty())
                                                                    return;
                                                                on.disk()
                                                                        .write(
                                                                                "started",
                                                                                new byte[0]);
                                                                on.sleep(ofMillis(1));
                                                                connect(
                                                                        on,
                                                                        on.resolve("server", 80));
                                                                on.sleep(ofMinutes(5));
                                                            });
                                            world.at(ofSeconds(1), client::crash);
                                            world.at(ofSeconds(2), client::restart);
                                            world.run(ofMinutes(2));
                                        }));
        assertTrue(
                failure.getMessage()
                        .contains(
                                "leak: server keeps a connection whose other end is gone: 1 tcp"
                                        + " 10.0.0.1:80 > 10.0.0.2:"),
                failure.getMessage());
    }

    @Test
    void aRequestThatIsLostIsSentAgain() {
        World.forSeed(
                1,
                world -> {
                    world.machine("server").run(this::listen);
                    world.machine("client")
                            .run(on -> {
                                on.sleep(ofMillis(1));
                                try (var connection = connect(on, on.resolve("server", 80))) {
                                    Programs.write(connection, "hello");
                                    log.add("connected@" + world.now().toMillis());
                                }
                            });
                    var rule = world.network().when(frame -> frame.packet().has(Packet.SYN));
                    rule.first(1).drop();
                    world.run(ofMinutes(1));
                    assertEquals(1, rule.fired());
                    assertEquals(List.of("connected@1001", "heard 5"), log);
                });
    }
}
