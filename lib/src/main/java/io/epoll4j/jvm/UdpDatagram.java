package io.epoll4j.jvm;

import java.nio.ByteBuffer;

/// A UDP datagram between kernels.
///
/// @param payload read-only
record UdpDatagram(Endpoint source, Endpoint target, ByteBuffer payload) implements Packet {
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

    @Override
    public void arrive(JvmKernel kernel) {
        kernel.stack.receive(this);
    }
}
