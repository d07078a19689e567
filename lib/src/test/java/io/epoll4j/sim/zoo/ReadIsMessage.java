package io.epoll4j.sim.zoo;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.sim.Here;
import io.epoll4j.sim.World;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A server that takes what one read gives for one message.
final class ReadIsMessage {
    private static final int MESSAGES = 20;

    private ReadIsMessage() {}

    static void live(World world, boolean sound) {
        List<String> heard = new ArrayList<>();
        List<String> said = new ArrayList<>();
        world.machine("server").run(on -> Talk.serve(on, talk -> listen(talk, heard, sound)));
        world.machine("client").run(on -> tell(on, said));
        world.network().loss(0.01);
        world.run(ofMinutes(1));
        assertEquals(said, heard);
    }

    private static void listen(Talk talk, List<String> heard, boolean sound) {
        if (sound) {
            for (String line = talk.hear(); line != null; line = talk.hear()) heard.add(line);
            return;
        }
        var buffer = ByteBuffer.allocate(1_000);
        while (talk.connection.read(buffer.clear()) > 0)
            heard.add(new String(buffer.array(), 0, buffer.position() - 1));
    }

    private static void tell(Here on, List<String> said) {
        try (var talk = Talk.to(on, "server")) {
            for (int i = 0; i < MESSAGES; i++) {
                said.add("message " + i);
                talk.say("message " + i);
                on.sleep(ofMillis(1 + on.random().nextInt(50)));
            }
        }
    }
}
