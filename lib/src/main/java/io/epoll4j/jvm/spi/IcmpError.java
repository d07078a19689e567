package io.epoll4j.jvm.spi;

import java.nio.ByteBuffer;

/// ICMP or ICMPv6 "destination unreachable".
public record IcmpError(Endpoint source, Endpoint target, Unreachable unreachable, Packet cause)
        implements Packet {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    @Override
    public Protocol protocol() {
        return Protocol.ICMP;
    }

    @Override
    public ByteBuffer payload() {
        return NOTHING;
    }

    @Override
    public Packet copy() {
        return new IcmpError(source, target, unreachable, cause);
    }

    /// None is answered to an error (RFC 1122, 3.2.2).
    @Override
    public Packet refusal(Endpoint from, Unreachable why) {
        throw new IllegalStateException("an ICMP error is not answered by another");
    }
}
