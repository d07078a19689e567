package io.epoll4j.netty;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.sys.Kernel;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A kernel, a group of Netty's on it, and the shortest ways to a server and a client.
final class Site implements AutoCloseable {
    static final long PATIENCE = 20;

    /// The kernels on which everything must hold.
    enum On {
        LINUX(Kernel::linux),
        JVM(JvmKernel::new);

        private final Supplier<Kernel> maker;

        On(Supplier<Kernel> maker) {
            this.maker = maker;
        }

        Kernel kernel() {
            return maker.get();
        }
    }

    final KernelTransport transport;
    final EventLoopGroup group;

    Site(On on) {
        this(on.kernel(), 2);
    }

    Site(Kernel kernel, int loops) {
        transport = KernelTransport.of(kernel);
        group = new MultiThreadIoEventLoopGroup(loops, transport.ioHandler());
    }

    Kernel kernel() {
        return transport.kernel();
    }

    ServerBootstrap serving(Supplier<ChannelHandler> handler) {
        return new ServerBootstrap()
                .group(group)
                .channelFactory(transport.serverSocketChannel())
                .childHandler(initializing(handler));
    }

    Bootstrap connecting(ChannelHandler handler) {
        return new Bootstrap()
                .group(group)
                .channelFactory(transport.socketChannel())
                .handler(initializing(() -> handler));
    }

    /// A listener on a free port of loopback, each of whose connections has a handler of its own.
    Channel serve(Supplier<ChannelHandler> handler) throws Exception {
        return await(serving(handler).bind(loopback(0))).channel();
    }

    Channel connect(Channel server, ChannelHandler handler) throws Exception {
        return await(connecting(handler).connect(server.localAddress())).channel();
    }

    private static ChannelHandler initializing(Supplier<ChannelHandler> handler) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handler.get());
            }
        };
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    static <F extends Future<?>> F await(F future) throws Exception {
        if (!future.await(PATIENCE, TimeUnit.SECONDS)) throw new AssertionError("never: " + future);
        if (future.cause() instanceof Exception e) throw e;
        if (future.cause() != null) throw new AssertionError(future.cause());
        return future;
    }

    static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T taken = queue.poll(PATIENCE, TimeUnit.SECONDS);
        if (taken == null) throw new AssertionError("nothing came");
        return taken;
    }

    static <T> BlockingQueue<T> queue() {
        return new LinkedBlockingQueue<>();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
