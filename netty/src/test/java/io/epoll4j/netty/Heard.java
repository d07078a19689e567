package io.epoll4j.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.BlockingQueue;

/// Keeps all that a channel hears, in order, and the bytes as text.
final class Heard extends ChannelInboundHandlerAdapter {
    final BlockingQueue<Object> events = Site.queue();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void channelActive(ChannelHandlerContext context) {
        events.add("active");
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf buffer)) {
            events.add(message);
            return;
        }
        synchronized (bytes) {
            bytes.writeBytes(ByteBufUtil.getBytes(buffer));
            bytes.notifyAll();
        }
        buffer.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        events.add(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        events.add("inactive");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        events.add(cause);
    }

    /// The next event of a kind; others before it are passed over.
    <T> T next(Class<T> kind) throws InterruptedException {
        for (; ; ) {
            Object event = Site.take(events);
            if (kind.isInstance(event)) return kind.cast(event);
        }
    }

    void nextIs(Object expected) throws InterruptedException {
        while (!Site.take(events).equals(expected)) {}
    }

    int length() {
        synchronized (bytes) {
            return bytes.size();
        }
    }

    /// All bytes, once there are so many.
    byte[] await(int count) throws InterruptedException {
        long until = System.nanoTime() + Site.PATIENCE * 1_000_000_000;
        synchronized (bytes) {
            while (bytes.size() < count) {
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) throw new AssertionError(bytes.size() + " bytes, not " + count);
                bytes.wait(left);
            }
            return bytes.toByteArray();
        }
    }

    String text(int count) throws InterruptedException {
        return new String(await(count), UTF_8);
    }
}
