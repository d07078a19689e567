package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Host;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How much of a [Fault] there is, as one number: nanoseconds, bytes, or parts per million.
final class Amounts {
    private Amounts() {}

    /// Null if it is there or not, and that is all; and for what never ends.
    static @Nullable Long of(Fault fault) {
        return switch (fault) {
            case Fault.Pause pause -> nanos(pause.length());
            case Fault.Slow slow -> nanos(slow.length());
            case Fault.Jump jump -> nanos(jump.by());
            case Fault.Drift drift -> Long.valueOf(drift.partsPerMillion());
            case Fault.Cut cut -> nanos(cut.length());
            case Fault.Delay delay -> nanos(delay.by());
            case Fault.Reorder reorder -> nanos(reorder.by());
            case Fault.Duplicate duplicate -> nanos(duplicate.after());
            case Fault.Interrupt interrupt -> nanos(interrupt.after());
            case Fault.Shorten shorten -> Long.valueOf(shorten.bytes());
            case Fault.Crash _,
                    Fault.Kill _,
                    Fault.Restart _,
                    Fault.Lose _,
                    Fault.Hold _,
                    Fault.Reset _,
                    Fault.Refuse _ ->
                    null;
        };
    }

    private static @Nullable Long nanos(Duration duration) {
        long nanos = Times.nanos(duration);
        return nanos == Host.NEVER ? null : nanos;
    }

    /// The same fault, but so much of it.
    static Fault with(Fault fault, long amount) {
        Duration time = Duration.ofNanos(amount);
        return switch (fault) {
            case Fault.Pause it -> new Fault.Pause(it.machine(), time, it.frozen());
            case Fault.Slow it -> new Fault.Slow(it.machine(), it.perCall(), time);
            case Fault.Jump it -> new Fault.Jump(it.machine(), time);
            case Fault.Drift it -> new Fault.Drift(it.machine(), Math.toIntExact(amount));
            case Fault.Cut it -> new Fault.Cut(it.from(), it.to(), it.bothWays(), it.told(), time);
            case Fault.Delay it -> new Fault.Delay(it.link(), time);
            case Fault.Reorder it -> new Fault.Reorder(it.link(), time);
            case Fault.Duplicate it -> new Fault.Duplicate(it.link(), time);
            case Fault.Interrupt it -> new Fault.Interrupt(it.machine(), time);
            case Fault.Shorten it -> new Fault.Shorten(it.machine(), Math.toIntExact(amount));
            case Fault.Crash _,
                    Fault.Kill _,
                    Fault.Restart _,
                    Fault.Lose _,
                    Fault.Hold _,
                    Fault.Reset _,
                    Fault.Refuse _ ->
                    fault;
        };
    }
}
