package io.epoll4j.sim;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.Connection;
import org.junit.jupiter.api.Test;

/// What there is in a world, for people to read.
class NetstatTest {
    private static void askNowAndThen(Here on) {
        try (var connection =
                Connection.connect(on.kernel(), on.resolve("server", Programs.PORT))) {
            connection.setNonBlocking(false);
            for (; ; ) {
                Programs.ask(connection, "word");
                on.sleep(ofSeconds(1));
            }
        }
    }

    @Test
    void netstatTellsWhoIsConnectedWithWhom() {
        World.forSeed(
                1,
                world -> {
                    var server = world.machine("server");
                    server.run(on -> Programs.echo(on.kernel()));
                    var client = world.machine("client").serve(NetstatTest::askNowAndThen);
                    world.partition(server, client).from(ofMillis(2_500)).until(ofSeconds(4));
                    world.run(ofSeconds(3));
                    assertTrue(
                            world.netstat()
                                    .contains(
                                            "tcp 10.0.0.2:32768 > 10.0.0.1:7, which is server's"
                                                    + " fd"),
                            world.netstat());
                    assertTrue(
                            world.netstat()
                                    .endsWith(
                                            "\n  nothing gets from server to client:"
                                                    + " partition 1 (server | client)"),
                            world.netstat());
                    world.at(ofSeconds(3), server::crash);
                    world.run(ofMillis(100));
                    assertTrue(
                            world.netstat().contains("10.0.0.1:7, which is nobody's any more"),
                            world.netstat());
                    world.allowOpenEnds();
                });
    }
}
