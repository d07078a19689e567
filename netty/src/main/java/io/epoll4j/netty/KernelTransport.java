package io.epoll4j.netty;

import io.epoll4j.sys.Kernel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelId;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.IoHandlerFactory;
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
}
