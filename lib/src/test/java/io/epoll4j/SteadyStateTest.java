package io.epoll4j;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.Allocations;
import io.epoll4j.sys.Kernel;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Once warm, an event makes no garbage.
class SteadyStateTest {
    private final Epoll epoll = Epoll.open();
    private final Events events = new Events(8);
    private final Waker waker = Waker.open();

    @AfterEach
    void closeAll() {
        epoll.close();
        waker.close();
    }

    @Test
    void aTurnAllocatesNothing() {
        var pair = Connection.pair(Kernel.linux());
        var direct = ByteBuffer.allocateDirect(64);
        var heap = ByteBuffer.allocate(64);
        epoll.watch(pair[1], Interest.READ.edge(), "a connection");
        new Allocations()
                .assertNone(
                        "write, await, attachment, read",
                        () -> {
                            pair[0].write(direct.clear());
                            epoll.await(events, Epoll.FOREVER);
                            assertTrue(events.attachment(0) != null);
                            pair[1].read(heap.clear());
                            pair[1].read(direct.clear());
                            waker.wake();
                            waker.drain();
                        });
        for (var end : pair) end.close();
    }

    /// Whatever their hash codes are.
    @Test
    void fourBuffersInTurnAllocateNothing() {
        var pair = Connection.pair(Kernel.linux());
        for (int attempt = 0; attempt < 8; attempt++) {
            var buffers = new ByteBuffer[4];
            for (int i = 0; i < 4; i++) buffers[i] = ByteBuffer.allocateDirect(64);
            new Allocations()
                    .assertNone(
                            "write and read",
                            () -> {
                                for (var buffer : buffers) {
                                    pair[0].write(buffer.clear());
                                    pair[1].read(buffer.clear());
                                }
                            });
        }
        for (var end : pair) end.close();
    }
}
