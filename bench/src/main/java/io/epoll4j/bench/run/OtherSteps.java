package io.epoll4j.bench.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The steps that look at a server from outside: its start, its weight, its system calls.
final class OtherSteps {
    /// Pages of the heap are touched beforehand and their number is fixed: what grows is memory
    /// outside the heap, and what is alive in it is asked for.
    private static final List<String> FIXED_HEAP =
            List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-Xint");

    private final Toolbox tools;
    private final Plan plan;
    private final Generator generator;
    private final Map<Contender, Path> caches = new EnumMap<>(Contender.class);

    OtherSteps(Toolbox tools, Plan plan, Generator generator) {
        this.tools = tools;
        this.plan = plan;
        this.generator = generator;
    }

    List<Step> systemCalls(Fleet fleet) {
        if (!tools.traces()) {
            return List.of();
        }
        var load = Load.closed(50, 1, 64, 0, plan.quick() ? 500 : 1500);
        return List.of(
                new Step(
                        Section.CALLS,
                        LoadSteps.title(load),
                        1,
                        load.seconds() + 0.5,
                        contender ->
                                Tracer.count(tools, generator, load, fleet.server(contender))));
    }

    List<Step> idle() {
        return List.of(
                new Step(
                        Section.IDLE,
                        "%,d".formatted(plan.idle()),
                        plan.quick() ? 1 : 3,
                        1 + plan.idle() / 5_000.0,
                        this::weigh));
    }

    private Map<String, Double> weigh(Contender contender) throws IOException {
        var extra = contender == Contender.C ? List.<String>of() : FIXED_HEAP;
        try (var server = Server.start(tools, contender, 1, extra)) {
            for (int i = 0; i < 5; i++) {
                generator.run(Load.idle(plan.idle() / 20), server, () -> 0);
            }
            // The first collection leaves what finalizers, cleaners and soft references still hold.
            server.ask("live");
            server.ask("live");
            long before = weight(server);
            var growth = new TreeMap<String, Double>();
            generator.run(
                    Load.idle(plan.idle()),
                    server,
                    () -> {
                        double bytes = (double) (weight(server) - before) / plan.idle();
                        growth.putIfAbsent("bytes", bytes);
                        return 0;
                    });
            return growth;
        }
    }

    private static long weight(Server server) throws IOException {
        return server.ask("live") + Machine.resident(server.pid());
    }

    List<Step> startup() {
        var plain =
                new Step(
                        Section.STARTUP,
                        "plain",
                        plan.quick() ? 3 : 9,
                        0.5,
                        c -> firstReply(c, List.of()));
        return plan.quick()
                ? List.of(plain)
                : List.of(
                        plain,
                        new Step(Section.STARTUP, "with an AOT cache", 9, 0.6, this::cached));
    }

    private Map<String, Double> cached(Contender contender) throws IOException {
        if (contender == Contender.C) {
            return Map.of();
        }
        if (!caches.containsKey(contender)) {
            var cache = Files.createTempFile("epoll4j-bench-", ".aot");
            cache.toFile().deleteOnExit();
            firstReply(contender, List.of("-XX:AOTCacheOutput=" + cache, Server.SILENT));
            caches.put(contender, cache);
        }
        return firstReply(
                contender, List.of("-XX:AOTCache=" + caches.get(contender), Server.SILENT));
    }

    private Map<String, Double> firstReply(Contender contender, List<String> extra)
            throws IOException {
        long start = System.nanoTime();
        try (var server = Server.start(tools, contender, 1, extra);
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write('?');
            if (socket.getInputStream().read() != '?') {
                throw new IOException("no echo");
            }
            return Map.of("millis", (System.nanoTime() - start) / 1e6);
        }
    }
}
