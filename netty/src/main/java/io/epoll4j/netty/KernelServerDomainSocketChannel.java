package io.epoll4j.netty;

import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;

import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.netty.channel.Channel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.ServerDomainSocketChannel;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A Unix-domain listener. It is bound to a [DomainSocketAddress], a path, or an abstract name if
/// it begins with a zero character; `java.net.UnixDomainSocketAddress` does as well. The file of a
/// path is the user's to delete.
public final class KernelServerDomainSocketChannel extends KernelServerChannel
        implements ServerDomainSocketChannel {
    private final KernelServerSocketChannelConfig config =
            new KernelServerSocketChannelConfig(this, SocketOption.OF_UNIX);

    /// A new socket of Linux.
    public KernelServerDomainSocketChannel() {
        this(KernelTransport.linux());
    }

    /// A new socket.
    public KernelServerDomainSocketChannel(Kernel kernel) {
        this(KernelTransport.of(kernel));
    }

    /// Takes over a socket that listens already: it must not block.
    public KernelServerDomainSocketChannel(KernelTransport transport, int fd) {
        super(transport, KernelSocket.adopt(transport.kernel(), fd));
        activate(socket.localAddress(), null);
    }

    KernelServerDomainSocketChannel(KernelTransport transport) {
        super(transport, KernelSocket.openUnix(transport.kernel(), SOCK_STREAM));
    }

    /// The address remains what it was given, which may be a relative path.
    @Override
    protected void doBind(SocketAddress address) throws Exception {
        super.doBind(address);
        if (address instanceof DomainSocketAddress) local(address);
    }

    @Override
    Channel child(KernelSocket accepted, SockAddr peer) {
        return new KernelDomainSocketChannel(this, accepted);
    }

    @Override
    public KernelServerSocketChannelConfig config() {
        return config;
    }

    @Override
    public @Nullable DomainSocketAddress localAddress() {
        return (DomainSocketAddress) super.localAddress();
    }

    @Override
    public @Nullable DomainSocketAddress remoteAddress() {
        return null;
    }
}
