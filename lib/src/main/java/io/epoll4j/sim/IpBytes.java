package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.jvm.spi.Packet.Protocol;
import io.epoll4j.jvm.spi.Packet.Unreachable;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A packet as the bytes that would be on a wire, from the IP header on (RFC 791, 8200, 9293, 768,
/// 792, 4443), with right lengths and checksums.
final class IpBytes {
    private static final int V4_HEADER = 20;
    private static final int V6_HEADER = 40;
    private static final int TCP_HEADER = 20;
    private static final int UDP_HEADER = 8;
    private static final int ICMP_HEADER = 8;
    private static final int MAX_SEGMENT_OPTION = 4;
    private static final int WINDOW_SCALE_OPTION = 4;
    private static final int TTL = 64;
    private static final short DONT_FRAGMENT = 0x4000;
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP6 = 58;

    /// An ICMP error is at most 576 bytes (RFC 1812, 4.3.2.3), an ICMPv6 error 1280.
    private static final int LONGEST_ERROR = 576;

    private static final int LONGEST_ERROR6 = 1280;

    private IpBytes() {}

    static ByteBuffer of(Packet packet) {
        boolean v4 = packet.target().isV4();
        ByteBuffer above =
                switch (packet.protocol()) {
                    case TCP -> tcp(packet);
                    case UDP -> udp(packet);
                    case ICMP -> icmp(packet, v4);
                };
        int protocol = protocol(packet.protocol(), v4);
        if (protocol != ICMP) addChecksum(packet, protocol, above);
        int length = above.remaining();
        ByteBuffer bytes = ByteBuffer.allocate((v4 ? V4_HEADER : V6_HEADER) + length);
        if (v4) header4(bytes, packet, protocol);
        else header6(bytes, packet, protocol, length);
        return bytes.put(above).flip();
    }

    private static int protocol(Protocol protocol, boolean v4) {
        return switch (protocol) {
            case TCP -> TCP;
            case UDP -> UDP;
            case ICMP -> v4 ? ICMP : ICMP6;
        };
    }

    private static void header4(ByteBuffer bytes, Packet packet, int protocol) {
        bytes.putShort((short) 0x4500).putShort((short) bytes.capacity());
        bytes.putShort((short) 0).putShort(DONT_FRAGMENT);
        bytes.put((byte) TTL).put((byte) protocol).putShort((short) 0);
        bytes.putInt((int) packet.source().low()).putInt((int) packet.target().low());
        bytes.putShort(10, (short) ~folded(sum(bytes.duplicate().flip(), 0)));
    }

    private static void header6(ByteBuffer bytes, Packet packet, int protocol, int length) {
        bytes.putInt(0x6000_0000).putShort((short) length);
        bytes.put((byte) protocol).put((byte) TTL);
        putAddresses(bytes, packet);
    }

    private static void putAddresses(ByteBuffer bytes, Packet packet) {
        Endpoint from = packet.source();
        Endpoint to = packet.target();
        bytes.putLong(from.high()).putLong(from.low()).putLong(to.high()).putLong(to.low());
    }

    private static ByteBuffer tcp(Packet packet) {
        boolean opens = packet.has(Packet.SYN);
        int options =
                opens
                        ? WINDOW_SCALE_OPTION + (packet.maxSegment() > 0 ? MAX_SEGMENT_OPTION : 0)
                        : 0;
        int header = TCP_HEADER + options;
        ByteBuffer bytes = ByteBuffer.allocate(header + packet.length());
        putPorts(bytes, packet);
        bytes.putInt(packet.sequence()).putInt(packet.acknowledgement());
        bytes.putShort((short) (((header / 4) << 12) | packet.flags()));
        int window = opens ? packet.window() : packet.window() >>> packet.windowScale();
        bytes.putShort((short) Math.min(window, 0xFFFF));
        bytes.putShort((short) 0).putShort((short) packet.urgentPointer());
        if (opens && packet.maxSegment() > 0)
            bytes.put((byte) 2).put((byte) 4).putShort((short) packet.maxSegment());
        if (opens) bytes.put((byte) 1).put((byte) 3).put((byte) 3).put((byte) packet.windowScale());
        return bytes.put(packet.payload()).flip();
    }

    private static ByteBuffer udp(Packet packet) {
        int length = UDP_HEADER + packet.length();
        ByteBuffer bytes = ByteBuffer.allocate(length);
        putPorts(bytes, packet);
        bytes.putShort((short) length).putShort((short) 0);
        return bytes.put(packet.payload()).flip();
    }

    private static void putPorts(ByteBuffer bytes, Packet packet) {
        bytes.putShort((short) packet.source().port()).putShort((short) packet.target().port());
    }

    private static ByteBuffer icmp(Packet packet, boolean v4) {
        Packet cause = packet.cause();
        ByteBuffer quoted = cause == null ? ByteBuffer.allocate(0) : of(cause);
        int room =
                v4
                        ? LONGEST_ERROR - V4_HEADER - ICMP_HEADER
                        : LONGEST_ERROR6 - V6_HEADER - ICMP_HEADER;
        quoted.limit(Math.min(quoted.limit(), room));
        ByteBuffer bytes = ByteBuffer.allocate(ICMP_HEADER + quoted.remaining());
        bytes.put((byte) (v4 ? 3 : 1)).put((byte) code(packet.unreachable(), v4));
        bytes.putShort((short) 0).putInt(0).put(quoted).flip();
        if (v4) bytes.putShort(2, (short) ~folded(sum(bytes.duplicate(), 0)));
        return bytes;
    }

    private static int code(@Nullable Unreachable why, boolean v4) {
        if (why == null) return 0;
        return switch (why) {
            case NETWORK -> 0;
            case HOST -> v4 ? 1 : 3;
            case PORT -> v4 ? 3 : 4;
        };
    }

    /// The checksum over a header that is never sent, and all that is above IP.
    private static void addChecksum(Packet packet, int protocol, ByteBuffer above) {
        ByteBuffer pseudo = ByteBuffer.allocate(V6_HEADER);
        if (packet.target().isV4()) {
            pseudo.putInt((int) packet.source().low()).putInt((int) packet.target().low());
        } else {
            putAddresses(pseudo, packet);
        }
        pseudo.putInt(above.remaining()).putInt(protocol).flip();
        int sum = ~folded(sum(above.duplicate(), sum(pseudo, 0))) & 0xFFFF;
        if (protocol == UDP && sum == 0) sum = 0xFFFF; // 0 stands for "none" (RFC 768)
        above.putShort(protocol == TCP ? 16 : protocol == UDP ? 6 : 2, (short) sum);
    }

    /// The sum of 16-bit words, as if a 0 stood behind the last odd byte (RFC 1071).
    private static long sum(ByteBuffer bytes, long begun) {
        long sum = begun;
        while (bytes.remaining() > 1) sum += Short.toUnsignedInt(bytes.getShort());
        if (bytes.hasRemaining()) sum += Byte.toUnsignedInt(bytes.get()) << 8;
        return sum;
    }

    private static int folded(long sum) {
        long folded = sum;
        while (folded > 0xFFFF) folded = (folded & 0xFFFF) + (folded >>> 16);
        return (int) folded;
    }
}
