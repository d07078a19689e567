package io.epoll4j.sim;

import java.util.random.RandomGenerator;

/// Random numbers from a seed (SplitMix64: Steele, Lea and Flood, 2014), and as many independent
/// sources as there are names. What is drawn from one has no influence on another. Used by whoever
/// holds the baton.
final class Dice implements RandomGenerator {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long seed;
    private final Trace trace;
    private long state;

    Dice(long seed, Trace trace) {
        this.seed = mix(seed);
        this.trace = trace;
        state = this.seed;
    }

    /// The source of this name. It depends on the seed and the name alone.
    Dice split(String name) {
        long hash = seed;
        for (int i = 0; i < name.length(); i++) hash = mix(hash + name.charAt(i));
        return new Dice(hash, trace);
    }

    @Override
    public long nextLong() {
        state += GOLDEN;
        long drawn = mix(state);
        trace.drawn(drawn);
        return drawn;
    }

    /// What the `ordinal`th draw would be, of 0.0 to 1.0 exclusively; takes nothing from the
    /// source.
    double uniform(long ordinal) {
        return (mix(seed + GOLDEN * (ordinal + 1)) >>> 11) * 0x1.0p-53;
    }

    /// A number from `low` to `high`, both included.
    long between(long low, long high) {
        long span = high - low + 1;
        return span <= 0 ? low : low + Long.remainderUnsigned(nextLong(), span);
    }

    boolean chance(double probability) {
        return nextDouble() < probability;
    }

    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
