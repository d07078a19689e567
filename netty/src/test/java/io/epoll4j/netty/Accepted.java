package io.epoll4j.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import java.util.concurrent.BlockingQueue;

/// In a listener's pipeline: hands its connections to a test too.
final class Accepted extends ChannelInboundHandlerAdapter {
    private final BlockingQueue<SocketChannel> children;

    Accepted(BlockingQueue<SocketChannel> children) {
        this.children = children;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object child) {
        children.add((SocketChannel) child);
        context.fireChannelRead(child);
    }
}
