package io.epoll4j.sim.zoo;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.sim.Here;
import io.epoll4j.sim.World;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.PollFds;

/// A server that waits with poll(2), and takes an answer below zero for the end of the connection.
final class InterruptTakenForEnd {
    private static final int WORDS = 20;

    private InterruptTakenForEnd() {}

    static void live(World world, boolean sound) {
        var server = world.machine("server").run(on -> Talk.serve(on, talk -> echo(talk, sound)));
        world.machine("client").run(InterruptTakenForEnd::ask);
        server.calls().interrupt(0.02);
        world.run(ofMinutes(1));
    }

    private static void echo(Talk talk, boolean sound) {
        var wanted = new PollFds(1);
        wanted.set(0, talk.connection.fd(), FileFlags.POLLIN);
        for (; ; ) {
            int ready = talk.connection.kernel().poll(wanted, 1, -1);
            if (sound && ready == -Errno.EINTR) continue;
            String word = ready < 0 ? null : talk.hear();
            if (word == null) return;
            talk.say(word);
        }
    }

    private static void ask(Here on) {
        try (var talk = Talk.to(on, "server")) {
            for (int i = 0; i < WORDS; i++) {
                talk.say("word " + i);
                assertEquals("word " + i, talk.hear());
                on.sleep(ofMillis(on.random().nextInt(20)));
            }
        }
    }
}
