package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.sys.Kernel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Two loops on one epoll, one of them held by a handler until the test lets it go: all that does
/// not need that one is done by the other.
@Timeout(120)
@ParameterizedClass
@MethodSource("kernels")
class HeldLoopTest {
    @Parameter Supplier<Kernel> kernels;

    static Stream<Named<Supplier<Kernel>>> kernels() {
        return Stream.of(Named.of("linux", Kernel::linux), Named.of("jvm", JvmKernel::new));
    }

    LoopGroup group;
    Client client;
    final CountDownLatch held = new CountDownLatch(1);
    final CountDownLatch letGo = new CountDownLatch(1);
    final ConcurrentLinkedQueue<Throwable> errors = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Peer> peers = new ConcurrentLinkedQueue<>();
    volatile Runnable first = () -> {};

    /// Holds the loop that serves it when it is told to; echoes else.
    private final class Holder implements Handler {
        @Override
        public void opened(Peer peer) {
            peers.add(peer);
        }

        @Override
        public void received(Peer peer, ByteBuffer bytes) {
            if (bytes.get(bytes.position()) == '!') {
                first.run();
                held.countDown();
                await(letGo);
            }
            peer.write(bytes);
        }
    }

    @BeforeEach
    void open() {
        var kernel = kernels.get();
        var settings = new Settings().onError((peer, thrown) -> errors.add(thrown));
        group = LoopGroup.open(kernel, 2, AcceptMode.ONESHOT, settings);
        var at = group.listen(0, new Holder()).address().sockAddr();
        group.start();
        client = new Client(kernel, at);
        client.exchange("hello");
    }

    @AfterEach
    void close() {
        letGo.countDown();
        client.close();
        group.close();
        assertEquals(List.of(), List.copyOf(errors));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS), "nobody did it");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void hold() {
        client.say("!");
        await(held);
    }

    private Loop loop(int index) {
        return group.loops().get(index);
    }

    @Test
    void tasksFromOutside() {
        hold();
        for (int i = 0; i < 1000; i++) {
            var ran = new CountDownLatch(1);
            loop(i % 2).execute(ran::countDown);
            await(ran);
        }
    }

    @Test
    void tasksPostedByTheOneThatIsHeld() {
        var ran = new CountDownLatch(3);
        first =
                () -> {
                    for (int i = 0; i < 3; i++) peers.element().loop().execute(ran::countDown);
                };
        hold();
        await(ran);
    }

    @Test
    void timersSetByTheOneThatIsHeld() {
        var ran = new CountDownLatch(3);
        first =
                () -> {
                    var loop = peers.element().loop();
                    loop.schedule(Duration.ofMillis(20), ran::countDown);
                    loop.schedule(Duration.ofMillis(5), ran::countDown);
                    loop.schedule(Duration.ofMillis(10), ran::countDown);
                };
        hold();
        await(ran);
    }

    @Test
    void timersSetBefore() {
        var ran = new CountDownLatch(20);
        var beat = loop(0).scheduleEvery(Duration.ofMillis(5), ran::countDown);
        hold();
        await(ran);
        beat.cancel();
    }

    @Test
    void timersSetFromOutside() {
        hold();
        for (int i = 0; i < 100; i++) {
            var ran = new CountDownLatch(1);
            loop(i % 2).schedule(Duration.ofMillis(1), ran::countDown);
            await(ran);
        }
    }

    /// A task that takes long keeps nobody from those behind it.
    @Test
    void tasksBehindOneThatHolds() {
        var ran = new CountDownLatch(10);
        var begun = new CountDownLatch(1);
        loop(0).execute(() -> {
            for (int i = 0; i < 5; i++) loop(0).execute(ran::countDown);
            begun.countDown();
            await(letGo);
        });
        for (int i = 0; i < 5; i++) loop(0).execute(ran::countDown);
        await(begun);
        await(ran);
    }

    @Test
    void timersDueTogetherWithOneThatHolds() {
        var ran = new CountDownLatch(5);
        var delay = Duration.ofMillis(20);
        loop(0).execute(() -> {
            loop(0).schedule(delay, () -> await(letGo));
            for (int i = 0; i < 5; i++) loop(0).schedule(delay, ran::countDown);
        });
        await(ran);
    }

    /// Whoever comes to a peer that is being served does not wait for it.
    @Test
    void whatIsForThePeerThatHoldsIsLeftToIt() {
        hold();
        var peer = peers.element();
        var mine = new ConcurrentLinkedQueue<Integer>();
        var served = new CountDownLatch(5);
        for (int i = 0; i < 5; i++) {
            int number = i;
            peer.execute(() -> {
                mine.add(number);
                served.countDown();
            });
        }
        for (int i = 0; i < 100; i++) {
            var ran = new CountDownLatch(1);
            loop(1).execute(ran::countDown);
            await(ran);
        }
        assertEquals(List.of(), List.copyOf(mine));
        letGo.countDown();
        await(served);
        assertEquals(List.of(0, 1, 2, 3, 4), List.copyOf(mine));
        assertEquals("!", client.hear(1));
        client.exchange("goes on");
    }

    /// Nor is a peer blamed for the time in which its own handler held it.
    @Test
    void theLimitsOfThePeerThatHoldsDoNotRun() {
        first = () -> peers.element().timeouts(limits());
        hold();
        passLimits();
        letGo.countDown();
        assertEquals("!", client.hear(1));
        client.exchange("still there");
    }

    /// Nor for the time in which a task did that had been left to whoever serves it.
    @Test
    void theLimitsOfThePeerThatATaskHoldsDoNotRun() {
        hold();
        var peer = peers.element();
        var heldByTask = new CountDownLatch(1);
        var taskLetGo = new CountDownLatch(1);
        peer.execute(() -> {
            peer.timeouts(limits());
            heldByTask.countDown();
            await(taskLetGo);
        });
        var left = new CountDownLatch(1);
        loop(0).execute(left::countDown);
        await(left); // by the loop that is free, as the task before it
        letGo.countDown();
        await(heldByTask);
        passLimits();
        taskLetGo.countDown();
        assertEquals("!", client.hear(1));
        client.exchange("still there");
    }

    private static Timeouts limits() {
        return Timeouts.DEFAULT.idle(Duration.ofSeconds(2)).read(Duration.ofSeconds(2));
    }

    private void passLimits() {
        var over = new CountDownLatch(1);
        loop(0).schedule(Duration.ofMillis(2_200), over::countDown);
        await(over);
    }
}
