package io.epoll4j.jvm.udp;

import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.spi.Packet;
import java.nio.ByteBuffer;

/// A UDP datagram between kernels.
///
/// @param payload read-only
public record UdpDatagram(Endpoint source, Endpoint target, ByteBuffer payload) implements Packet {
    @Override
    public Protocol protocol() {
        return Protocol.UDP;
    }

    @Override
    public ByteBuffer payload() {
        return payload.duplicate();
    }

    @Override
    public int length() {
        return payload.remaining();
    }

    @Override
    public Packet copy() {
        return new UdpDatagram(source, target, payload);
    }
}
