package io.epoll4j.bench.run;

import java.util.ArrayList;
import java.util.List;

/// How much is measured: the same kinds of figures, over fewer loads and rounds when it has to be
/// quick.
///
/// @param loads the closed loops of the throughput tables
/// @param rounds how often contenders take turns on each
/// @param keyRounds the same where a target hangs on it
/// @param keyTime milliseconds of such a round
/// @param warm milliseconds of a burst of load that warms a server up
/// @param idle connections that stay idle
public record Plan(
        boolean quick,
        List<Load> loads,
        int rounds,
        int keyRounds,
        int keyTime,
        int warm,
        int idle) {

    /// More than this is never under way: a load beyond it would measure the limits of the kernel's
    /// socket memory.
    static final long MOST_IN_FLIGHT = 1L << 30;

    /// The connections of the loads that targets are set for.
    static final int[] KEYS = {50, 1000};

    /// Under 3 minutes.
    public static Plan forQuick() {
        var loads =
                List.of(
                        Load.closed(50, 1, 64, 100, 300),
                        Load.closed(50, 16, 64, 100, 250),
                        Load.closed(50, 1, 65_536, 100, 250),
                        Load.closed(1000, 1, 64, 100, 300));
        return new Plan(true, loads, 2, 2, 450, 250, 3_000);
    }

    /// What the full run takes unless told otherwise.
    public static final int USUAL_MINUTES = 25;

    /// Every combination that fits, in about so many minutes: with more time come more rounds, not
    /// longer ones, since what disturbs a machine does so for seconds at a time.
    public static Plan forFull(int minutes) {
        int rounds = Math.max(2, Math.round(4f * minutes / USUAL_MINUTES));
        int keyRounds = Math.max(3, Math.round(7f * minutes / USUAL_MINUTES));
        var loads = new ArrayList<Load>();
        for (int size : new int[] {64, 4096, 65_536}) {
            for (int flight : new int[] {1, 16}) {
                for (int connections : new int[] {1, 50, 1000, 10_000}) {
                    int warm = connections >= 10_000 ? 400 : 150;
                    int time = connections >= 10_000 ? 700 : 450;
                    var load = Load.closed(connections, flight, size, warm, time);
                    if (load.bytesInFlight() <= MOST_IN_FLIGHT) {
                        loads.add(load);
                    }
                }
            }
        }
        return new Plan(false, loads, rounds, keyRounds, 1200, 800, 15_000);
    }
}
