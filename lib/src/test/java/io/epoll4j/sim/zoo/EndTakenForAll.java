package io.epoll4j.sim.zoo;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.sim.Chaos;
import io.epoll4j.sim.Here;
import io.epoll4j.sim.World;
import io.epoll4j.sys.SysException;
import java.util.ArrayList;
import java.util.List;

/// A store that takes the end of a connection for the end of the file. When the process at the
/// other end is killed, its kernel sends a FIN as well.
final class EndTakenForAll {
    private static final int LINES = 20;

    private EndTakenForAll() {}

    static void live(World world, boolean sound) {
        List<Integer> stored = new ArrayList<>();
        var server =
                world.machine("server")
                        .run(on -> Talk.serve(on, talk -> store(talk, stored, sound)));
        world.machine("client").run(EndTakenForAll::upload);
        world.chaos(Chaos.of(Chaos.Kind.KILL).sparing(server).until(ofSeconds(5)));
        world.run(ofMinutes(5));
        for (int lines : stored) assertEquals(LINES, lines, "a file was stored in part");
        assertEquals(false, stored.isEmpty());
    }

    private static void store(Talk talk, List<Integer> stored, boolean sound) {
        int announced = Integer.parseInt(String.valueOf(talk.hear()));
        int lines = 0;
        while (talk.hear() != null) lines++;
        if (!sound || lines == announced) stored.add(lines);
    }

    private static void upload(Here on) {
        try (var talk = Talk.to(on, "server")) {
            talk.say(Integer.toString(LINES));
            for (int i = 0; i < LINES; i++) {
                talk.say("line " + i);
                on.sleep(ofMillis(on.random().nextInt(100)));
            }
        } catch (SysException gone) {
            throw new AssertionError("the server was spared", gone);
        }
    }
}
