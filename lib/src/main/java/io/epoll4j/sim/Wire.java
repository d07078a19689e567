package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Packet;
import java.nio.ByteBuffer;
import java.util.StringJoiner;

/// Packets as the wire knows them: their size, a hash over them, and a line of text.
final class Wire {
    private static final int IPV4 = 20;
    private static final int IPV6 = 40;
    private static final int TCP = 20;
    private static final int OTHER = 8;
    private static final String[] FLAGS = {"FIN", "SYN", "RST", "PSH", "ACK", "URG"};

    private Wire() {}

    /// How many bytes it takes, IP header included, TCP options not.
    static int size(Packet packet) {
        int ip = packet.target().isV4() ? IPV4 : IPV6;
        int above = packet.protocol() == Packet.Protocol.TCP ? TCP : OTHER;
        return ip + above + packet.length();
    }

    static long digest(Packet packet) {
        long hash = packet.protocol().name().hashCode() * 64L + packet.flags();
        hash = Dice.mix(hash + packet.source().low() * 31 + packet.source().port());
        hash = Dice.mix(hash + packet.target().low() * 31 + packet.target().port());
        hash = Dice.mix(hash + packet.sequence());
        hash = Dice.mix(hash + packet.acknowledgement());
        hash = Dice.mix(hash + packet.window());
        ByteBuffer payload = packet.payload();
        while (payload.remaining() >= Long.BYTES) hash = Dice.mix(hash + payload.getLong());
        while (payload.hasRemaining()) hash = Dice.mix(hash + payload.get());
        return hash;
    }

    /// `PSH ACK`
    static String flags(Packet packet) {
        var words = new StringJoiner(" ");
        for (int i = 0; i < FLAGS.length; i++) if (packet.has(1 << i)) words.add(FLAGS[i]);
        return words.toString();
    }

    /// `TCP PSH ACK, 5 bytes`
    static String summary(Packet packet) {
        String what = (packet.protocol() + " " + flags(packet)).strip();
        return packet.length() == 0 ? what : what + ", " + packet.length() + " bytes";
    }

    /// `TCP 10.0.0.1:32768 > 10.0.0.2:80 PSH ACK seq 1 ack 1 win 65535 len 5`
    static String text(Packet packet) {
        var words = new StringJoiner(" ");
        words.add(packet.protocol().name());
        words.add(packet.source() + " > " + packet.target());
        switch (packet.protocol()) {
            case TCP -> {
                if (packet.flags() != 0) words.add(flags(packet));
                words.add("seq " + Integer.toUnsignedString(packet.sequence()));
                words.add("ack " + Integer.toUnsignedString(packet.acknowledgement()));
                words.add("win " + packet.window());
            }
            case ICMP -> words.add(packet.unreachable() + " unreachable");
            case UDP -> {}
        }
        return words.add("len " + packet.length()).toString();
    }
}
