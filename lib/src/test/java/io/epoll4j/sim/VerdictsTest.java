package io.epoll4j.sim;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.Epoll;
import io.epoll4j.Events;
import io.epoll4j.Interest;
import io.epoll4j.Waker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What a world finds wrong by itself, and what it says of it.
class VerdictsTest {
    private static void fails(String expected, World.Body body) {
        var failure = assertThrows(WorldFailure.class, () -> World.forSeeds(3, body));
        assertTrue(failure.getMessage().contains(expected), failure.getMessage());
    }

    private static void runs(World world, Program program) {
        world.machine("m").run(program);
        world.run(ofMinutes(1));
    }

    @Test
    void whoSleepsForEverIsADeadlock() {
        fails(
                "deadlock: m/program1 sleeps in epoll_wait(0), and nothing is due",
                world ->
                        runs(
                                world,
                                on -> {
                                    try (var epoll = Epoll.open(on.kernel())) {
                                        epoll.await(new Events(1), Epoll.FOREVER);
                                    }
                                }));
    }

    @Test
    void whoHasNotEndedInTime() {
        fails(
                "after 2 s: unfinished: not all have ended: m/program1, m/third",
                world -> {
                    var machine = world.machine("m").run(on -> on.sleep(ofSeconds(3)));
                    machine.run(on -> on.sleep(ofSeconds(1)));
                    machine.run("third", on -> on.sleep(ofSeconds(3)));
                    world.machine("server").run(on -> Programs.echo(on.kernel()));
                    world.runToEnd(ofSeconds(2));
                });
    }

    @Test
    void whoWasKilledHasNotEnded() {
        World.forSeed(
                1,
                world -> {
                    var machine = world.machine("m").run(on -> on.sleep(ofSeconds(3)));
                    world.at(ofSeconds(1), machine::kill);
                    world.run(ofSeconds(10));
                    assertEquals(List.of("m/program1"), world.unfinished());
                    machine.restart();
                    world.runToEnd(ofMinutes(1));
                    assertEquals(List.of(), world.unfinished());
                    assertEquals(ofSeconds(13), world.now(), "it ran no longer than it had to");
                });
    }

    @Test
    void aProgramThatSpinsDoesNotFillTheTrace() {
        var failure =
                assertThrows(
                        WorldFailure.class,
                        () ->
                                World.forSeed(
                                        1,
                                        world ->
                                                runs(
                                                        world,
                                                        on -> {
                                                            for (; ; ) on.kernel().close(9);
                                                        })));
        assertTrue(failure.getMessage().contains("livelock"), failure.getMessage());
        var events = failure.trace().events();
        assertTrue(events.size() < 15_000, events.size() + " events");
        assertEquals(1, events.stream().filter(e -> e instanceof TraceEvent.LeftOut).count());
    }

    @Test
    void whoServesMaySleepForEver() {
        World.forSeed(
                1,
                world -> {
                    world.machine("m").run(on -> Programs.echo(on.kernel()));
                    world.run(ofMinutes(1));
                });
    }

    @Test
    void whoNeverSleepsIsALivelock() {
        fails(
                "livelock: m/program1 made",
                world ->
                        runs(
                                world,
                                on -> {
                                    try (var epoll = Epoll.open(on.kernel());
                                            var waker = Waker.open(on.kernel())) {
                                        epoll.add(waker, Interest.READ);
                                        waker.wake();
                                        var events = new Events(1);
                                        for (; ; ) epoll.await(events, Epoll.FOREVER);
                                    }
                                }));
    }

    @Test
    void anExceptionThatNobodyCatches() {
        var cause = new IllegalStateException("a bug");
        var failure =
                assertThrows(
                        WorldFailure.class,
                        () ->
                                World.forSeeds(
                                        1,
                                        world ->
                                                runs(
                                                        world,
                                                        on -> {
                                                            on.sleep(ofSeconds(2));
                                                            throw cause;
                                                        })));
        assertSame(cause, failure.getCause().getCause());
        assertEquals(ofSeconds(2), failure.at());
        assertTrue(
                failure.getMessage()
                        .startsWith(
                                "seed 1, after 2 s: uncaught: m/program1 threw"
                                        + " java.lang.IllegalStateException: a bug\n"
                                        + "to see it again: World.forSeed(1L, ...), or"
                                        + " -Depoll4j.seed=1\n"),
                failure.getMessage());
    }

    @Test
    void descriptorsLeftOpen() {
        fails(
                "leak: the programs of m have ended and left open: 0 epoll or eventfd",
                world -> runs(world, on -> on.kernel().epollCreate1(0)));
    }

    @Test
    void whatMustAlwaysHold() {
        fails(
                "always: this does not hold any more: less than 3",
                world -> {
                    int[] count = new int[1];
                    world.always("less than 3", () -> count[0] < 3);
                    runs(
                            world,
                            on -> {
                                for (; ; count[0]++) on.sleep(ofSeconds(1));
                            });
                });
    }

    @Test
    void whatMustBeReachedInSomeSeed() {
        World.forSeeds(
                9,
                world -> {
                    var reach = world.sometimes("an even number");
                    runs(world, on -> reach.reached(on.random().nextLong() % 2 == 0));
                });
        var failure =
                assertThrows(
                        AssertionError.class,
                        () -> World.forSeeds(9, world -> world.sometimes("the moon")));
        assertEquals("never happened, in none of 9 seeds: \"the moon\"", failure.getMessage());
    }

    @Test
    void aFaultThatNeverFires() {
        var failure =
                assertThrows(
                        AssertionError.class,
                        () ->
                                World.forSeeds(
                                        2,
                                        world -> {
                                            world.network().loss(0.5);
                                            world.network().when(frame -> true).drop();
                                            world.run(ofSeconds(1));
                                        }));
        assertEquals("never happened, in none of 2 seeds: loss, rule 1", failure.getMessage());
    }

    @Test
    void whoIsNotTheSameTwiceIsFoundOut() {
        var runs = new AtomicInteger();
        var failure =
                assertThrows(
                        WorldFailure.class,
                        () ->
                                World.forSeeds(
                                        1,
                                        world -> {
                                            Duration some = ofMillis(runs.incrementAndGet());
                                            runs(
                                                    world,
                                                    on -> {
                                                        on.sleep(ofMillis(1));
                                                        on.log("slept");
                                                        on.sleep(some);
                                                        on.kernel().close(9);
                                                        on.log("slept for " + some);
                                                    });
                                        }));
        assertTrue(
                failure.getMessage()
                        .contains(
                                "  the first run:  m/program1 goes on\n"
                                        + "  the second run: m/program1 goes on\n"),
                failure.getMessage());
    }

    @Test
    void aThreadFromOutsideIsRefused() {
        fails(
                "is not of this world",
                world ->
                        runs(
                                world,
                                on -> {
                                    var thread =
                                            Thread.ofPlatform()
                                                    .unstarted(() -> on.kernel().epollCreate1(0));
                                    thread.setUncaughtExceptionHandler((t, refused) -> {});
                                    thread.start();
                                    thread.join();
                                }));
    }

    @Test
    void whoWaitsOutsideTheWorldIsFoundOut() {
        System.setProperty("epoll4j.sim.patience", "1");
        try {
            fails(
                    "stuck: m/program1 waits outside the world",
                    world ->
                            runs(
                                    world,
                                    on -> {
                                        var latch = new CountDownLatch(1);
                                        on.run("other", latch::countDown);
                                        latch.await();
                                    }));
        } finally {
            System.clearProperty("epoll4j.sim.patience");
        }
    }

    @Test
    void aFailureShowsWhatThereWas() {
        var failure =
                assertThrows(
                        WorldFailure.class,
                        () ->
                                World.forSeed(
                                        7,
                                        world -> {
                                            List<String> heard = new ArrayList<>();
                                            var server = world.machine("server");
                                            server.run(on -> Programs.echo(on.kernel()));
                                            world.machine("client")
                                                    .run(on -> Programs.ask(on, 3, heard));
                                            world.machine("other")
                                                    .serve(on -> {
                                                        on.sleep(ofSeconds(9));
                                                    });
                                            world.at(
                                                    ofSeconds(1), () -> server.pause(ofSeconds(1)));
                                            world.run(ofSeconds(2));
                                            assertEquals(4, heard.size());
                                        }));
        String message = failure.getMessage();
        assertTrue(message.contains("seed 7, after 2 s: org.opentest4j.AssertionFailedError"));
        assertTrue(message.contains("1 s  server pauses for 1 s  [pause server #0]"), message);
        assertTrue(message.contains("fd 2 tcp 0.0.0.0:7 listening"), message);
        assertTrue(message.contains("other/program1 sleeps in"), message);
        assertTrue(message.contains("the last steps:"), message);
        assertEquals(1, failure.schedule().strikes().size());
        assertEquals(7, failure.seed());
    }
}
