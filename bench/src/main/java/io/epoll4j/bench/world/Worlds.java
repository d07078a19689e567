package io.epoll4j.bench.world;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.epoll4j.Connection;
import io.epoll4j.loop.CloseReason;
import io.epoll4j.loop.Handler;
import io.epoll4j.loop.Loop;
import io.epoll4j.loop.Peer;
import io.epoll4j.loop.Settings;
import io.epoll4j.loop.Timeouts;
import io.epoll4j.sim.Here;
import io.epoll4j.sim.World;
import io.epoll4j.sys.SockAddr;
import java.nio.ByteBuffer;
import java.time.Duration;

/// The worlds that are measured: many small ones, and a large one.
public final class Worlds {
    private static final int PORT = 7;
    private static final int WORDS = 50;
    private static final Duration HOUR = Duration.ofHours(1);

    private Worlds() {}

    /// Two clients that say fifty words each to a server, in one world for each of `count` seeds,
    /// and all that a test checks by itself.
    ///
    /// @return the words that came back
    public static long small(int count) {
        long[] heard = {0};
        World.forSeeds(count, world -> heard[0] += talk(world));
        return heard[0];
    }

    private static long talk(World world) {
        long[] heard = {0};
        world.machine("server").run(on -> serve(on, (peer, bytes) -> peer.write(bytes)));
        for (int i = 0; i < 2; i++) world.machine("client" + i).run(on -> ask(on, heard));
        world.network().latency(Duration.ofMillis(1), Duration.ofMillis(50));
        world.run(Duration.ofMinutes(5));
        if (heard[0] != 2 * WORDS) throw new AssertionError("heard only " + heard[0]);
        return heard[0];
    }

    private static void serve(Here on, Handler handler) {
        try (var loop = Loop.open(on.kernel(), new Settings())) {
            loop.listen(SockAddr.any(PORT), handler);
            loop.run();
        }
    }

    private static void ask(Here on, long[] heard) {
        try (var connection = Connection.connect(on.kernel(), on.resolve("server", PORT))) {
            connection.setNonBlocking(false);
            var answer = ByteBuffer.allocate(64);
            for (int i = 0; i < WORDS; i++) {
                ByteBuffer word = US_ASCII.encode("word " + i);
                int length = word.remaining();
                connection.write(word);
                answer.clear().limit(length);
                while (answer.hasRemaining() && connection.read(answer) >= 0) {}
                if (!answer.hasRemaining()) heard[0]++;
            }
        }
    }

    /// `machines` in a ring, each with a loop that keeps `each` connections to the next, says a
    /// word on every one of them, and then says nothing for an hour. Each end has a time limit,
    /// which is longer.
    ///
    /// @return how many connections there were at the end of the hour
    public static long idle(int machines, int each) {
        long[] open = {0};
        World.forSeed(
                1,
                world -> {
                    world.allowOpenEnds();
                    for (int i = 0; i < machines; i++) {
                        String next = "m" + (i + 1) % machines;
                        world.machine("m" + i).run(on -> keep(on, next, each, open));
                    }
                    world.run(HOUR);
                });
        return open[0];
    }

    private static void keep(Here on, String next, int each, long[] open) {
        var counting =
                new Handler() {
                    @Override
                    public void received(Peer peer, ByteBuffer bytes) {
                        open[0]++;
                    }

                    @Override
                    public void closed(Peer peer, CloseReason reason) {
                        open[0]--;
                    }
                };
        var patient = new Settings().timeouts(Timeouts.DEFAULT.idle(HOUR.multipliedBy(2)));
        try (var loop = Loop.open(on.kernel(), patient)) {
            loop.listen(SockAddr.any(PORT), counting);
            on.sleep(Duration.ofSeconds(1)); // until all listen
            for (int i = 0; i < each; i++)
                loop.connect(on.resolve(next, PORT), counting)
                        .write(ByteBuffer.wrap("here".getBytes(US_ASCII)));
            loop.run();
        }
    }
}
