package io.epoll4j.bench.run;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The servers that stay up while loads take turns on them: an idle server costs no processor time.
/// Each is warmed up once, every byte it echoes compared.
final class Fleet implements AutoCloseable {
    /// A server whose compilers are still at work after so many bursts of load is measured as it
    /// is.
    private static final int MOST_BURSTS = 8;

    /// Compilers rest when they did next to nothing in so many bursts in a row: connections that
    /// come and go make a JVM drop what it compiled on the assumption that they never do.
    private static final int QUIET_BURSTS = 2;

    private final Toolbox tools;
    private final Generator generator;
    private final int threads;
    private final int warm;
    private final Map<Contender, Server> servers = new EnumMap<>(Contender.class);

    /// @param warm milliseconds of load in a burst; bursts go on until the server's compilers rest
    Fleet(Toolbox tools, Generator generator, int threads, int warm) {
        this.tools = tools;
        this.generator = generator;
        this.threads = threads;
        this.warm = warm;
    }

    /// The contender's server, started if it is not there (any more).
    Server server(Contender contender) throws IOException {
        var running = servers.get(contender);
        if (running != null && running.alive()) {
            return running;
        }
        var server = Server.start(tools, contender, threads, List.of());
        servers.put(contender, server);
        warm(server);
        return server;
    }

    /// The kinds of load that are measured, in turn.
    private void warm(Server server) throws IOException {
        long before = server.ask("compiling");
        int quiet = 0;
        for (int burst = 0; burst < MOST_BURSTS && quiet < QUIET_BURSTS; burst++) {
            generator.run(Load.closed(1000, 1, 64, 0, warm).verified(), server, () -> 0);
            generator.run(Load.closed(50, 1, 64, 0, warm / 2).verified(), server, () -> 0);
            generator.run(Load.closed(50, 16, 4096, 0, warm / 4).verified(), server, () -> 0);
            generator.run(Load.accept(32, 0, warm / 4), server, () -> 0);
            long now = server.ask("compiling");
            quiet = now - before < warm / 20 ? quiet + 1 : 0;
            before = now;
        }
    }

    @Override
    public void close() throws IOException {
        for (var server : servers.values()) {
            server.close();
        }
        servers.clear();
    }
}
