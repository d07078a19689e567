package io.epoll4j.netty;

import io.epoll4j.sys.SockAddr;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AddressedEnvelope;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// What a datagram channel sends: a `DatagramPacket`, another envelope, or, connected, a buffer.
final class Datagrams {
    private Datagrams() {}

    static ByteBuf content(Object message) {
        return message instanceof ByteBuf buffer
                ? buffer
                : (ByteBuf) ((AddressedEnvelope<?, ?>) message).content();
    }

    /// Null for whom the channel is connected to.
    static @Nullable SocketAddress recipient(Object message) {
        return message instanceof AddressedEnvelope<?, ?> envelope ? envelope.recipient() : null;
    }

    /// The address that was read last: who sends one datagram mostly sends the next, and then
    /// nothing is made anew. For one thread.
    static final class RecentSender {
        private final SockAddr known = new SockAddr();
        private @Nullable InetSocketAddress address;

        @Nullable InetSocketAddress of(SockAddr sender) {
            if (address == null || !known.equals(sender)) {
                known.copyFrom(sender);
                address = (InetSocketAddress) Addresses.read(sender);
            }
            return address;
        }
    }
}
