package io.epoll4j.sim;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.Connection;
import io.epoll4j.Epoll;
import io.epoll4j.Events;
import io.epoll4j.Interest;
import io.epoll4j.Listener;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.KernelCall;
import io.epoll4j.sys.PollFds;
import io.epoll4j.sys.SockAddr;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Calls that fail as Linux lets them fail.
class CallFaultsTest {
    @Test
    void aCallIsRefusedNowAndThen() {
        World.forSeed(
                1,
                world -> {
                    List<Integer> answers = new ArrayList<>();
                    var machine = world.machine("m");
                    machine.calls().refuse(KernelCall.EVENTFD, Errno.EMFILE, 0.5);
                    machine.run(on -> {
                        for (int i = 0; i < 100; i++) {
                            int answer = on.kernel().eventfd(0, 0);
                            answers.add(Math.min(answer, 0));
                            if (answer >= 0) on.kernel().close(answer);
                        }
                    });
                    world.run(ofSeconds(1));
                    long refused = answers.stream().filter(one -> one == -Errno.EMFILE).count();
                    assertEquals(50, refused, 25);
                    assertEquals(100 - refused, answers.stream().filter(one -> one == 0).count());
                    assertEquals(refused, world.schedule().strikes().size());
                });
    }

    @Test
    void whatLinuxNeverAnswersCannotBeAskedFor() {
        World.forSeed(
                1,
                world -> {
                    var calls = world.machine("m").calls();
                    var error =
                            assertThrows(
                                    IllegalArgumentException.class,
                                    () -> calls.refuse(KernelCall.DUP, Errno.ENOMEM, 1));
                    assertEquals(
                            "Linux never answers ENOMEM to dup for want of anything; it answers"
                                    + " EMFILE",
                            error.getMessage());
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> calls.refuse(KernelCall.CLOSE, Errno.ENOMEM, 1));
                });
    }

    @Test
    void aCallThatSleepsIsInterrupted() {
        World.forSeeds(
                3,
                world -> {
                    var machine = world.machine("m");
                    machine.calls().interrupt(0.5);
                    machine.run(on -> {
                        int interrupted = 0;
                        for (int i = 0; i < 40; i++) {
                            int answer = on.kernel().poll(new PollFds(1), 0, 20);
                            assertTrue(answer == 0 || answer == -Errno.EINTR);
                            if (answer != 0) interrupted++;
                        }
                        assertEquals(20, interrupted, 12);
                    });
                    world.run(ofSeconds(9));
                });
    }

    @Test
    void aConnectionIsGoneBeforeItIsAccepted() {
        World.forSeed(
                1,
                world -> {
                    List<String> seen = new ArrayList<>();
                    var server = world.machine("server");
                    server.calls().abort(1);
                    server.run(on -> {
                        try (var listener = Listener.bind(on.kernel(), SockAddr.any(80))) {
                            listener.setNonBlocking(false);
                            int answer = on.kernel().accept4(listener.fd(), new SockAddr(), 0);
                            seen.add(Errno.name(-answer));
                        }
                    });
                    world.machine("client")
                            .run(on -> {
                                try (var connection =
                                        Connection.connect(on.kernel(), on.resolve("server", 80))) {
                                    connection.setNonBlocking(false);
                                    seen.add(Programs.errorOf(() -> Programs.read(connection, 1)));
                                }
                            });
                    world.run(ofSeconds(1));
                    assertEquals(List.of("ECONNABORTED", "ECONNRESET"), seen);
                });
    }

    /// An edge-triggered writer, which writes on only when it is told.
    @Test
    void aShortWriteIsFollowedByAnEdge() {
        World.forSeeds(
                20,
                world -> {
                    String text = "0123456789".repeat(100);
                    List<String> heard = new ArrayList<>();
                    world.machine("server")
                            .run(on -> {
                                try (var listener = Listener.bind(on.kernel(), SockAddr.any(80));
                                        var connection = Programs.accept(listener)) {
                                    heard.add(Programs.read(connection, text.length()));
                                }
                            });
                    var client = world.machine("client");
                    client.calls().shorten(0.5);
                    client.run(on -> {
                        on.sleep(ofMillis(1));
                        try (var connection =
                                        Connection.connect(on.kernel(), on.resolve("server", 80));
                                var epoll = Epoll.open(on.kernel())) {
                            epoll.add(connection, Interest.WRITE.edge());
                            var events = new Events(1);
                            var bytes = ByteBuffer.wrap(text.getBytes());
                            while (bytes.hasRemaining()) {
                                epoll.await(events, Epoll.FOREVER);
                                connection.write(bytes);
                            }
                        }
                    });
                    world.run(ofMinutes(1));
                    assertEquals(List.of(text), heard);
                });
    }
}
