package io.epoll4j.bench.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// The rivals in Netty: the same echo handler on its three transports, with pooled direct buffers,
/// a write per read and a flush per batch of reads.
final class NettyEcho {
    private NettyEcho() {}

    private record Transport(IoHandlerFactory factory, Class<? extends ServerChannel> server) {
        static Transport named(String name) {
            return switch (name) {
                case "netty-nio" ->
                        new Transport(NioIoHandler.newFactory(), NioServerSocketChannel.class);
                case "netty-epoll" ->
                        new Transport(EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
                default ->
                        new Transport(
                                IoUringIoHandler.newFactory(ring()),
                                IoUringServerSocketChannel.class);
            };
        }

        /// Room for a completion of each of 10,000 connections; Netty's own 4,096 overflow.
        private static IoUringIoHandlerConfig ring() {
            return new IoUringIoHandlerConfig().setCqSize(1 << 15);
        }
    }

    static int start(String name, int port, int threads) throws InterruptedException {
        var transport = Transport.named(name);
        var group = new MultiThreadIoEventLoopGroup(threads, transport.factory());
        var bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .channel(transport.server())
                        .option(ChannelOption.SO_BACKLOG, 4096)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .childHandler(new Echo());
        boolean shared = threads > 1 && !name.equals("netty-nio");
        if (shared) {
            bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
        }
        int bound = port;
        for (int i = 0; i < (shared ? threads : 1); i++) {
            var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), bound);
            var channel = bootstrap.bind(at).sync().channel();
            bound = ((InetSocketAddress) channel.localAddress()).getPort();
        }
        return bound;
    }

    @ChannelHandler.Sharable
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            // Back-pressure: a peer that does not read is not read from.
            context.channel().config().setAutoRead(context.channel().isWritable());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
