package io.epoll4j.netty;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/// Netty's many ways to join, leave and block, as the calls that they are.
abstract class MulticastChannel extends KernelChannel implements DatagramChannel {
    final MulticastGroups groups;

    MulticastChannel(KernelTransport transport, KernelSocket socket) {
        super(transport, null, socket, 0);
        groups = new MulticastGroups(socket);
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        return (InetSocketAddress) super.localAddress();
    }

    @Override
    public @Nullable InetSocketAddress remoteAddress() {
        return (InetSocketAddress) super.remoteAddress();
    }

    private interface Change {
        void make() throws IOException;
    }

    private static ChannelFuture tell(ChannelPromise promise, Change change) {
        try {
            change.make();
            return promise.setSuccess();
        } catch (IOException | RuntimeException e) {
            return promise.setFailure(e);
        }
    }

    /// The interface that the channel's own address is of; null on "any".
    private @Nullable NetworkInterface ownInterface() throws SocketException {
        var local = localAddress();
        return local == null || local.getAddress().isAnyLocalAddress()
                ? null
                : NetworkInterface.getByInetAddress(local.getAddress());
    }

    @Override
    public ChannelFuture joinGroup(InetAddress group) {
        return joinGroup(group, newPromise());
    }

    @Override
    public ChannelFuture joinGroup(InetAddress group, ChannelPromise promise) {
        return tell(promise, () -> groups.join(group, ownInterface(), null));
    }

    @Override
    public ChannelFuture joinGroup(InetSocketAddress group, NetworkInterface by) {
        return joinGroup(group, by, newPromise());
    }

    @Override
    public ChannelFuture joinGroup(
            InetSocketAddress group, NetworkInterface by, ChannelPromise promise) {
        return joinGroup(group.getAddress(), by, null, promise);
    }

    @Override
    public ChannelFuture joinGroup(
            InetAddress group, NetworkInterface by, @Nullable InetAddress source) {
        return joinGroup(group, by, source, newPromise());
    }

    @Override
    public ChannelFuture joinGroup(
            InetAddress group,
            NetworkInterface by,
            @Nullable InetAddress source,
            ChannelPromise promise) {
        return tell(promise, () -> groups.join(group, by, source));
    }

    @Override
    public ChannelFuture leaveGroup(InetAddress group) {
        return leaveGroup(group, newPromise());
    }

    @Override
    public ChannelFuture leaveGroup(InetAddress group, ChannelPromise promise) {
        return tell(promise, () -> groups.leave(group, ownInterface(), null));
    }

    @Override
    public ChannelFuture leaveGroup(InetSocketAddress group, NetworkInterface by) {
        return leaveGroup(group, by, newPromise());
    }

    @Override
    public ChannelFuture leaveGroup(
            InetSocketAddress group, NetworkInterface by, ChannelPromise promise) {
        return leaveGroup(group.getAddress(), by, null, promise);
    }

    @Override
    public ChannelFuture leaveGroup(
            InetAddress group, NetworkInterface by, @Nullable InetAddress source) {
        return leaveGroup(group, by, source, newPromise());
    }

    @Override
    public ChannelFuture leaveGroup(
            InetAddress group,
            NetworkInterface by,
            @Nullable InetAddress source,
            ChannelPromise promise) {
        return tell(promise, () -> groups.leave(group, by, source));
    }

    @Override
    public ChannelFuture block(InetAddress group, NetworkInterface by, InetAddress source) {
        return block(group, by, source, newPromise());
    }

    @Override
    public ChannelFuture block(
            InetAddress group, NetworkInterface by, InetAddress source, ChannelPromise promise) {
        return tell(promise, () -> groups.block(group, by, source));
    }

    @Override
    public ChannelFuture block(InetAddress group, InetAddress source) {
        return block(group, source, newPromise());
    }

    @Override
    public ChannelFuture block(InetAddress group, InetAddress source, ChannelPromise promise) {
        return tell(promise, () -> groups.block(group, ownInterface(), source));
    }
}
