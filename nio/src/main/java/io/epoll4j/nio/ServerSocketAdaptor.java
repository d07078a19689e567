package io.epoll4j.nio;

import static java.net.StandardSocketOptions.SO_RCVBUF;
import static java.net.StandardSocketOptions.SO_REUSEADDR;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ServerSocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A channel as java.net's users see a listening socket. For any thread.
final class ServerSocketAdaptor extends ServerSocket {
    private static final int DEFAULT_BACKLOG = 50;

    private final KernelServerSocketChannel channel;
    private volatile int timeout;

    private ServerSocketAdaptor(KernelServerSocketChannel channel) {
        super(new NoSocketImpl());
        this.channel = channel;
    }

    static ServerSocketAdaptor of(KernelServerSocketChannel channel) {
        return new ServerSocketAdaptor(channel);
    }

    @Override
    public ServerSocketChannel getChannel() {
        return channel;
    }

    @Override
    public void bind(@Nullable SocketAddress address) throws IOException {
        bind(address, DEFAULT_BACKLOG);
    }

    @Override
    public void bind(@Nullable SocketAddress address, int backlog) throws IOException {
        Translation.asSocket(() -> channel.bind(address, backlog));
    }

    private @Nullable InetSocketAddress local() {
        return (InetSocketAddress) channel.local();
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        var local = local();
        return local == null ? null : local.getAddress();
    }

    @Override
    public int getLocalPort() {
        var local = local();
        return local == null ? -1 : local.getPort();
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return local();
    }

    @Override
    public Socket accept() throws IOException {
        var accepted = Translation.asSocket(() -> channel.accept(timeout));
        if (accepted == null) throw new IllegalBlockingModeException();
        return accepted.socket();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public boolean isBound() {
        return local() != null;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        if (isClosed()) throw new SocketException("Socket is closed");
        if (timeout < 0) throw new IllegalArgumentException("timeout < 0");
        this.timeout = timeout;
    }

    @Override
    public int getSoTimeout() throws SocketException {
        if (isClosed()) throw new SocketException("Socket is closed");
        return timeout;
    }

    @Override
    public void setReuseAddress(boolean on) throws SocketException {
        var _ = Translation.asOption(() -> channel.setOption(SO_REUSEADDR, on));
    }

    @Override
    public boolean getReuseAddress() throws SocketException {
        return Translation.asOption(() -> channel.getOption(SO_REUSEADDR));
    }

    @Override
    public void setReceiveBufferSize(int size) throws SocketException {
        if (size <= 0) throw new IllegalArgumentException("size cannot be 0 or negative");
        var _ = Translation.asOption(() -> channel.setOption(SO_RCVBUF, size));
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        return Translation.asOption(() -> channel.getOption(SO_RCVBUF));
    }

    @Override
    public <T> ServerSocket setOption(SocketOption<T> name, T value) throws IOException {
        channel.setOption(name, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        return channel.getOption(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return channel.supportedOptions();
    }

    @Override
    public String toString() {
        return isBound()
                ? "ServerSocket[addr=%s,localport=%d]".formatted(getInetAddress(), getLocalPort())
                : "ServerSocket[unbound]";
    }
}
