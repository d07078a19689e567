package io.epoll4j.nio;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import org.jspecify.annotations.Nullable;

/// Sends and receives java.net's packets by a channel. For any thread.
final class DatagramPackets {
    private final KernelDatagramChannel channel;

    /// The packet that was filled last, how much there was room for, and how much came: what a user
    /// gives back as it is has as much room as before.
    private WeakReference<@Nullable DatagramPacket> filled = new WeakReference<>(null);

    private int room;
    private int came;

    DatagramPackets(KernelDatagramChannel channel) {
        this.channel = channel;
    }

    private void ensureBlocking() throws SocketException {
        if (!channel.isOpen()) throw new SocketException("Socket closed");
        if (!channel.isBlocking()) throw new IllegalBlockingModeException();
    }

    /// A packet without an address goes to whom the channel is connected.
    void send(DatagramPacket packet) throws IOException {
        synchronized (packet) {
            ensureBlocking();
            var from = ByteBuffer.wrap(packet.getData(), packet.getOffset(), packet.getLength());
            if (packet.getLength() > Memory.COPY_MAX) throw new SocketException("Message too long");
            try {
                channel.send(from, target(packet));
            } catch (AlreadyConnectedException other) {
                throw new IllegalArgumentException("Connected and packet address differ", other);
            } catch (ClosedByInterruptException interrupted) {
                throw interrupted;
            } catch (ClosedChannelException closed) {
                throw new SocketException("Socket closed", closed);
            }
        }
    }

    private InetSocketAddress target(DatagramPacket packet) {
        if (packet.getAddress() != null) return (InetSocketAddress) packet.getSocketAddress();
        var remote = channel.remote();
        if (remote == null) throw new IllegalArgumentException("Address not set");
        packet.setSocketAddress(remote);
        return remote;
    }

    /// @throws java.net.SocketTimeoutException if nothing has come for `timeout` milliseconds; 0 is
    ///   for ever
    void receive(DatagramPacket packet, int timeout) throws IOException {
        synchronized (packet) {
            ensureBlocking();
            try {
                channel.transfer().receiveLock.lock();
                try {
                    fill(packet, timeout);
                } finally {
                    channel.transfer().receiveLock.unlock();
                }
            } catch (ClosedByInterruptException interrupted) {
                throw interrupted;
            } catch (ClosedChannelException closed) {
                throw new SocketException("Socket closed", closed);
            }
        }
    }

    private void fill(DatagramPacket packet, int timeout) throws IOException {
        boolean again = filled.get() == packet && packet.getLength() == came;
        int length = again ? room : packet.getLength();
        length = Math.min(length, packet.getData().length - packet.getOffset());
        var into = ByteBuffer.wrap(packet.getData(), packet.getOffset(), length);
        InetSocketAddress sender = channel.receive(into, timeout);
        if (sender == null) return; // closed, and that has been thrown
        came = into.position() - packet.getOffset();
        room = length;
        filled = new WeakReference<>(packet);
        packet.setSocketAddress(sender);
        packet.setLength(came);
    }
}
