package io.epoll4j.netty;

import static io.epoll4j.sys.Errno.EINPROGRESS;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;
import static io.epoll4j.sys.SocketFlags.MSG_FASTOPEN;
import static io.epoll4j.sys.SocketFlags.MSG_NOSIGNAL;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;

import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A TCP connection.
public final class KernelSocketChannel extends KernelStreamChannel implements SocketChannel {
    private final KernelSocketChannelConfig config = new KernelSocketChannelConfig(this);

    /// A new socket of Linux.
    public KernelSocketChannel() {
        this(KernelTransport.linux());
    }

    /// A new socket, for IPv6 and IPv4 both where the kernel has both.
    public KernelSocketChannel(Kernel kernel) {
        this(KernelTransport.of(kernel));
    }

    /// A new socket of a family: null for both.
    public KernelSocketChannel(KernelTransport transport, @Nullable SocketProtocolFamily family) {
        super(transport, null, KernelSocket.open(transport.kernel(), SOCK_STREAM, family));
    }

    /// Takes over a socket that is connected already: it must not block.
    public KernelSocketChannel(KernelTransport transport, int fd) {
        super(transport, null, KernelSocket.adopt(transport.kernel(), fd));
        activate(socket.localAddress(), socket.remoteAddress());
    }

    KernelSocketChannel(KernelTransport transport) {
        this(transport, null);
    }

    /// An accepted connection.
    KernelSocketChannel(
            KernelServerSocketChannel parent,
            KernelSocket accepted,
            @Nullable SocketAddress remote,
            @Nullable SocketAddress local) {
        super(parent.transport, parent, accepted);
        activate(local, remote);
    }

    /// With fast open, what was written before goes with the first packet, if it is a buffer.
    @Override
    boolean connect(SockAddr target) throws Exception {
        var out = unsafe().outboundBuffer();
        if (!config.isFastOpen() || out == null) return super.connect(target);
        out.addFlush();
        if (!(out.current() instanceof ByteBuf first) || !Memory.isOnePiece(first)) {
            return super.connect(target);
        }
        int length = first.readableBytes();
        int at = first.readerIndex();
        long sent =
                kernel.sendto(
                        socket.fd(),
                        Memory.segment(first, at, length),
                        Memory.offset(first, at),
                        length,
                        MSG_FASTOPEN | MSG_DONTWAIT | MSG_NOSIGNAL,
                        target);
        if (sent == -EOPNOTSUPP)
            return super.connect(target); // switched off, see net.ipv4.tcp_fastopen
        if (sent == -EINPROGRESS)
            return false; // no cookie of the server's yet: the packet goes without
        if (sent < 0) throw Failures.of("connect", sent);
        out.removeBytes(sent);
        return true;
    }

    @Override
    public KernelSocketChannelConfig config() {
        return config;
    }

    @Override
    public @Nullable ServerSocketChannel parent() {
        return (ServerSocketChannel) super.parent();
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        return (InetSocketAddress) super.localAddress();
    }

    @Override
    public @Nullable InetSocketAddress remoteAddress() {
        return (InetSocketAddress) super.remoteAddress();
    }
}
