package io.epoll4j.netty;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.epoll4j.netty.Site.On;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ResourceLeakDetector;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// In steady state a message costs no garbage of ours.
class AllocationTest {
    private static final int WARM = 30_000;
    private static final int MEASURED = 10_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// Sends a message when one has come, and reads the thread's counter.
    private final class PingPong extends ChannelInboundHandlerAdapter {
        final CountDownLatch done = new CountDownLatch(1);
        private int left = WARM + MEASURED;
        private long before;
        volatile long bytes;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ((ByteBuf) message).release();
            if (--left == MEASURED) before = threads.getCurrentThreadAllocatedBytes();
            if (left == 0) {
                bytes = threads.getCurrentThreadAllocatedBytes() - before;
                done.countDown();
            } else send(context);
        }

        void send(ChannelHandlerContext context) {
            context.writeAndFlush(
                    context.alloc().directBuffer(100).writeZero(100), context.voidPromise());
        }
    }

    /// Client and server on one loop: its thread makes all that is made. What remains is Netty's
    /// own.
    @Test
    void messages() throws Exception {
        var level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED); // it samples buffers
        try (var site = new Site(On.LINUX.kernel(), 1)) {
            var pooled = PooledByteBufAllocator.DEFAULT;
            var serving = site.serving(Echo::new).childOption(ChannelOption.ALLOCATOR, pooled);
            var server = Site.await(serving.bind(Site.loopback(0))).channel();
            var game = new PingPong();
            var connecting = site.connecting(game).option(ChannelOption.ALLOCATOR, pooled);
            var client = Site.await(connecting.connect(server.localAddress())).channel();
            client.eventLoop().execute(() -> game.send(client.pipeline().lastContext()));
            game.done.await();
            double each = (double) game.bytes / MEASURED;
            assertTrue(each < 1, () -> each + " bytes a message");
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }
}
