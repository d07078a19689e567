package io.epoll4j.jvm.tcp;

import static io.epoll4j.jvm.Packet.ACK;
import static io.epoll4j.jvm.Packet.RST;
import static io.epoll4j.jvm.Packet.SYN;

import io.epoll4j.jvm.Endpoint;
import io.epoll4j.jvm.Packet;
import io.epoll4j.jvm.net.InetSocket;
import io.epoll4j.jvm.net.Stack;
import io.epoll4j.jvm.task.Timer;
import io.epoll4j.jvm.tcp.TcpFlows.Flow;
import java.util.concurrent.TimeUnit;

/// What is left for a minute of a connection that this end closed first: TIME_WAIT (struct
/// tcp_timewait_sock, net/ipv4/tcp_minisocks.c). It answers a FIN that comes once more, and keeps
/// its port from those who do not share it. Any thread may use it.
public final class TcpTimeWait extends Timer implements TcpFlows.End {
    /// `TCP_TIMEWAIT_LEN`
    private static final long LENGTH = TimeUnit.SECONDS.toNanos(60);

    private final Stack stack;
    private final boolean reuseAddress;
    private final boolean reusePort;
    private final Flow flow;

    /// `tw_snd_nxt`, `tw_rcv_nxt`
    private final int next;

    private final int expected;

    /// When it ends; guarded by this.
    private long due;

    TcpTimeWait(TcpSocket socket, Flow flow, int next, int expected) {
        this.stack = socket.stack;
        this.reuseAddress = socket.options.isReuseAddress();
        this.reusePort = socket.options.isReusePort();
        this.flow = flow;
        this.next = next;
        this.expected = expected;
    }

    public Endpoint local() {
        return flow.local();
    }

    /// `inet_csk_bind_conflict`: whether it keeps `socket` from being bound at `at`.
    public boolean meets(InetSocket socket, Endpoint at) {
        boolean shared =
                (socket.options.isReuseAddress() && reuseAddress)
                        || (socket.options.isReusePort() && reusePort);
        return !shared && (at.isAny() ? socket.covers(at, local()) : at.sameAddress(local()));
    }

    /// Takes the place of `socket`.
    void start(TcpSocket socket) {
        stack.tcpPorts.keep(this);
        stack.flows.replace(flow, socket, this);
        restart();
    }

    /// `tcp_timewait_state_process`
    @Override
    public void arrived(Packet packet) {
        if (!(packet instanceof TcpSegment segment)) {
            return;
        }
        int ahead = segment.sequence() - expected;
        if (segment.has(RST)) {
            if (ahead == 0) {
                end();
            }
        } else if (ahead == 0 && segment.sequenceLength() == 0) {
            restart();
        } else if (segment.has(SYN) && !segment.has(ACK) && ahead > 0) {
            end(); // TCP_TW_SYN: a new connection between the same ports
            stack.receive(segment);
        } else {
            if (segment.has(ACK)) {
                restart();
            }
            stack.transmit(segment.control(ACK, next, expected));
        }
    }

    private synchronized void restart() {
        stack.core.timers.cancel(this);
        due = stack.core.host.monotonicNanos() + LENGTH;
        stack.core.timers.arm(this, due);
    }

    private synchronized boolean isDue(long expired) {
        return due == expired;
    }

    @Override
    public void expire(long expired) {
        if (isDue(expired)) {
            end();
        }
    }

    private void end() {
        stack.core.timers.cancel(this);
        stack.flows.remove(flow, this);
        stack.tcpPorts.free(this);
    }
}
