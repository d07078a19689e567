package io.epoll4j.jvm.tcp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.epoll4j.jvm.net.SocketState;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/// `struct tcp_info` (`tcp_get_info`, net/ipv4/tcp.c): the state of a socket and what went over it.
/// What is about losses, round trips and timers is 0 over the loopback, where there are none.
final class TcpInfo {
    private static final int SIZE = 248;

    private static final int TIMEOUT = 8;
    private static final int SEND_SEGMENT = 16;
    private static final int RECEIVE_SEGMENT = 20;

    /// Of a listener: how many wait to be accepted, and how many may.
    private static final int UNACKED = 24;

    private static final int SACKED = 28;
    private static final int PATH_MTU = 60;
    private static final int ROUND_TRIP = 68;
    private static final int ROUND_TRIP_DEVIATION = 72;
    private static final int RETRANSMITTED = 100;
    private static final int BYTES_ACKED = 120;
    private static final int BYTES_RECEIVED = 128;
    private static final int NOT_SENT = 144;
    private static final int BYTES_SENT = 200;
    private static final int SEND_WINDOW = 228;
    private static final int RECEIVE_WINDOW = 232;
    private static final int LOOPBACK_MTU = 65_535;

    private TcpInfo() {}

    /// Stores as much as there is room for; answers how many bytes that is.
    static int store(TcpSocket socket, MemorySegment into) {
        MemorySegment room = into.asSlice(0, Math.min(SIZE, into.byteSize()));
        room.fill((byte) 0);
        socket.lock.lock();
        try {
            SocketState state = socket.state;
            put(room, 0, number(state), 1);
            put(room, SEND_SEGMENT, TcpLevel.segment(socket), Integer.BYTES);
            TcpListener queue = socket.listener;
            if (state == SocketState.LISTEN && queue != null) {
                put(room, UNACKED, queue.size(), Integer.BYTES);
                put(room, SACKED, queue.backlog, Integer.BYTES);
            } else if (state != SocketState.CLOSE) {
                storeConnection(socket, room);
            }
        } finally {
            socket.lock.unlock();
        }
        return (int) room.byteSize();
    }

    private static void storeConnection(TcpSocket socket, MemorySegment room) {
        put(room, RECEIVE_SEGMENT, TcpLevel.segment(socket), Integer.BYTES);
        TcpWire wire = socket.wire;
        if (wire == null) {
            put(room, PATH_MTU, LOOPBACK_MTU, Integer.BYTES);
        } else {
            storeWire(socket, wire, room);
        }
        put(room, BYTES_ACKED, socket.acknowledged, Long.BYTES);
        put(room, BYTES_RECEIVED, socket.arrived, Long.BYTES);
        put(room, NOT_SENT, socket.written - socket.sent, Integer.BYTES);
        put(room, BYTES_SENT, socket.sent, Long.BYTES);
        put(room, SEND_WINDOW, socket.sendLimit - socket.acknowledged, Integer.BYTES);
        put(room, RECEIVE_WINDOW, socket.advertised - socket.arrived, Integer.BYTES);
    }

    private static void storeWire(TcpSocket socket, TcpWire wire, MemorySegment room) {
        TcpRetransmit timer = wire.retransmit;
        int mtu = socket.stack.network.mtu(wire.flow.remote());
        put(room, PATH_MTU, mtu, Integer.BYTES);
        put(room, TIMEOUT, TimeUnit.NANOSECONDS.toMicros(timer.timeout()), Integer.BYTES);
        put(room, ROUND_TRIP, TimeUnit.NANOSECONDS.toMicros(timer.roundTrip()), Integer.BYTES);
        long deviation = TimeUnit.NANOSECONDS.toMicros(timer.deviation());
        put(room, ROUND_TRIP_DEVIATION, deviation, Integer.BYTES);
        put(room, RETRANSMITTED, timer.retransmitted(), Integer.BYTES);
    }

    private static void put(MemorySegment room, int at, long value, int size) {
        for (int i = 0; i < size && at + i < room.byteSize(); i++) {
            room.set(JAVA_BYTE, at + i, (byte) (value >>> (Byte.SIZE * i)));
        }
    }

    /// `TCP_ESTABLISHED` and so on (include/net/tcp_states.h).
    private static int number(SocketState state) {
        return switch (state) {
            case ESTABLISHED -> 1;
            case SYN_SENT -> 2;
            case SYN_RECEIVED -> 3;
            case FIN_WAIT1 -> 4;
            case FIN_WAIT2 -> 5;
            case TIME_WAIT -> 6;
            case CLOSE -> 7;
            case CLOSE_WAIT -> 8;
            case LAST_ACK -> 9;
            case LISTEN -> 10;
            case CLOSING -> 11;
        };
    }
}
