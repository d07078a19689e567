package io.epoll4j.jvm.tcp;

import static io.epoll4j.jvm.net.SocketState.SYN_RECEIVED;
import static io.epoll4j.jvm.net.SocketState.SYN_SENT;

import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.Skb.Kind;

/// The way of a connection within one kernel: what is sent has arrived, in order and once, before
/// the call that sends it ends. Both ends have the same lock, and need it.
///
/// [TcpWire] and [TcpArrival] are the way between two kernels.
final class TcpLoopback {
    private TcpLoopback() {}

    /// A segment without data.
    static Skb control(TcpSocket socket, Kind kind) {
        Skb skb = socket.stack.skbs.take(0);
        skb.kind = kind;
        skb.urgent = false;
        return skb;
    }

    /// Sends `skb`, which is taken over, to the far end.
    static void transmit(TcpSocket socket, Skb skb) {
        skb.from = socket.local;
        skb.to = socket.remote;
        skb.sender = socket;
        skb.acknowledged = socket.arrived;
        skb.limit = socket.copied + socket.options.receiveBuffer;
        socket.advertised = skb.limit;
        TcpSocket peer = socket.peer;
        if (peer != null) {
            arrived(peer, skb);
        } else if (skb.kind == Kind.SYN) {
            ask(socket, skb);
        } else {
            socket.stack.skbs.give(skb);
        }
    }

    private static void ask(TcpSocket socket, Skb syn) {
        if (!socket.tcp.requestLocally(syn, socket)) {
            TcpInput.reset(socket);
        }
        socket.stack.skbs.give(syn);
    }

    /// A packet that came over the loopback, which is taken over.
    private static void arrived(TcpSocket socket, Skb skb) {
        socket.lock.lock();
        try {
            boolean kept = false;
            boolean bare = skb.kind == Kind.ACK;
            boolean more = skb.kind == Kind.DATA || skb.kind == Kind.FIN;
            if (bare || (more && socket.state == SYN_RECEIVED)) {
                TcpInput.acknowledged(socket, skb.acknowledged, skb.limit, bare);
            }
            switch (skb.kind) {
                case SYN_ACK -> answered(socket, skb);
                case RESET -> TcpInput.reset(socket);
                case ACK -> {}
                case DATA -> kept = TcpInput.data(socket, skb);
                case FIN -> TcpInput.fin(socket);
                case SYN, DATAGRAM -> throw new AssertionError("not for a connection");
            }
            if (!kept) {
                socket.stack.skbs.give(skb);
            }
        } finally {
            socket.lock.unlock();
        }
    }

    /// The answer of a listener, over the loopback.
    private static void answered(TcpSocket socket, Skb skb) {
        if (!(skb.sender instanceof TcpSocket far)) {
            return;
        }
        if (socket.state == SYN_SENT) {
            socket.peer = far;
            TcpInput.connected(socket, skb.limit);
        } else if (far.is(socket.peer)) {
            TcpOutput.acknowledge(socket); // it comes once more
        } else {
            Skb answer = control(socket, Kind.RESET);
            answer.sender = socket;
            arrived(far, answer); // which believes in a connection that is not
        }
    }
}
