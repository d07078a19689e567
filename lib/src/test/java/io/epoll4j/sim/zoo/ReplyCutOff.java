package io.epoll4j.sim.zoo;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.sim.Here;
import io.epoll4j.sim.World;
import io.epoll4j.sys.SysException;

/// A server that refuses an upload by its first line, says why, and closes. It has not read the
/// rest, so its kernel sends a reset, and never again what of the reply was lost.
final class ReplyCutOff {
    private static final int UPLOADS = 5;
    private static final int LINES = 5;

    private ReplyCutOff() {}

    static void live(World world, boolean sound) {
        world.machine("server").run(on -> Talk.serve(on, talk -> refuse(talk, sound)));
        world.machine("client").run(ReplyCutOff::upload);
        world.network().latency(ofMillis(2)).loss(0.02);
        world.run(ofMinutes(5));
    }

    private static void refuse(Talk talk, boolean sound) {
        if (talk.hear() == null) return;
        talk.say("too large");
        if (!sound) return;
        talk.connection.shutdownWrite();
        while (talk.hear() != null) {} // until the client has closed too
    }

    private static void upload(Here on) {
        for (int i = 0; i < UPLOADS; i++) {
            try (var talk = Talk.to(on, "server")) {
                send(on, talk);
                assertEquals("too large", talk.hear());
            } catch (SysException reset) {
                throw new AssertionError("refused, and never told why", reset);
            }
        }
    }

    private static void send(Here on, Talk talk) {
        try {
            for (int i = 0; i < LINES; i++) {
                talk.say("line " + i);
                on.sleep(ofMillis(on.random().nextInt(5)));
            }
        } catch (SysException closed) {
            // then it will have said why
        }
    }
}
