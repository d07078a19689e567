package io.epoll4j.bench.multiplexers;

import io.epoll4j.bench.run.Machine;
import io.epoll4j.bench.run.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Measures a wait of every mechanism against how many descriptors are watched and active.
public final class Multiplexers {
    /// Descriptors that this process needs for other things.
    private static final int RESERVE = 300;

    private final Progress progress;
    private final long budgetNanos;

    /// @param millis how long to measure each point
    public Multiplexers(Progress progress, int millis) {
        this.progress = progress;
        budgetNanos = millis * 1_000_000L;
    }

    /// A point of a chart.
    ///
    /// @param nanos the median wait
    /// @param p90 nine in ten waits were shorter
    public record Point(Mechanism mechanism, int watched, int active, long nanos, long p90) {}

    /// Every point for 10, 100, ... up to `most` watched.
    public List<Point> measure(int most) throws IOException {
        var points = new ArrayList<Point>();
        int own = Math.min(Machine.descriptorLimit() - RESERVE, 1_000_000);
        progress.expect(waits(most) * budgetNanos / 1e9 + Math.max(0, most - own) / 60_000.0);
        try (var watched = new Watched(own)) {
            int before = 0;
            for (int count = 10; count <= most; count *= 10) {
                progress.at("multiplexers", "%,d watched".formatted(count));
                watched.grow(count);
                progress.advance(Math.max(0, count - Math.max(before, own)) / 60_000.0);
                before = count;
                for (int active : actives(count)) {
                    row(watched, count, active, points);
                }
            }
        }
        progress.clear();
        return points;
    }

    private static int waits(int most) {
        int waits = 0;
        for (int count = 10; count <= most; count *= 10) {
            waits += actives(count).length * Mechanism.values().length;
        }
        return waits;
    }

    private static int[] actives(int count) {
        return count == 10
                ? new int[] {1, 10}
                : count <= Watched.MOST_ACTIVE ? new int[] {1, 10, count} : new int[] {1, 10};
    }

    private void row(Watched watched, int count, int active, List<Point> points) {
        for (var mechanism : Mechanism.values()) {
            if (mechanism.epoll() || watched.own() == count) {
                watched.activate(mechanism, active);
                points.add(point(watched, mechanism, count, active));
                watched.calm(active);
            }
            progress.advance(budgetNanos / 1e9);
        }
    }

    private Point point(Watched watched, Mechanism mechanism, int count, int active) {
        var waits = new long[100_000];
        int n = 0;
        long start = System.nanoTime();
        while (n < waits.length && System.nanoTime() - start < budgetNanos) {
            waits[n++] = watched.wait(mechanism, active);
        }
        // The first half warms up caches and the compiler.
        var counted = Arrays.copyOfRange(waits, n / 2, n);
        Arrays.sort(counted);
        int last = counted.length;
        return new Point(mechanism, count, active, counted[last / 2], counted[last * 9 / 10]);
    }
}
