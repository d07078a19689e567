package io.epoll4j.jvm.file;

import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.FileFlags.CLOCK_MONOTONIC;
import static io.epoll4j.sys.FileFlags.CLOCK_REALTIME;
import static io.epoll4j.sys.FileFlags.TFD_NONBLOCK;
import static io.epoll4j.sys.FileFlags.TFD_TIMER_ABSTIME;
import static io.epoll4j.sys.FileFlags.TFD_TIMER_CANCEL_ON_SET;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.jvm.Machine;
import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.task.VirtualHost;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// HrTimers on a clock that the test moves; and what needs no time, on both kernels.
class TimerFdTest {
    private final VirtualHost host = new VirtualHost();
    private final Machine at = new Machine("jvm", new JvmKernel(host));
    private final int fd = at.own(at.kernel.timerfdCreate(CLOCK_MONOTONIC, TFD_NONBLOCK));
    private final MemorySegment spec = Timespec.allocateTimer();

    private void set(int flags, long value, long interval) {
        Timespec.setTimer(spec, value, interval);
        Machine.ok(at.kernel.timerfdSettime(fd, flags, spec, MemorySegment.NULL));
    }

    private String expirations() {
        long answer = at.kernel.read(fd, at.memory, 0, 8);
        return answer == 8 ? "" + at.memory.get(JAVA_LONG, 0) : Machine.say(answer);
    }

    private String left() {
        Machine.ok(at.kernel.timerfdGettime(fd, spec));
        return Timespec.timerValue(spec) + "/" + Timespec.timerInterval(spec);
    }

    @Test
    void aTimerExpiresOnce() {
        set(0, 100, 0);
        assertEquals("", at.poll(fd));
        assertEquals("EAGAIN", expirations());
        host.now += 60;
        assertEquals("40/0", left());
        host.now += 40;
        assertEquals("IN", at.poll(fd));
        assertEquals("1", expirations());
        assertEquals("EAGAIN", expirations());
        host.now += 1000;
        assertEquals("", at.poll(fd));
        assertEquals("0/0", left());
    }

    @Test
    void anAbsoluteTimeMayBePast() {
        host.now = 5000;
        set(TFD_TIMER_ABSTIME, 10, 0);
        assertEquals("1", expirations());
        set(TFD_TIMER_ABSTIME, 5001, 0);
        assertEquals("EAGAIN", expirations());
        host.now++;
        assertEquals("1", expirations());
    }

    @Test
    void realTimeCountsFromItsOwnBeginning() {
        int real = at.own(at.kernel.timerfdCreate(CLOCK_REALTIME, TFD_NONBLOCK));
        host.now = 1000;
        for (long when : new long[] {1, 1000, 1001}) {
            Timespec.setTimer(spec, when, 0);
            Machine.ok(at.kernel.timerfdSettime(real, TFD_TIMER_ABSTIME, spec, MemorySegment.NULL));
            assertEquals(when <= 1000 ? "IN" : "", at.poll(real));
        }
    }

    @Test
    void aPeriodicTimerCountsWhatWasMissedButMakesOneEdge() {
        var edges = at.edges(fd);
        set(0, 100, 10);
        host.now += 100;
        assertTrue(edges.any());
        host.now += 35;
        assertFalse(edges.any(), "it stands still until it is read");
        assertEquals("4", expirations());
        assertEquals("5/10", left());
        host.now += 5;
        assertTrue(edges.any());
        assertEquals("1", expirations());
    }

    @Test
    void askingStartsAPeriodicTimerAgainToo() {
        var edges = at.edges(fd);
        set(0, 10, 10);
        host.now += 25;
        assertTrue(edges.any());
        assertEquals("5/10", left());
        host.now += 5;
        assertTrue(edges.any());
        assertEquals("3", expirations());
    }

    @Test
    void settingAnewForgetsExpirations() {
        set(0, 10, 10);
        host.now += 25;
        MemorySegment old = Timespec.allocateTimer();
        Timespec.setTimer(spec, 0, 0);
        Machine.ok(at.kernel.timerfdSettime(fd, 0, spec, old));
        assertEquals(5, Timespec.timerValue(old));
        assertEquals(10, Timespec.timerInterval(old));
        host.now += 100;
        assertEquals("EAGAIN", expirations());
    }

    /// A timer of the real-time clock, armed for an instant of it; its number.
    private int real(int flags, long when, long interval) {
        int real = at.own(at.kernel.timerfdCreate(CLOCK_REALTIME, TFD_NONBLOCK));
        Timespec.setTimer(spec, when, interval);
        Machine.ok(
                at.kernel.timerfdSettime(
                        real, TFD_TIMER_ABSTIME | flags, spec, MemorySegment.NULL));
        return real;
    }

    private String expirations(int timer) {
        long answer = at.kernel.read(timer, at.memory, 0, 8);
        return answer == 8 ? "" + at.memory.get(JAVA_LONG, 0) : Machine.say(answer);
    }

    @Test
    void anInstantFromBeforeTheMonotonicClockBeganCounts() {
        host.now = 5;
        host.ahead = 1_000_000;
        int real = real(0, host.realtimeNanos() - 3600, 1);
        assertEquals("3601", expirations(real));
        real = real(0, host.realtimeNanos() - 1005, 100);
        assertEquals("11", expirations(real));
        Machine.ok(at.kernel.timerfdGettime(real, spec));
        assertEquals(95, Timespec.timerValue(spec), "its phase");
    }

    @Test
    void aClockThatIsSetTakesItsTimersAlong() {
        host.ahead = 1000;
        int real = real(0, host.realtimeNanos() + 100, 0);
        set(0, 100, 0);
        host.ahead += 60;
        ((JvmKernel) at.kernel).clockWasSet();
        Machine.ok(at.kernel.timerfdGettime(real, spec));
        assertEquals(40, Timespec.timerValue(spec));
        host.ahead += 50;
        ((JvmKernel) at.kernel).clockWasSet();
        assertEquals("1", expirations(real), "the instant has been passed over");
        assertEquals("100/0", left(), "no other clock's");
        real = real(0, host.realtimeNanos() + 10, 0);
        host.now += 10;
        assertEquals("IN", at.poll(real));
        host.ahead -= 500;
        ((JvmKernel) at.kernel).clockWasSet();
        assertEquals("1", expirations(real), "it had expired");
        real = real(0, host.realtimeNanos() + 10, 10);
        host.now += 10;
        assertEquals("IN", at.poll(real));
        host.ahead -= 500;
        ((JvmKernel) at.kernel).clockWasSet();
        assertEquals("0", Machine.say(at.kernel.read(real, at.memory, 0, 8)), "and not yet again");
    }

    @Test
    void whoAskedIsToldOnceThatTheClockWasSet() {
        int real = real(TFD_TIMER_CANCEL_ON_SET, host.realtimeNanos() + 100, 0);
        int relative = at.own(at.kernel.timerfdCreate(CLOCK_REALTIME, TFD_NONBLOCK));
        Timespec.setTimer(spec, 100, 0);
        Machine.ok(
                at.kernel.timerfdSettime(
                        relative, TFD_TIMER_CANCEL_ON_SET, spec, MemorySegment.NULL));
        var edges = at.edges(real);
        host.ahead += 5;
        ((JvmKernel) at.kernel).clockWasSet();
        assertTrue(edges.any());
        assertEquals("", at.poll(relative));
        assertEquals("ECANCELED", expirations(real));
        assertEquals("EAGAIN", expirations(real));
        host.now += 95;
        assertEquals("1", expirations(real), "it goes on all the same");
        ((JvmKernel) at.kernel).clockWasSet();
        Timespec.setTimer(spec, 1000, 0);
        int both = TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET;
        assertEquals(
                "ECANCELED",
                Machine.say(at.kernel.timerfdSettime(real, both, spec, MemorySegment.NULL)));
        at.close(real);
        ((JvmKernel) at.kernel).clockWasSet();
    }

    @Test
    void theSystemsMonotonicClockIsAnHourOldAtLeast() {
        assertTrue(Host.system().monotonicNanos() >= 3_600_000_000_000L);
    }

    @Test
    void waitingMovesTheClockToTheTimer() {
        set(0, 1_000_000, 0);
        int blocking = at.own(at.kernel.timerfdCreate(CLOCK_MONOTONIC, 0));
        Timespec.setTimer(spec, 2_000_000, 0);
        Machine.ok(at.kernel.timerfdSettime(blocking, 0, spec, MemorySegment.NULL));
        assertEquals(8, at.kernel.read(blocking, at.memory, 0, 8));
        assertEquals(2_000_001, host.now);
        assertEquals("1", expirations());
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void wrongArgumentsAreRefused(Machine at) {
        try (at) {
            int timer = at.own(at.kernel.timerfdCreate(CLOCK_MONOTONIC, TFD_NONBLOCK));
            assertEquals(-EINVAL, at.kernel.timerfdCreate(42, 0));
            assertEquals(-EINVAL, at.kernel.timerfdCreate(CLOCK_MONOTONIC, 1));
            assertEquals("EINVAL", at.write(timer, 8));
            assertEquals("EINVAL", at.read(timer, 7));
            int other = at.own(at.kernel.eventfd(0, 0));
            Timespec.setTimer(spec, 1, 1);
            var none = MemorySegment.NULL;
            assertEquals("EINVAL", Machine.say(at.kernel.timerfdSettime(other, 0, spec, none)));
            assertEquals("EBADF", Machine.say(at.kernel.timerfdSettime(-1, 0, spec, none)));
            assertEquals("EINVAL", Machine.say(at.kernel.timerfdSettime(timer, 8, spec, none)));
            assertEquals("EFAULT", Machine.say(at.kernel.timerfdSettime(timer, 0, none, none)));
            Timespec.set(spec, 0, 1_000_000_000);
            assertEquals("EINVAL", Machine.say(at.kernel.timerfdSettime(timer, 0, spec, none)));
            assertEquals("EINVAL", Machine.say(at.kernel.timerfdGettime(other, spec)));
        }
    }
}
