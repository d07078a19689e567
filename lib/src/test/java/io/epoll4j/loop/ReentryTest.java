package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a handler calls while it looks at the receive buffer, nothing else is received into
/// that buffer before it has returned.
@ParameterizedClass
@ExtendWith(InWorld.class)
@MethodSource("io.epoll4j.loop.Rig#stages")
class ReentryTest {
    @Parameter(0)
    Supplier<Stage> stages;

    @Parameter(1)
    Trigger trigger;

    /// What a handler does before it gives its bytes back.
    enum Act {
        ADOPT,
        CONNECT,
        LISTEN,
        RESUME_ANOTHER,
        WRITE_TO_ANOTHER,
        CLOSE_ANOTHER,
        ABORT_ANOTHER,
        DRAIN
    }

    Stage stage;
    Rig rig;
    Act act;
    Peer another;
    SockAddr elsewhere;
    Rig.Wire newcomer;
    final List<String> handled = new ArrayList<>();

    @BeforeEach
    void open() {
        stage = stages.get();
        rig = new Rig(stage, new Settings().trigger(trigger));
    }

    @AfterEach
    void close() {
        rig.close();
        assertEquals(List.of(), rig.errors);
        assertEquals(0, rig.loop.snapshot().spins());
        stage.assertNothingOpen();
    }

    /// Stays when the loop drains, so that it is served on.
    private class Staying implements Handler {
        @Override
        public void received(Peer peer, ByteBuffer bytes) {
            handled.add(StandardCharsets.ISO_8859_1.decode(bytes).toString());
        }

        @Override
        public void draining(Peer peer) {}
    }

    private final class Acting extends Staying {
        @Override
        public void received(Peer peer, ByteBuffer bytes) {
            var before = StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
            int calls = handled.size();
            act();
            assertEquals(before, StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString());
            assertEquals(calls, handled.size(), "delivered within another's delivery");
            peer.write(bytes);
        }
    }

    private void act() {
        switch (act) {
            case ADOPT -> adopt();
            case CONNECT -> rig.loop.connect(elsewhere, new Staying());
            case LISTEN -> rig.loop.listen(0, new Staying());
            case RESUME_ANOTHER -> onAnother(another::resume);
            case WRITE_TO_ANOTHER -> onAnother(() -> another.write(Rig.ascii("hi")));
            case CLOSE_ANOTHER -> onAnother(another::close);
            case ABORT_ANOTHER -> onAnother(another::abort);
            case DRAIN -> rig.loop.drain(Duration.ofSeconds(1));
        }
    }

    /// With ONESHOT it can only be asked for.
    private void onAnother(Runnable task) {
        if (trigger == Trigger.ONESHOT) another.execute(task);
        else task.run();
    }

    /// A connection on which something has already arrived.
    private void adopt() {
        int[] pair = new int[2];
        int type = SocketFlags.SOCK_STREAM | SocketFlags.SOCK_NONBLOCK;
        assertEquals(0, rig.kernel.socketpair(SocketFlags.AF_UNIX, type, 0, pair));
        newcomer = rig.take(pair[0]);
        newcomer.say("newcomer's");
        rig.loop.adopt(pair[1], new Staying());
    }

    @ParameterizedTest
    @EnumSource
    void whileServing(Act act) {
        anEchoIsWhole(act, false);
    }

    @ParameterizedTest
    @EnumSource
    void whileDraining(Act act) {
        anEchoIsWhole(act, true);
    }

    private void anEchoIsWhole(Act act, boolean draining) {
        this.act = act;
        elsewhere = rig.loop.listen(0, new Staying()).address().sockAddr();
        var other = rig.connect(elsewhere);
        var wire = rig.connect(rig.listen(new Acting()));
        rig.until(() -> rig.loop.snapshot().connections() == 2);
        rig.loop.poller.slots.forEach(entry -> {
            if (entry instanceof Peer peer && peer.handler.getClass() == Staying.class)
                another = peer;
        });
        rig.on(another, another::pause);
        if (draining) rig.loop.drain(Duration.ofSeconds(1));
        rig.settle();
        other.say("another's");
        rig.settle();
        wire.say("mine");
        rig.until(() -> wire.hears("mine"));
        if (act == Act.ADOPT) rig.until(() -> handled.contains("newcomer's"));
        if (act == Act.RESUME_ANOTHER) rig.until(() -> handled.contains("another's"));
        assertTrue(handled.size() <= 1, handled.toString());
    }
}
