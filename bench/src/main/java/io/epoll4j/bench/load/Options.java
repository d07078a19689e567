package io.epoll4j.bench.load;

import java.util.HashMap;
import java.util.Map;

/// The command line: pairs of `--name value`, as the bench gives them.
record Options(
        String mode,
        int port,
        long pid,
        int connections,
        int flight,
        int size,
        double rate,
        long warm,
        long time,
        boolean verify) {

    static Options parse(String[] arguments) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            given.put(arguments[i], arguments[i + 1]);
        }
        return new Options(
                given.getOrDefault("--mode", "closed"),
                Integer.parseInt(given.getOrDefault("--port", "0")),
                Long.parseLong(given.getOrDefault("--pid", "0")),
                Integer.parseInt(given.getOrDefault("--connections", "1")),
                Integer.parseInt(given.getOrDefault("--flight", "1")),
                Integer.parseInt(given.getOrDefault("--size", "64")),
                Double.parseDouble(given.getOrDefault("--rate", "0")),
                1_000_000L * Integer.parseInt(given.getOrDefault("--warm", "200")),
                1_000_000L * Integer.parseInt(given.getOrDefault("--time", "1000")),
                given.getOrDefault("--verify", "0").equals("1"));
    }
}
