package io.epoll4j.nio;

import static java.net.StandardSocketOptions.IP_TOS;
import static java.net.StandardSocketOptions.SO_BROADCAST;
import static java.net.StandardSocketOptions.SO_RCVBUF;
import static java.net.StandardSocketOptions.SO_REUSEADDR;
import static java.net.StandardSocketOptions.SO_SNDBUF;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.DatagramChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A channel as java.net's users see a socket for datagrams. For any thread.
final class DatagramSocketAdaptor extends DatagramSocket {
    private final KernelDatagramChannel channel;
    private final DatagramPackets packets;
    private volatile int timeout;

    DatagramSocketAdaptor(KernelDatagramChannel channel) {
        super(new NoDatagramSocketImpl());
        this.channel = channel;
        packets = new DatagramPackets(channel);
    }

    @Override
    public DatagramChannel getChannel() {
        return channel;
    }

    @Override
    public void bind(@Nullable SocketAddress address) throws SocketException {
        var to = address == null ? new InetSocketAddress(0) : inet(address);
        var _ = Translation.asOption(() -> channel.bind(to));
    }

    private static InetSocketAddress inet(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) return inet;
        throw new IllegalArgumentException("Unsupported address type");
    }

    @Override
    public void connect(InetAddress address, int port) {
        if (address == null) throw new IllegalArgumentException("Address can't be null");
        try {
            connect(new InetSocketAddress(address, port));
        } catch (SocketException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// A socket that is closed is not connected, and not told so.
    @Override
    public void connect(SocketAddress address) throws SocketException {
        if (address == null) throw new IllegalArgumentException("Address can't be null");
        int family = channel.fd().family;
        var to = Translation.asOption(() -> Addresses.checkInet(inet(address), family));
        if (isClosed()) return;
        Translation.asOption(() -> {
            channel.reconnect(to);
            return channel;
        });
    }

    @Override
    public void disconnect() {
        try {
            channel.disconnect();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public boolean isBound() {
        return channel.local() != null;
    }

    @Override
    public boolean isConnected() {
        return channel.remote() != null;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        var remote = channel.remote();
        return remote == null ? null : remote.getAddress();
    }

    @Override
    public int getPort() {
        var remote = channel.remote();
        return remote == null ? -1 : remote.getPort();
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return channel.remote();
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return isClosed() ? null : channel.local();
    }

    @Override
    public @Nullable InetAddress getLocalAddress() {
        if (isClosed()) return null;
        var local = channel.local();
        return local == null ? new InetSocketAddress(0).getAddress() : local.getAddress();
    }

    @Override
    public int getLocalPort() {
        if (isClosed()) return -1;
        var local = channel.local();
        return local == null ? 0 : local.getPort();
    }

    @Override
    public void send(DatagramPacket packet) throws IOException {
        packets.send(packet);
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
        packets.receive(packet, timeout);
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

    private <T> void set(SocketOption<T> name, T value) throws SocketException {
        var _ = Translation.asOption(() -> channel.setOption(name, value));
    }

    private <T> T get(SocketOption<T> name) throws SocketException {
        return Translation.asOption(() -> channel.getOption(name));
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
    public void setReuseAddress(boolean on) throws SocketException {
        set(SO_REUSEADDR, on);
    }

    @Override
    public boolean getReuseAddress() throws SocketException {
        return get(SO_REUSEADDR);
    }

    @Override
    public void setBroadcast(boolean on) throws SocketException {
        set(SO_BROADCAST, on);
    }

    @Override
    public boolean getBroadcast() throws SocketException {
        return get(SO_BROADCAST);
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
    public void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public <T> DatagramSocket setOption(SocketOption<T> name, T value) throws IOException {
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
    public void joinGroup(SocketAddress group, @Nullable NetworkInterface by) throws IOException {
        var address = group(group);
        var through = by == null ? defaultInterface() : by;
        if (channel.memberships().find(address, through) != null)
            throw new SocketException("Already a member of group");
        channel.join(address, through);
    }

    @Override
    public void leaveGroup(SocketAddress group, @Nullable NetworkInterface by) throws IOException {
        var key = channel.memberships().find(group(group), by == null ? defaultInterface() : by);
        if (key == null) throw new SocketException("Not a member of group");
        key.drop();
    }

    private InetAddress group(SocketAddress group) throws SocketException {
        if (isClosed()) throw new SocketException("Socket is closed");
        var address = inet(group).getAddress();
        if (address == null) throw new IllegalArgumentException("Unresolved address");
        if (!address.isMulticastAddress()) throw new SocketException("Not a multicast address");
        return address;
    }

    private static NetworkInterface defaultInterface() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .filter(DatagramSocketAdaptor::isMulticast)
                .findFirst()
                .orElseThrow(() -> new SocketException("no interface for multicast"));
    }

    private static boolean isMulticast(NetworkInterface one) {
        try {
            return one.isUp() && one.supportsMulticast();
        } catch (SocketException gone) {
            return false;
        }
    }
}
