package io.epoll4j.nio;

import static java.net.StandardSocketOptions.IP_TOS;
import static java.net.StandardSocketOptions.SO_KEEPALIVE;
import static java.net.StandardSocketOptions.SO_LINGER;
import static java.net.StandardSocketOptions.SO_RCVBUF;
import static java.net.StandardSocketOptions.SO_REUSEADDR;
import static java.net.StandardSocketOptions.SO_SNDBUF;
import static java.net.StandardSocketOptions.TCP_NODELAY;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.UnknownHostException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A channel as java.net's users see a socket. For any thread.
final class SocketAdaptor extends Socket {
    private final KernelSocketChannel channel;
    private volatile int timeout;

    private SocketAdaptor(KernelSocketChannel channel) throws SocketException {
        super(new NoSocketImpl());
        this.channel = channel;
    }

    static SocketAdaptor of(KernelSocketChannel channel) {
        try {
            return new SocketAdaptor(channel);
        } catch (SocketException impossible) {
            throw new AssertionError(impossible); // nothing is opened
        }
    }

    @Override
    public SocketChannel getChannel() {
        return channel;
    }

    @Override
    public void connect(SocketAddress address) throws IOException {
        connect(address, 0);
    }

    @Override
    public void connect(SocketAddress address, int timeout) throws IOException {
        if (address == null)
            throw new IllegalArgumentException("connect: The address can't be null");
        if (timeout < 0) throw new IllegalArgumentException("connect: timeout can't be negative");
        if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
            ensureOpen();
            if (channel.isConnected()) throw new SocketException("Already connected");
            close();
            throw new UnknownHostException(address.toString());
        }
        if (!channel.isBlocking()) throw new IllegalBlockingModeException();
        Translation.asSocket(() -> channel.connect(address, timeout));
    }

    @Override
    public void bind(@Nullable SocketAddress address) throws IOException {
        Translation.asSocket(() -> channel.bind(address));
    }

    private void ensureOpen() throws SocketException {
        if (isClosed()) throw new SocketException("Socket is closed");
    }

    private @Nullable InetSocketAddress local() {
        return (InetSocketAddress) channel.local();
    }

    private @Nullable InetSocketAddress remote() {
        return isClosed() || isConnected() ? (InetSocketAddress) channel.remote() : null;
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        var remote = remote();
        return remote == null ? null : remote.getAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        var local = local();
        return local == null || isClosed()
                ? new InetSocketAddress(0).getAddress()
                : local.getAddress();
    }

    @Override
    public int getPort() {
        var remote = remote();
        return remote == null ? 0 : remote.getPort();
    }

    @Override
    public int getLocalPort() {
        var local = local();
        return local == null ? -1 : local.getPort();
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return remote();
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return local();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        ensureOpen();
        if (!isConnected()) throw new SocketException("Socket is not connected");
        if (isInputShutdown()) throw new SocketException("Socket input is shutdown");
        return new SocketStreams.Input(channel, () -> timeout);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        ensureOpen();
        if (!isConnected()) throw new SocketException("Socket is not connected");
        if (isOutputShutdown()) throw new SocketException("Socket output is shutdown");
        return new SocketStreams.Output(channel);
    }

    private <T> void set(SocketOption<T> name, T value) throws SocketException {
        var _ = Translation.asOption(() -> channel.setOption(name, value));
    }

    private <T> T get(SocketOption<T> name) throws SocketException {
        return Translation.asOption(() -> channel.getOption(name));
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        set(TCP_NODELAY, on);
    }

    @Override
    public boolean getTcpNoDelay() throws SocketException {
        return get(TCP_NODELAY);
    }

    @Override
    public void setSoLinger(boolean on, int seconds) throws SocketException {
        if (on && seconds < 0) throw new IllegalArgumentException("invalid value for SO_LINGER");
        set(SO_LINGER, on ? seconds : -1);
    }

    @Override
    public int getSoLinger() throws SocketException {
        return get(SO_LINGER);
    }

    @Override
    public void sendUrgentData(int data) throws IOException {
        channel.sendUrgent((byte) data);
    }

    @Override
    public void setOOBInline(boolean on) throws SocketException {
        Translation.asOption(() -> {
            Options.setOobInline(channel.fd(), on);
            return channel;
        });
    }

    @Override
    public boolean getOOBInline() throws SocketException {
        return Translation.asOption(() -> Options.getOobInline(channel.fd()));
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        ensureOpen();
        if (timeout < 0) throw new IllegalArgumentException("timeout < 0");
        this.timeout = timeout;
    }

    @Override
    public int getSoTimeout() throws SocketException {
        ensureOpen();
        return timeout;
    }

    @Override
    public void setSendBufferSize(int size) throws SocketException {
        if (size <= 0) throw new IllegalArgumentException("Invalid send size");
        set(SO_SNDBUF, size);
    }

    @Override
    public int getSendBufferSize() throws SocketException {
        return get(SO_SNDBUF);
    }

    @Override
    public void setReceiveBufferSize(int size) throws SocketException {
        if (size <= 0) throw new IllegalArgumentException("Invalid receive size");
        set(SO_RCVBUF, size);
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        return get(SO_RCVBUF);
    }

    @Override
    public void setKeepAlive(boolean on) throws SocketException {
        set(SO_KEEPALIVE, on);
    }

    @Override
    public boolean getKeepAlive() throws SocketException {
        return get(SO_KEEPALIVE);
    }

    @Override
    public void setTrafficClass(int value) throws SocketException {
        set(IP_TOS, value);
    }

    @Override
    public int getTrafficClass() throws SocketException {
        return get(IP_TOS);
    }

    @Override
    public void setReuseAddress(boolean on) throws SocketException {
        set(SO_REUSEADDR, on);
    }

    @Override
    public boolean getReuseAddress() throws SocketException {
        return get(SO_REUSEADDR);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public void shutdownInput() throws IOException {
        Translation.asSocket(channel::shutdownInput);
    }

    @Override
    public void shutdownOutput() throws IOException {
        Translation.asSocket(channel::shutdownOutput);
    }

    @Override
    public boolean isConnected() {
        return channel.isConnected();
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
    public boolean isInputShutdown() {
        return channel.isInputShut();
    }

    @Override
    public boolean isOutputShutdown() {
        return channel.isOutputShut();
    }

    @Override
    public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
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
        return isConnected()
                ? "Socket[addr=%s,port=%d,localport=%d]"
                        .formatted(getInetAddress(), getPort(), getLocalPort())
                : "Socket[unconnected]";
    }
}
