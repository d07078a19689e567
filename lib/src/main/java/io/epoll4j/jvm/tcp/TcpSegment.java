package io.epoll4j.jvm.tcp;

import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.spi.Packet;
import java.nio.ByteBuffer;

/// A TCP segment between kernels.
///
/// @param payload read-only
public record TcpSegment(
        Endpoint source,
        Endpoint target,
        int flags,
        int sequence,
        int acknowledgement,
        int window,
        int windowScale,
        int maxSegment,
        int urgentPointer,
        ByteBuffer payload)
        implements Packet {
    static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    @Override
    public Protocol protocol() {
        return Protocol.TCP;
    }

    @Override
    public ByteBuffer payload() {
        return payload.duplicate();
    }

    @Override
    public int length() {
        return payload.remaining();
    }

    /// `TCP_SKB_CB(skb)->end_seq` less `seq`: SYN and FIN count.
    int sequenceLength() {
        return length() + (has(SYN) ? 1 : 0) + (has(FIN) ? 1 : 0);
    }

    /// Whether it asks for a connection.
    public boolean isRequest() {
        return (flags & (SYN | ACK | RST)) == SYN;
    }

    /// `tcp_v4_send_reset`: what is answered to a segment for which there is no connection.
    public TcpSegment reset() {
        return has(ACK)
                ? control(RST, acknowledgement, 0)
                : control(RST | ACK, 0, sequence + sequenceLength());
    }

    /// An answer without data.
    TcpSegment control(int flags, int sequence, int acknowledgement) {
        Endpoint from = target;
        Endpoint to = source;
        return new TcpSegment(from, to, flags, sequence, acknowledgement, 0, 0, 0, 0, NOTHING);
    }

    @Override
    public Packet copy() {
        return new TcpSegment(
                source,
                target,
                flags,
                sequence,
                acknowledgement,
                window,
                windowScale,
                maxSegment,
                urgentPointer,
                payload);
    }
}
