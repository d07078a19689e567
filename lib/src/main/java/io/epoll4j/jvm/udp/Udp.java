package io.epoll4j.jvm.udp;

import io.epoll4j.jvm.net.Ports;
import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.Stack;
import io.epoll4j.jvm.net.Truesize;
import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.jvm.spi.Packet.Unreachable;

/// UDP of one kernel: what its sockets share (`struct proto`, net/ipv4/udp.c). Any thread may use
/// it.
public final class Udp {
    private static final int START = 14_000;

    final Stack stack;
    final Ports ports = new Ports(START);

    /// Over `stack`.
    public Udp(Stack stack) {
        this.stack = stack;
    }

    /// A fresh socket.
    public Socket create(int family) {
        return new UdpSocket(this, family);
    }

    /// Sends a datagram, which is taken over.
    void send(Skb datagram, Endpoint from, Endpoint to) {
        if (stack.isLocal(to)) {
            receiveLocally(datagram, from, to);
            return;
        }
        UdpDatagram packet = new UdpDatagram(from, to, datagram.copy());
        stack.skbs.give(datagram);
        stack.transmit(packet);
    }

    private void receiveLocally(Skb skb, Endpoint from, Endpoint to) {
        if (ports.find(to, from) instanceof UdpSocket socket) {
            socket.arrived(skb);
            return;
        }
        stack.skbs.give(skb);
        if (ports.find(from, to) instanceof UdpSocket sender) {
            sender.refused();
        }
    }

    /// `udp_rcv`: a datagram for this kernel comes from another.
    public void receive(Packet packet) {
        if (ports.find(packet.target(), packet.source()) instanceof UdpSocket socket) {
            Skb skb = stack.skbs.take(packet.length());
            skb.fill(packet.payload());
            skb.truesize = Truesize.ofUdp(packet.length());
            skb.from = packet.source();
            skb.kind = Skb.Kind.DATAGRAM;
            socket.arrived(skb);
        } else {
            stack.transmit(packet.refusal(packet.target(), Unreachable.PORT)); // icmp_send
        }
    }

    /// `__udp4_lib_err`: the socket that sent `cause`, which nobody took, hears of it.
    public void unreachable(Packet cause, Unreachable why) {
        if (why == Unreachable.PORT
                && ports.find(cause.source(), cause.target()) instanceof UdpSocket sender) {
            sender.refused();
        }
    }
}
