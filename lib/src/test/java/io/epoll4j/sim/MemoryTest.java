package io.epoll4j.sim;

import static java.time.Duration.ofMinutes;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.LiveHeap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A world that is over leaves nothing behind: no thread, no kernel, no trace.
class MemoryTest {
    private static final int WORLDS = 200;
    private static final int MOST = 2_000; // bytes for each, of statistics and the like

    private static void live() {
        World.forSeeds(
                WORLDS,
                world -> {
                    List<String> heard = new ArrayList<>();
                    world.machine("server").run(on -> Programs.echo(on.kernel()));
                    world.machine("client").run(on -> Programs.ask(on, 5, heard));
                    world.run(ofMinutes(1));
                });
    }

    /// What worlds keep they keep each time; what the JVM learns of them once is not theirs.
    @Test
    void memoryIsGivenBack() {
        live();
        long kept = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long before = LiveHeap.bytes();
            live();
            kept = Math.min(kept, LiveHeap.bytes() - before);
        }
        assertTrue(kept < WORLDS * MOST, kept + " bytes kept by " + WORLDS + " worlds");
    }
}
