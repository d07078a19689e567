package io.epoll4j.jvm.tcp;

import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.SocketState;
import io.epoll4j.jvm.spi.Packet;
import java.util.TreeMap;

/// The data of a connection with another kernel, put in order: what has come too early waits for
/// what is missing (`tcp_data_queue`, `tcp_data_queue_ofo`, net/ipv4/tcp_input.c). Guarded by the
/// socket's lock.
final class TcpReassembly {
    private final TcpSocket socket;

    /// `out_of_order_queue`, by the position of the first byte.
    private final TreeMap<Long, TcpSegment> early = new TreeMap<>();

    TcpReassembly(TcpSocket socket) {
        this.socket = socket;
    }

    void clear() {
        early.clear();
    }

    /// Takes a segment whose data begins at `position`, inside the window or before it.
    void take(TcpSegment segment, long position) {
        if (position > socket.arrived) {
            TcpSegment there = early.get(position);
            if (there == null || there.sequenceLength() < segment.sequenceLength()) {
                early.put(position, segment);
            }
            TcpOutput.acknowledge(socket); // tcp_send_dupack
            return;
        }
        deliver(segment, position);
        while (!early.isEmpty() && early.firstKey() <= socket.arrived) {
            var next = early.pollFirstEntry();
            deliver(next.getValue(), next.getKey());
        }
    }

    /// Hands over what is new of a segment that begins at `position`, which has come.
    private void deliver(TcpSegment segment, long position) {
        int skip = (int) Math.min(socket.arrived - position, segment.length());
        int end = segment.length();
        int urgent = segment.has(Packet.URG) ? segment.urgentPointer() : 0;
        if (urgent > skip && urgent <= end) {
            deliver(segment, skip, urgent, true);
            skip = urgent;
        }
        if (skip < end) {
            deliver(segment, skip, end, false);
        }
        boolean complete = position + end == socket.arrived;
        if (socket.state == SocketState.CLOSE) {
            return; // nobody reads any more, and the other end was told
        }
        if (segment.has(Packet.FIN) && complete && !socket.done) {
            TcpInput.fin(socket);
        } else if (segment.sequenceLength() != 0) {
            TcpOutput.acknowledge(socket);
        }
    }

    private void deliver(TcpSegment segment, int from, int to, boolean urgent) {
        Skb skb = socket.stack.skbs.take(to - from);
        segment.payload().get(from, skb.data, 0, to - from);
        skb.length = to - from;
        skb.urgent = urgent;
        skb.kind = Skb.Kind.DATA;
        if (!TcpInput.data(socket, skb)) {
            socket.stack.skbs.give(skb);
        }
    }
}
