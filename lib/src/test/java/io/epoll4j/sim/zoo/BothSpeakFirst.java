package io.epoll4j.sim.zoo;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.sim.Here;
import io.epoll4j.sim.World;
import io.epoll4j.sys.SocketFlags;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Two that tell each other what they know, all of it, before they listen. As long as one of them
/// knows little, the buffers hide it.
final class BothSpeakFirst {
    private static final int MOST = 400_000;
    private static final int BUFFER = 4_096;

    private BothSpeakFirst() {}

    static void live(World world, boolean sound) {
        Set<String> informed = new TreeSet<>();
        world.machine("server")
                .run(on -> Talk.serve(on, talk -> exchange(on, talk, sound, informed)));
        world.machine("client")
                .run(on -> {
                    try (var talk = Talk.to(on, "server").patient(ofHours(1))) {
                        exchange(on, talk, sound, informed);
                    }
                });
        world.run(ofMinutes(2));
        assertEquals(Set.of("server", "client"), informed);
    }

    private static void exchange(Here on, Talk talk, boolean sound, Set<String> informed) {
        talk.connection.setOption(SocketFlags.SOL_SOCKET, SocketFlags.SO_SNDBUF, BUFFER);
        talk.connection.setOption(SocketFlags.SOL_SOCKET, SocketFlags.SO_RCVBUF, BUFFER);
        String known = "x".repeat(on.random().nextInt(MOST));
        Runnable tell =
                () -> {
                    talk.say(known);
                    talk.connection.shutdownWrite();
                };
        if (!sound) tell.run();
        @Nullable Thread writer = sound ? on.run("writer", tell) : null;
        if (talk.hear() != null && talk.hear() == null) informed.add(on.name());
        if (writer != null) join(on, writer);
    }

    private static void join(Here on, Thread writer) {
        try {
            on.threads().join(writer);
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
