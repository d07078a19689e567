package demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.netty.KernelTransport;
import io.epoll4j.sys.Kernel;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/// A Netty server and its client, on Linux and then, unchanged, on the kernel inside the JVM.
final class NettyEcho {
    private NettyEcho() {}

    public static void main(String[] arguments) throws InterruptedException {
        greet("Linux", Kernel.linux());
        greet("the kernel inside the JVM", new JvmKernel());
    }

    static void greet(String name, Kernel kernel) throws InterruptedException {
        var transport = KernelTransport.of(kernel);
        var group = new MultiThreadIoEventLoopGroup(1, transport.ioHandler());
        try {
            var server =
                    new ServerBootstrap()
                            .group(group)
                            .channelFactory(transport.serverSocketChannel())
                            .childHandler(with(new Echo()))
                            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                            .sync()
                            .channel();
            var client =
                    new Bootstrap()
                            .group(group)
                            .channelFactory(transport.socketChannel())
                            .handler(with(new Prints()))
                            .connect(server.localAddress())
                            .sync()
                            .channel();
            client.writeAndFlush(Unpooled.copiedBuffer("hello, " + name, UTF_8));
            client.closeFuture().sync();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    private static ChannelInitializer<SocketChannel> with(ChannelInboundHandlerAdapter handler) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(handler);
            }
        };
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.writeAndFlush(message);
        }
    }

    private static final class Prints extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            IO.println(message.toString(UTF_8));
            context.close();
        }
    }
}
