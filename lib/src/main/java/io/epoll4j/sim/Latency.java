package io.epoll4j.sim;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long a packet is on its way.
@FunctionalInterface
public interface Latency {
    /// So many nanoseconds, not negative. Only `random` may decide; asked once for each packet.
    long nanos(RandomGenerator random);

    /// Always the same.
    static Latency fixed(Duration always) {
        long nanos = Times.nanos(always);
        return random -> nanos;
    }

    /// Anything from `least` to `most`, each as likely as the next.
    static Latency spread(Duration least, Duration most) {
        long low = Times.nanos(least);
        long high = Times.nanos(most);
        if (low < 0 || high < low)
            throw new IllegalArgumentException("latency from " + least + " to " + most);
        return random -> low + (long) (random.nextDouble() * (double) (high - low + 1));
    }

    /// At least `least`, mostly little more, and sometimes far more, up to `most`: a Pareto
    /// distribution, of which one in ten is above 3 times `least`, one in a hundred above 10 times.
    static Latency longTailed(Duration least, Duration most) {
        long low = Math.max(1, Times.nanos(least));
        long high = Times.nanos(most);
        if (high < low) throw new IllegalArgumentException("latency from " + least + " to " + most);
        return random -> {
            double tail = (double) low / StrictMath.sqrt(1 - random.nextDouble());
            return (long) Math.min(tail, (double) high);
        };
    }
}
