package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.StopSignals;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Signals sent to a JVM of its own, whose loops are to drain on them.
@Timeout(60)
class DrainOnSignalsTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    /// Talks to itself, and does not end when it is told to drain, but says so.
    private static final class Stubborn implements Handler {
        @Override
        public void received(Peer peer, ByteBuffer bytes) {}

        @Override
        public void draining(Peer peer) {
            System.out.println("draining");
        }
    }

    /// What the other JVM does: a loop, a group, or both at once without end.
    static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "loop" -> {
                try (var loop = Loop.open()) {
                    loop.listen(0, (peer, bytes) -> peer.write(bytes));
                    loop.drainOnSignals(LONG);
                    System.out.println("ready");
                    loop.run();
                }
            }
            case "group" -> {
                try (var group = LoopGroup.open(2, AcceptMode.EXCLUSIVE)) {
                    group.listen(0, (peer, bytes) -> peer.write(bytes));
                    group.drainOnSignals(LONG);
                    System.out.println("ready");
                    group.run();
                }
            }
            case "stubborn" -> {
                try (var loop = Loop.open()) {
                    var at = loop.listen(0, new Stubborn()).address().sockAddr();
                    loop.connect(
                            at,
                            new Handler() {
                                @Override
                                public void received(Peer peer, ByteBuffer bytes) {}

                                @Override
                                public void opened(Peer peer) {
                                    System.out.println("ready");
                                }

                                @Override
                                public void draining(Peer peer) {}
                            });
                    loop.drainOnSignals(LONG);
                    loop.run();
                }
            }
            default -> {
                try (var loop = Loop.open()) {
                    loop.drainOnSignals(LONG);
                }
                StopSignals.onFirst(() -> System.out.println("never")).close();
                System.out.println("ready");
                Thread.sleep(Duration.ofMinutes(1));
            }
        }
        System.out.println("drained");
        System.exit(7);
    }

    private static final class Other implements AutoCloseable {
        final Process process;
        final BufferedReader output;

        Other(String what, String... options) throws IOException {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
            command.addAll(Arrays.asList(options));
            var here = codeOf(Loop.class) + ":" + codeOf(DrainOnSignalsTest.class);
            command.addAll(List.of("-cp", here, DrainOnSignalsTest.class.getName(), what));
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            output = process.inputReader();
            assertEquals("ready", output.readLine());
        }

        private static Path codeOf(Class<?> type) {
            try {
                return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
            } catch (URISyntaxException impossible) {
                throw new AssertionError(impossible);
            }
        }

        void signal(String name) throws Exception {
            var kill = new ProcessBuilder("kill", "-" + name, "" + process.pid());
            assertEquals(0, kill.inheritIO().start().waitFor());
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void theFirstDrains(String signal) throws Exception {
        try (var other = new Other("loop")) {
            other.signal(signal);
            assertEquals("drained", other.output.readLine());
            assertEquals(7, other.process.waitFor());
        }
    }

    @Test
    void aGroupDrainsToo() throws Exception {
        try (var other = new Other("group")) {
            other.signal("TERM");
            assertEquals("drained", other.output.readLine());
            assertEquals(7, other.process.waitFor());
        }
    }

    @Test
    void theSecondEndsAtOnce() throws Exception {
        try (var other = new Other("stubborn")) {
            other.signal("TERM");
            assertEquals("draining", other.output.readLine());
            other.signal("INT");
            assertEquals(128 + 2, other.process.waitFor());
        }
    }

    @Test
    void whoHasClosedLeavesTheSignalsToTheJvm() throws Exception {
        try (var other = new Other("closed")) {
            other.signal("TERM");
            assertEquals(128 + 15, other.process.waitFor());
        }
    }

    @Test
    void aJvmThatKeepsItsSignalsIsEndedByThem() throws Exception {
        try (var other = new Other("loop", "-Xrs")) {
            other.signal("TERM");
            assertEquals(128 + 15, other.process.waitFor());
        }
    }
}
