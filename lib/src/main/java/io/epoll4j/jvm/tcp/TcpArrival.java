package io.epoll4j.jvm.tcp;

import static io.epoll4j.jvm.net.SocketState.CLOSE;
import static io.epoll4j.jvm.net.SocketState.LISTEN;
import static io.epoll4j.jvm.net.SocketState.SYN_RECEIVED;
import static io.epoll4j.jvm.net.SocketState.SYN_SENT;
import static io.epoll4j.jvm.spi.Packet.ACK;
import static io.epoll4j.jvm.spi.Packet.FIN;
import static io.epoll4j.jvm.spi.Packet.RST;
import static io.epoll4j.jvm.spi.Packet.SYN;

import io.epoll4j.jvm.net.Skb.Kind;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.jvm.spi.Packet.Unreachable;
import org.jspecify.annotations.Nullable;

/// What another kernel sends to a connection: looked over, put in order, and handed on to
/// [TcpInput], which knows no other order (net/ipv4/tcp_input.c). Needs the socket's lock.
public final class TcpArrival {
    private TcpArrival() {}

    /// A packet for `socket`, whose flow it had when it was looked up.
    public static void take(TcpSocket socket, Packet packet) {
        TcpWire wire = socket.wire;
        Unreachable why = packet.unreachable();
        if (why != null) {
            if (wire != null && socket.state != CLOSE && socket.state != LISTEN) {
                unreachable(socket, wire, why, packet.cause());
            }
            return;
        }
        if (!(packet instanceof TcpSegment segment)) {
            return;
        }
        if (wire == null || socket.state == CLOSE || !isOf(wire, segment)) {
            socket.tcp.refuse(segment);
            return;
        }
        wire.keepAlive.heard();
        wire.cork();
        if (socket.state == SYN_SENT) {
            answered(socket, wire, segment);
        } else {
            process(socket, wire, segment);
        }
        wire.uncork();
    }

    private static boolean isOf(TcpWire wire, TcpSegment segment) {
        return wire.flow.local().equals(segment.target())
                && wire.flow.remote().equals(segment.source());
    }

    /// `tcp_rcv_synsent_state_process`
    private static void answered(TcpSocket socket, TcpWire wire, TcpSegment segment) {
        boolean ack = segment.has(ACK);
        if (ack && segment.acknowledgement() != wire.iss + 1) {
            socket.tcp.refuse(segment);
            return;
        }
        if (segment.has(RST)) {
            if (ack) {
                TcpInput.reset(socket);
            }
            return;
        }
        if (!segment.has(SYN)) {
            return;
        }
        wire.meet(segment);
        if (ack) {
            wire.retransmit.handshook();
            TcpInput.connected(socket, segment.window());
            wire.keepAlive.start();
        } else { // both ends opened at once
            socket.state = SYN_RECEIVED;
            TcpHandshake.begin(socket, Kind.SYN_ACK);
        }
    }

    /// `tcp_rcv_state_process`
    private static void process(TcpSocket socket, TcpWire wire, TcpSegment segment) {
        if (isRequestAgain(socket, wire, segment)) {
            TcpOutput.say(socket, Kind.SYN_ACK);
            return;
        }
        boolean answer = isAnswerToBoth(socket, wire, segment);
        long position = wire.receivedPosition(segment.sequence() + (segment.has(SYN) ? 1 : 0));
        if (!answer && !isValid(socket, segment, position)) {
            return;
        }
        if (!segment.has(ACK) || !acknowledges(socket, wire, segment)) {
            return;
        }
        if (socket.state == CLOSE || socket.state == SYN_RECEIVED) {
            return;
        }
        if (segment.length() != 0 || segment.has(FIN)) {
            wire.reassembly.take(segment, position);
        }
    }

    /// A SYN that comes once more: its answer was lost.
    private static boolean isRequestAgain(TcpSocket socket, TcpWire wire, TcpSegment segment) {
        return socket.state == SYN_RECEIVED
                && (segment.flags() & (SYN | ACK | RST)) == SYN
                && segment.sequence() == wire.irs;
    }

    /// The SYN-ACK of an end that opened at the same time.
    private static boolean isAnswerToBoth(TcpSocket socket, TcpWire wire, TcpSegment segment) {
        return socket.state == SYN_RECEIVED
                && socket.parent == null
                && (segment.flags() & (SYN | ACK | RST)) == (SYN | ACK)
                && segment.sequence() == wire.irs;
    }

    /// `tcp_validate_incoming`: whether the segment belongs into the window. If not, it is answered
    /// with how things stand, or nothing.
    private static boolean isValid(TcpSocket socket, TcpSegment segment, long position) {
        long end = position + segment.length() + (segment.has(FIN) ? 1 : 0);
        long limit = Math.max(socket.advertised, socket.arrived);
        boolean inside = end >= socket.arrived && position <= limit;
        if (segment.has(RST)) {
            if (inside && position == socket.arrived) {
                TcpInput.reset(socket);
            } else if (inside) {
                TcpOutput.acknowledge(socket); // tcp_send_challenge_ack, RFC 5961
            }
            return false;
        }
        if (!inside || segment.has(SYN)) {
            TcpOutput.acknowledge(socket);
            return false;
        }
        return true;
    }

    /// `tcp_ack`: whether the rest of the segment counts.
    private static boolean acknowledges(TcpSocket socket, TcpWire wire, TcpSegment segment) {
        long position = wire.sentPosition(segment.acknowledgement());
        boolean opening = socket.state == SYN_RECEIVED;
        if (position > wire.next() || (opening && position < 0)) {
            if (opening) {
                socket.tcp.refuse(segment);
            } else {
                TcpOutput.acknowledge(socket);
            }
            return false;
        }
        if (position < socket.acknowledged) {
            return true; // an old one: its data may be new
        }
        wire.sawWindow(segment.window());
        boolean bare = segment.length() == 0 && !segment.has(FIN);
        TcpInput.acknowledged(socket, position, position + segment.window(), bare);
        if (opening && socket.state != CLOSE && socket.state != SYN_RECEIVED) {
            wire.retransmit.handshook();
            wire.keepAlive.start();
        }
        return true;
    }

    /// `tcp_v4_err`
    private static void unreachable(
            TcpSocket socket, TcpWire wire, Unreachable why, @Nullable Packet cause) {
        if (!(cause instanceof TcpSegment segment)) {
            return;
        }
        int errno = why.errno;
        if (socket.state == SYN_SENT || socket.state == SYN_RECEIVED) {
            if (segment.sequence() == wire.iss) {
                TcpEnd.fail(socket, errno);
            }
            return;
        }
        long position = wire.sentPosition(segment.sequence());
        if (position >= socket.acknowledged && position <= wire.next()) {
            wire.softError = errno;
        }
    }
}
