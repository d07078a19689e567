package io.epoll4j.netty;

import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_REUSEADDR;

import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.netty.channel.Channel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A listener of TCP. SO_REUSEADDR is on unless it is switched off, as with Netty's NIO transport.
public final class KernelServerSocketChannel extends KernelServerChannel
        implements ServerSocketChannel {
    private final KernelServerSocketChannelConfig config =
            new KernelServerSocketChannelConfig(this, SocketOption.OF_TCP_LISTENERS);

    /// A new socket of Linux.
    public KernelServerSocketChannel() {
        this(KernelTransport.linux());
    }

    /// A new socket, for IPv6 and IPv4 both where the kernel has both.
    public KernelServerSocketChannel(Kernel kernel) {
        this(KernelTransport.of(kernel));
    }

    /// A new socket of a family: null for both.
    public KernelServerSocketChannel(
            KernelTransport transport, @Nullable SocketProtocolFamily family) {
        this(transport, reuse(KernelSocket.open(transport.kernel(), SOCK_STREAM, family)));
    }

    /// Takes over a socket that listens already, such as one that systemd has opened: it must not
    /// block.
    public KernelServerSocketChannel(KernelTransport transport, int fd) {
        this(transport, KernelSocket.adopt(transport.kernel(), fd));
        activate(socket.localAddress(), null);
    }

    KernelServerSocketChannel(KernelTransport transport) {
        this(transport, (SocketProtocolFamily) null);
    }

    private KernelServerSocketChannel(KernelTransport transport, KernelSocket socket) {
        super(transport, socket);
    }

    private static KernelSocket reuse(KernelSocket socket) {
        socket.kernel().setsockopt(socket.intValue(), SOL_SOCKET, SO_REUSEADDR, 1);
        return socket;
    }

    @Override
    Channel child(KernelSocket accepted, SockAddr peer) {
        return new KernelSocketChannel(this, accepted, Addresses.read(peer), localOf(accepted));
    }

    /// Where a connection has arrived: only a listener on "any" must ask.
    private @Nullable SocketAddress localOf(KernelSocket accepted) {
        var own = localAddress();
        return own == null || own.getAddress().isAnyLocalAddress() ? accepted.localAddress() : own;
    }

    @Override
    public KernelServerSocketChannelConfig config() {
        return config;
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        return (InetSocketAddress) super.localAddress();
    }

    @Override
    public @Nullable InetSocketAddress remoteAddress() {
        return null;
    }
}
