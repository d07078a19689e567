package io.epoll4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.Timespec;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One rule for durations wherever one is taken: a negative one is zero, one too long is for ever.
@Timeout(60)
class DurationsTest {
    private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();
    private static final Duration[] NEGATIVE = {
        Duration.ofNanos(-1), Duration.ofDays(-1), FOREVER.negated()
    };
    private static final Duration[] TOO_LONG = {FOREVER, Duration.ofDays(365L * 300)};

    static Stream<Named<Supplier<Kernel>>> kernels() {
        return Stream.of(Named.of("linux", Kernel::linux), Named.of("jvm", JvmKernel::new));
    }

    @Test
    void inNanoseconds() {
        assertEquals(1_500_000_000, Timespec.nanos(Duration.ofMillis(1500)));
        assertEquals(0, Timespec.nanos(Duration.ZERO));
        for (var negative : NEGATIVE) assertEquals(0, Timespec.nanos(negative));
        for (var long292 : TOO_LONG) assertEquals(Long.MAX_VALUE, Timespec.nanos(long292));
        assertEquals(Long.MAX_VALUE, Timespec.nanos(Duration.ofNanos(Long.MAX_VALUE)));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void await(Supplier<Kernel> kernels) {
        var kernel = kernels.get();
        var events = new Events(1);
        try (var epoll = Epoll.open(kernel);
                var waker = Waker.open(kernel)) {
            for (var negative : NEGATIVE) assertEquals(0, epoll.await(events, negative));
            epoll.add(waker, Interest.READ);
            for (var tooLong : TOO_LONG) {
                var other = Thread.ofPlatform().start(waker::wake);
                assertEquals(1, epoll.await(events, tooLong));
                join(other);
                waker.drain();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void timerFd(Supplier<Kernel> kernels) {
        var kernel = kernels.get();
        var events = new Events(1);
        try (var epoll = Epoll.open(kernel);
                var timer = TimerFd.open(kernel)) {
            epoll.add(timer, Interest.READ);
            for (var negative : NEGATIVE) {
                timer.after(negative);
                assertEquals(1, epoll.await(events, Duration.ofSeconds(30)));
                assertEquals(1, timer.expirations());
                assertThrows(IllegalArgumentException.class, () -> timer.every(negative));
            }
            for (var tooLong : TOO_LONG) {
                timer.after(tooLong);
                assertEquals(0, epoll.await(events, Duration.ofMillis(1)));
                timer.every(tooLong);
                assertEquals(0, epoll.await(events, Duration.ofMillis(1)));
                assertEquals(0, timer.expirations());
            }
        }
    }

    private static void join(Thread thread) {
        try {
            assertTrue(thread.join(Duration.ofSeconds(30)));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
