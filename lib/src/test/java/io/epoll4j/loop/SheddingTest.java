package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.sys.ForwardingKernel;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who is turned away under a limit on connections that several loops have together.
@Timeout(60)
class SheddingTest {
    static Stream<Named<Supplier<Kernel>>> kernels() {
        return Rig.realKernels();
    }

    /// Lets another loop accept whom this one was woken for.
    private static final class Overtaken extends ForwardingKernel {
        @Nullable Loop other;

        Overtaken(Kernel kernel) {
            super(kernel);
        }

        @Override
        public int accept4(int fd, @Nullable SockAddr peer, int flags) {
            Loop overtaking = other;
            other = null;
            if (overtaking != null) overtaking.turn(Duration.ZERO);
            return super.accept4(fd, peer, flags);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aLoopThatFindsNobodyHoldsNoPlace(Supplier<Kernel> kernels) {
        var kernel = new Overtaken(kernels.get());
        var settings = new Settings().maxConnections(1).pressure(Pressure.SHED);
        try (var group = LoopGroup.open(kernel, 2, AcceptMode.EXCLUSIVE, settings)) {
            var at = group.listen(0, (peer, bytes) -> peer.write(bytes)).address().sockAddr();
            Loop late = group.loops().getFirst();
            Loop quick = group.loops().getLast();
            try (var client = new Client(kernel, at)) {
                kernel.other = quick;
                late.turn(Duration.ofSeconds(10));
                assertEquals(0, late.snapshot().rejected() + quick.snapshot().rejected());
                assertEquals(1, quick.snapshot().accepted());
                client.say("!");
                quick.turn(Duration.ofSeconds(10));
                assertEquals("!", client.hear(1));
            }
        }
    }
}
