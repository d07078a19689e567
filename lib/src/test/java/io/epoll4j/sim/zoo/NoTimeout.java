package io.epoll4j.sim.zoo;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.sim.Chaos;
import io.epoll4j.sim.Here;
import io.epoll4j.sim.World;
import io.epoll4j.sys.SysException;

/// A client that waits for its answer for ever. The server has taken the question, loses power,
/// starts again, and knows of nothing: nobody will ever say another word.
final class NoTimeout {
    private static final int QUESTIONS = 20;

    private NoTimeout() {}

    static void live(World world, boolean sound) {
        int[] answered = new int[1];
        world.machine("server").run(on -> Talk.serve(on, talk -> answer(on, talk)));
        var client = world.machine("client").run(on -> ask(on, answered, sound));
        world.chaos(Chaos.of(Chaos.Kind.CRASH).sparing(client).until(ofSeconds(5)));
        world.run(ofMinutes(10));
        assertEquals(QUESTIONS, answered[0]);
    }

    private static void answer(Here on, Talk talk) {
        for (String asked = talk.hear(); asked != null; asked = talk.hear()) {
            on.sleep(ofMillis(20)); // it thinks
            talk.say(asked);
        }
    }

    private static void ask(Here on, int[] answered, boolean sound) {
        while (answered[0] < QUESTIONS) {
            try (var talk = Talk.to(on, "server").patient(sound ? ofSeconds(2) : ofHours(1))) {
                while (answered[0] < QUESTIONS) {
                    talk.say("question " + answered[0]);
                    if (talk.hear() == null) break;
                    answered[0]++;
                    on.sleep(ofMillis(on.random().nextInt(400)));
                }
            } catch (SysException gone) {
                on.sleep(ofMillis(100));
            }
        }
    }
}
