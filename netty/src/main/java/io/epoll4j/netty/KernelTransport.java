package io.epoll4j.netty;

import io.epoll4j.sys.Kernel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelId;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ManualIoEventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A kernel as a transport for Netty: handlers for a group, channels for a bootstrap.
///
/// ```java
/// var transport = KernelTransport.of(Kernel.linux());
/// var group = new MultiThreadIoEventLoopGroup(transport.ioHandler());
/// new ServerBootstrap()
///         .group(group)
///         .channelFactory(transport.serverSocketChannel())
///         .childHandler(...)
///         .bind(8080);
/// ```
///
/// The loops and the channels of one connection must be of one kernel. Where only Linux is meant,
/// `channel(KernelServerSocketChannel.class)` does as well: the constructors without arguments take
/// [Kernel#linux()].
///
/// @param kernel in which the descriptors are
/// @param ids gives each channel its id, in the order in which they come into being: accepted ones
///   too. Any thread may ask it that makes a channel.
public record KernelTransport(Kernel kernel, Supplier<ChannelId> ids) {
    /// A transport whose channels have Netty's own ids, which differ from run to run.
    public static KernelTransport of(Kernel kernel) {
        return new KernelTransport(kernel, DefaultChannelId::newInstance);
    }

    /// A transport whose channels are numbered in the order of their birth, `name#1` being the
    /// first: the same in every run that makes them in the same order. For simulated worlds, and
    /// for one process: two transports of a name have the same ids.
    public static KernelTransport numbered(Kernel kernel, String name) {
        return new KernelTransport(kernel, new NumberedIds(name));
    }

    static KernelTransport linux() {
        return of(Kernel.linux());
    }

    ChannelId newId() {
        return ids.get();
    }

    /// For the constructor of an event loop or a group.
    public IoHandlerFactory ioHandler() {
        return KernelIoHandler.newFactory(kernel);
    }

    /// TCP, for `Bootstrap.channelFactory`.
    public ChannelFactory<KernelSocketChannel> socketChannel() {
        return () -> new KernelSocketChannel(this);
    }

    /// TCP's listeners, for `ServerBootstrap.channelFactory`.
    public ChannelFactory<KernelServerSocketChannel> serverSocketChannel() {
        return () -> new KernelServerSocketChannel(this);
    }

    /// UDP, for `Bootstrap.channelFactory`.
    public ChannelFactory<KernelDatagramChannel> datagramChannel() {
        return () -> new KernelDatagramChannel(this, null);
    }

    /// Unix-domain streams, for `Bootstrap.channelFactory`.
    public ChannelFactory<KernelDomainSocketChannel> domainSocketChannel() {
        return () -> new KernelDomainSocketChannel(this);
    }

    /// Unix-domain listeners, for `ServerBootstrap.channelFactory`.
    public ChannelFactory<KernelServerDomainSocketChannel> serverDomainSocketChannel() {
        return () -> new KernelServerDomainSocketChannel(this);
    }

    /// Runs an event loop on the calling thread, by the kernel's clock: `start` first, on the loop,
    /// then whatever happens, until the loop is shut down. No other thread has a part in it.
    ///
    /// On a machine of `io.epoll4j.sim` this is how a Netty program runs, unchanged: the loop waits
    /// in the machine's kernel, and its timers follow the world's clock.
    ///
    /// ```java
    /// world.machine("server").run(on ->
    ///         KernelTransport.numbered(on.kernel(), "server").run(loop -> serve(loop)));
    /// ```
    ///
    /// @throws RuntimeException what `start` has thrown; the loop is shut down then
    public void run(Consumer<? super IoEventLoop> start) {
        var loop =
                new ManualIoEventLoop(
                        null, Thread.currentThread(), ioHandler(), new KernelTicker(kernel));
        try {
            start.accept(loop);
        } catch (RuntimeException | Error e) {
            var end = loop.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
            while (!end.isDone()) loop.run(0, 0);
            throw e;
        }
        while (!loop.isTerminated()) loop.run(0, 0);
    }
}
