package io.epoll4j.sim;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a way through the network is like. What is not set here is as for the whole network.
///
/// Probabilities are for each packet, 0 to 1. May be changed while the world runs.
public class Line {
    private final @Nullable Line parent;
    private @Nullable Latency latency;
    private double loss = -1;
    private double duplication = -1;
    private double reordering = -1;
    private long bandwidth = -1;
    private long queue = -1;
    private int mtu = -1;

    Line(@Nullable Line parent) {
        this.parent = parent;
    }

    /// A packet takes always so long.
    public Line latency(Duration always) {
        return latency(Latency.fixed(always));
    }

    /// A packet takes from `least` to `most`. Still none overtakes another, see [#reordering].
    public Line latency(Duration least, Duration most) {
        return latency(Latency.spread(least, most));
    }

    /// A packet takes as long as this says.
    public Line latency(Latency value) {
        latency = value;
        return this;
    }

    /// So many of the packets are lost.
    public Line loss(double probability) {
        loss = checked(probability);
        return this;
    }

    /// So many of the packets arrive twice.
    public Line duplication(double probability) {
        duplication = checked(probability);
        return this;
    }

    /// So many of the packets are overtaken by others.
    public Line reordering(double probability) {
        reordering = checked(probability);
        return this;
    }

    /// So many bytes a second go through, headers included. More wait in the [#queue].
    public Line bandwidth(long bytesPerSecond) {
        bandwidth = positive(bytesPerSecond, "bandwidth");
        return this;
    }

    /// So many bytes may wait for the [#bandwidth]; what finds the queue full is lost. 1 MiB unless
    /// set.
    public Line queue(long bytes) {
        queue = positive(bytes, "queue");
        return this;
    }

    /// The longest packet, headers included: 1,280 to 65,535, 1,500 unless set.
    public Line mtu(int bytes) {
        if (bytes < 1280 || bytes > 65_535)
            throw new IllegalArgumentException("an MTU of " + bytes + " bytes");
        mtu = bytes;
        return this;
    }

    private static double checked(double probability) {
        if (probability >= 0 && probability <= 1) return probability;
        throw new IllegalArgumentException("a probability of " + probability);
    }

    private static long positive(long value, String name) {
        if (value > 0) return value;
        throw new IllegalArgumentException(name + " must be positive: " + value);
    }

    @SuppressWarnings("NullAway") // the network itself has all values
    final Latency latency() {
        return latency != null ? latency : parent.latency();
    }

    @SuppressWarnings("NullAway")
    final double loss() {
        return loss >= 0 ? loss : parent.loss();
    }

    @SuppressWarnings("NullAway")
    final double duplication() {
        return duplication >= 0 ? duplication : parent.duplication();
    }

    @SuppressWarnings("NullAway")
    final double reordering() {
        return reordering >= 0 ? reordering : parent.reordering();
    }

    @SuppressWarnings("NullAway")
    final long bandwidth() {
        return bandwidth >= 0 ? bandwidth : parent.bandwidth();
    }

    @SuppressWarnings("NullAway")
    final long queue() {
        return queue >= 0 ? queue : parent.queue();
    }

    @SuppressWarnings("NullAway")
    final int mtu() {
        return mtu >= 0 ? mtu : parent.mtu();
    }
}
