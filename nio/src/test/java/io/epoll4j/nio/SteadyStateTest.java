package io.epoll4j.nio;

import static java.nio.channels.SelectionKey.OP_READ;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.sys.Kernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// No garbage in steady state: neither to select nor to read and write.
@Timeout(120)
class SteadyStateTest {
    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 5_000;
    private static final long DEADLINE_NANOS = 30_000_000_000L;

    @Test
    void onLinux() throws IOException {
        requestsAllocateNothing(Kernel.linux());
    }

    @Test
    void insideTheJvm() throws IOException {
        requestsAllocateNothing(new JvmKernel(JvmSelectorProvider.host()));
    }

    private static void requestsAllocateNothing(Kernel kernel) throws IOException {
        var provider = KernelSelectorProvider.on(kernel);
        try (var listener = provider.openServerSocketChannel().bind(Rig.loopback(0));
                var client = provider.openSocketChannel();
                var selector = provider.openSelector()) {
            client.connect(listener.getLocalAddress());
            try (var server = listener.accept()) {
                server.configureBlocking(false);
                var key = server.register(selector, OP_READ);
                var buffer = ByteBuffer.allocateDirect(64);
                assertNone(() -> {
                    try {
                        client.write(buffer.clear().limit(10));
                        select(selector);
                        key.interestOps(0);
                        server.read(buffer.clear());
                        key.interestOps(OP_READ);
                        selector.selectNow();
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                });
            }
        }
    }

    private static void select(Selector selector) throws IOException {
        assertEquals(1, selector.select());
        selector.selectedKeys().clear();
    }

    /// On a busy machine the compiler may take its time; garbage per call would show for ever.
    private static void assertNone(Runnable call) {
        for (int i = 0; i < WARM_UP; i++) call.run();
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        long least = perRound(call);
        while (least > 0 && System.nanoTime() < deadline) least = Math.min(least, perRound(call));
        assertEquals(0, least, "bytes in " + MEASURED + " calls");
    }

    private static long perRound(Runnable call) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long idle = -threads.getCurrentThreadAllocatedBytes();
        idle += threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MEASURED; i++) call.run();
        return Math.max(0, threads.getCurrentThreadAllocatedBytes() - before - idle);
    }
}
