package io.epoll4j.sim.zoo;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.sim.Here;
import io.epoll4j.sim.World;
import io.epoll4j.sys.SysException;
import java.util.HashSet;
import java.util.Set;

/// A counter whose client asks again when it has got no answer, and that adds again.
final class RetryDuplicates {
    private static final int ORDERS = 20;

    private final Set<String> done = new HashSet<>();
    private final boolean sound;
    private int total;

    private RetryDuplicates(boolean sound) {
        this.sound = sound;
    }

    static void live(World world, boolean sound) {
        var counter = new RetryDuplicates(sound);
        world.machine("server").run(on -> Talk.serve(on, counter::serve));
        world.machine("client").run(RetryDuplicates::order);
        world.network().when(frame -> frame.packet().length() > 0).chance(0.005).reset();
        world.run(ofMinutes(1));
        assertEquals(ORDERS, counter.total);
    }

    private void serve(Talk talk) {
        for (String order = talk.hear(); order != null; order = talk.hear()) {
            if (!sound || done.add(order)) total++;
            talk.say("done");
        }
    }

    private static void order(Here on) {
        for (int i = 0; i < ORDERS; ) {
            try (var talk = Talk.to(on, "server").patient(ofSeconds(2))) {
                while (i < ORDERS) {
                    talk.say("order " + i);
                    if (talk.hear() == null) break;
                    i++;
                }
            } catch (SysException reset) {
                on.sleep(ofMillis(100));
            }
        }
    }
}
