package io.epoll4j.bench.run;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Runs the load generator against a server, once.
final class Generator {
    private final Toolbox tools;

    Generator(Toolbox tools) {
        this.tools = tools;
    }

    /// Asked while the load stands: when measuring begins and, all connections still open, when it
    /// ends.
    interface Probe {
        long ask() throws IOException;
    }

    /// The figures the generator saw, and `probe`: how much the probe's answer grew meanwhile.
    Map<String, Double> run(Load load, Server server, Probe probe) throws IOException {
        var command = new ArrayList<>(program());
        command.addAll(load.options(server));
        var process =
                new ProcessBuilder(tools.pinned(tools.generatorCores(), command))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var answers = process.inputReader();
                var questions = process.outputWriter()) {
            expect("begin", answers.readLine());
            long before = probe.ask();
            expect("end", answers.readLine());
            long after = probe.ask();
            questions.write("\n");
            questions.flush();
            var figures = new TreeMap<String, Double>();
            String line = answers.readLine();
            if (line == null) {
                throw new IOException("the load generator ended without figures");
            }
            JSON.std.mapFrom(line).forEach((k, v) -> figures.put(k, ((Number) v).doubleValue()));
            figures.put("probe", (double) after - before);
            return figures;
        } finally {
            process.destroy();
        }
    }

    private static void expect(String wanted, String line) throws IOException {
        if (!wanted.equals(line)) {
            throw new IOException("the load generator failed");
        }
    }

    private List<String> program() {
        if (tools.compiled()) {
            return List.of(tools.program("load").toString());
        }
        return List.of(
                tools.java(),
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.epoll4j.bench.load.LoadMain");
    }
}
