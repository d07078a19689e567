package io.epoll4j.jvm.tcp;

import static io.epoll4j.jvm.net.SocketState.ESTABLISHED;
import static io.epoll4j.jvm.net.SocketState.LISTEN;
import static io.epoll4j.jvm.net.SocketState.SYN_RECEIVED;

import io.epoll4j.jvm.net.InetOptions;
import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.Skb.Kind;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.SocketLock;
import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.tcp.TcpFlows.Flow;

/// Connections that are asked for, until they can be accepted (net/ipv4/tcp_minisocks.c): what
/// Linux keeps in a `struct request_sock` is a socket of its own here, in SYN_RECEIVED.
public final class TcpRequests {
    private TcpRequests() {}

    /// A request over the loopback to a socket that listens: makes the near end, which shares the
    /// lock of `far`. Answers false if nobody listens after all.
    public static boolean take(TcpSocket socket, Skb syn, TcpSocket far) {
        TcpListener queue = socket.listener;
        if (queue == null || socket.state != LISTEN || syn.to == null) {
            return false;
        }
        if (queue.isFull()) {
            return true; // dropped: it is sent again
        }
        TcpSocket near = child(socket, queue, far.lock, syn.to);
        near.remote = syn.from;
        near.peer = far;
        near.sendLimit = syn.limit;
        near.inetOptions.arrivedWith(far.inetOptions.unicastHops(syn.to), syn.to.isV4());
        if (queue.deferredTries() == 0) {
            TcpOutput.say(near, Kind.SYN_ACK); // the last ACK is there before this returns
        } else {
            TcpHandshake.begin(near, Kind.SYN_ACK);
        }
        return true;
    }

    /// The same of a request from another kernel.
    public static boolean take(TcpSocket socket, TcpSegment syn) {
        TcpListener queue = socket.listener;
        if (queue == null || socket.state != LISTEN) {
            return false;
        }
        if (queue.isFull()) {
            return true;
        }
        TcpSocket near = child(socket, queue, new SocketLock(), syn.target());
        near.remote = syn.source();
        near.lock.lock();
        try {
            TcpWire wire = new TcpWire(near, new Flow(syn.target(), syn.source()));
            if (socket.tcp.flows.add(wire.flow, near)) { // else another thread was faster
                near.wire = wire;
                near.sendLimit = syn.window();
                near.inetOptions.arrivedWith(InetOptions.DEFAULT_HOPS, syn.target().isV4());
                wire.meet(syn);
                TcpHandshake.begin(near, Kind.SYN_ACK);
            }
        } finally {
            near.lock.unlock();
        }
        return true;
    }

    /// `tcp_create_openreq_child`, as soon as a connection is asked for.
    private static TcpSocket child(
            TcpSocket listener, TcpListener queue, SocketLock lock, Endpoint local) {
        TcpSocket near = new TcpSocket(listener.tcp, listener.family, lock);
        near.inherit(listener);
        near.tcpOptions.inherit(listener.tcpOptions);
        near.local = local;
        near.notSentLowWater = listener.notSentLowWater;
        near.addressChosen = listener.addressChosen;
        near.parent = queue;
        near.shutdown = listener.shutdown;
        near.state = SYN_RECEIVED;
        return near;
    }

    /// `tcp_check_req`, `tcp_v4_syn_recv_sock`: the last ACK of the handshake came, or data that
    /// stands for it. False if the connection is not made yet, or not at all.
    static boolean complete(TcpSocket socket, boolean bare) {
        TcpListener queue = socket.parent;
        TcpHandshake handshake = socket.handshake;
        if (queue != null
                && ((bare && handshake != null && handshake.defers())
                        || (socket.wire != null && queue.isFull()))) {
            return false; // the SYN-ACK is sent again
        }
        TcpHandshake.stop(socket);
        socket.options.expandSendBuffer(socket.wire == null);
        socket.state = ESTABLISHED;
        if (queue == null) {
            socket.stateChange(); // both ends opened at once
        } else {
            socket.ports.share(socket);
            socket.parent = null;
            if (!queue.offer(socket)) {
                TcpEnd.abort(socket);
                return false;
            }
        }
        if ((socket.shutdown & Socket.SEND_SHUTDOWN) != 0) {
            TcpOutput.finish(socket); // the listener was shut down before it listened
        }
        return true;
    }
}
