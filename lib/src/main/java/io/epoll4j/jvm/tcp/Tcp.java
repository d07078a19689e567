package io.epoll4j.jvm.tcp;

import io.epoll4j.jvm.net.Ports;
import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.SocketLock;
import io.epoll4j.jvm.net.Stack;
import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.jvm.tcp.TcpFlows.End;
import io.epoll4j.jvm.tcp.TcpFlows.Flow;

/// TCP of one kernel: what its sockets share (`struct proto`, net/ipv4/tcp_ipv4.c). Any thread may
/// use it.
public final class Tcp {
    final Stack stack;
    final Ports ports = new Ports(0);
    final TcpFlows flows = new TcpFlows();

    /// Over `stack`.
    public Tcp(Stack stack) {
        this.stack = stack;
    }

    /// A fresh socket.
    public Socket create(int family) {
        return new TcpSocket(this, family, new SocketLock());
    }

    /// `secure_tcp_seq`: where the numbers of a connection begin. They go on with the time, a
    /// number each 64 ns, so that what is left of an older connection is not taken for this one's.
    int initialSequence(Flow flow) {
        long ends = Ports.flow(flow.local(), flow.remote());
        return (int) (ends + (stack.scheduler.host.monotonicNanos() >> 6));
    }

    /// `tcp_v4_rcv`: takes a packet for this kernel. What is no segment of this TCP is nobody's.
    public void receive(Packet packet) {
        if (packet instanceof TcpSegment segment) {
            receive(segment);
        }
    }

    void receive(TcpSegment segment) {
        End end = flows.find(segment.target(), segment.source());
        if (end != null) {
            end.arrived(segment);
        } else if (!segment.isRequest() || !request(segment)) {
            refuse(segment);
        }
    }

    private boolean request(TcpSegment syn) {
        return ports.find(syn.target(), syn.source()) instanceof TcpSocket listener
                && TcpRequests.take(listener, syn);
    }

    /// `tcp_v4_send_reset`: there is no connection for this.
    void refuse(TcpSegment segment) {
        if (!segment.has(Packet.RST)) {
            stack.transmit(segment.reset());
        }
    }

    /// `tcp_v4_err`: a segment that this kernel sent, `cause`, could not be delivered.
    public void unreachable(Packet error, Packet cause) {
        End end = flows.find(cause.source(), cause.target());
        if (end != null) {
            end.arrived(error);
        }
    }

    /// A request for a connection that goes over the loopback: to whoever listens at `syn.to`.
    /// False if nobody does.
    boolean requestLocally(Skb syn, TcpSocket asker) {
        Endpoint to = syn.to;
        Endpoint from = syn.from;
        return to != null
                && from != null
                && ports.find(to, from) instanceof TcpSocket listener
                && TcpRequests.take(listener, syn, asker);
    }
}
