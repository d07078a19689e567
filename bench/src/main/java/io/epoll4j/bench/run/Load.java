package io.epoll4j.bench.run;

import java.util.ArrayList;
import java.util.List;

/// What a load generator is to do.
///
/// @param mode `closed`, `open`, `accept` or `idle`
/// @param flight messages in flight on each connection of a closed loop
/// @param size bytes of a message
/// @param rate messages a second of an open loop, over all connections
/// @param warm milliseconds before measuring starts
/// @param time milliseconds that are measured
/// @param sample how often a second to look whether the server is in user code; 0 for never
/// @param verify whether every byte that comes back is compared
record Load(
        String mode,
        int connections,
        int flight,
        int size,
        double rate,
        int warm,
        int time,
        int sample,
        boolean verify) {

    static Load closed(int connections, int flight, int size, int warm, int time) {
        return new Load("closed", connections, flight, size, 0, warm, time, 0, false);
    }

    static Load open(int connections, double rate, int warm, int time) {
        return new Load("open", connections, 1, 64, rate, warm, time, 0, false);
    }

    static Load accept(int connections, int warm, int time) {
        return new Load("accept", connections, 1, 64, 0, warm, time, 0, false);
    }

    static Load idle(int connections) {
        return new Load("idle", connections, 1, 64, 0, 0, 0, 0, false);
    }

    Load sampled(int perSecond) {
        return new Load(mode, connections, flight, size, rate, warm, time, perSecond, verify);
    }

    Load verified() {
        return new Load(mode, connections, flight, size, rate, warm, time, sample, true);
    }

    /// Bytes under way at any time, at most.
    long bytesInFlight() {
        return (long) connections * flight * size;
    }

    /// Roughly how long it takes, in seconds, connecting included.
    double seconds() {
        return (warm + time) / 1000.0 + connections / 12_000.0 + 0.15;
    }

    List<String> options(Server server) {
        var options = new ArrayList<String>();
        options.addAll(
                List.of("--mode", mode, "--port", "" + server.port(), "--pid", "" + server.pid()));
        options.addAll(List.of("--connections", "" + connections, "--flight", "" + flight));
        options.addAll(List.of("--size", "" + size, "--rate", "" + rate));
        options.addAll(List.of("--warm", "" + warm, "--time", "" + time));
        options.addAll(List.of("--sample", "" + sample, "--verify", verify ? "1" : "0"));
        return options;
    }
}
