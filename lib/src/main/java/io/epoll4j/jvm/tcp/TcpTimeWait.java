package io.epoll4j.jvm.tcp;

import static io.epoll4j.jvm.spi.Packet.ACK;
import static io.epoll4j.jvm.spi.Packet.RST;
import static io.epoll4j.jvm.spi.Packet.SYN;

import io.epoll4j.jvm.net.InetSocket;
import io.epoll4j.jvm.net.InetTimeWait;
import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.jvm.task.HrTimer;
import io.epoll4j.jvm.tcp.TcpFlows.Flow;
import java.util.concurrent.TimeUnit;

/// What is left for a minute of a connection that this end closed first: TIME_WAIT (struct
/// tcp_timewait_sock, net/ipv4/tcp_minisocks.c). It answers a FIN that comes once more, and keeps
/// its port from those who do not share it. Any thread may use it.
public final class TcpTimeWait extends HrTimer implements TcpFlows.End, InetTimeWait {
    /// `TCP_TIMEWAIT_LEN`
    private static final long LENGTH = TimeUnit.SECONDS.toNanos(60);

    private final Tcp tcp;
    private final boolean reuseAddress;
    private final boolean reusePort;
    private final Flow flow;

    /// `tw_snd_nxt`, `tw_rcv_nxt`
    private final int next;

    private final int expected;

    /// When it ends; guarded by this.
    private long due;

    TcpTimeWait(TcpSocket socket, Flow flow, int next, int expected) {
        this.tcp = socket.tcp;
        this.reuseAddress = socket.options.isReuseAddress();
        this.reusePort = socket.options.isReusePort();
        this.flow = flow;
        this.next = next;
        this.expected = expected;
    }

    @Override
    public Endpoint local() {
        return flow.local();
    }

    @Override
    public boolean meets(InetSocket socket, Endpoint at) {
        boolean shared =
                (socket.options.isReuseAddress() && reuseAddress)
                        || (socket.options.isReusePort() && reusePort);
        return !shared && (at.isAny() ? socket.covers(at, local()) : at.sameAddress(local()));
    }

    /// Takes the place of `socket`.
    void start(TcpSocket socket) {
        tcp.ports.keep(this);
        tcp.flows.replace(flow, socket, this);
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
            tcp.receive(segment);
        } else {
            if (segment.has(ACK)) {
                restart();
            }
            tcp.stack.transmit(segment.control(ACK, next, expected));
        }
    }

    private synchronized void restart() {
        tcp.stack.scheduler.timers.cancel(this);
        due = tcp.stack.scheduler.host.monotonicNanos() + LENGTH;
        tcp.stack.scheduler.timers.arm(this, due);
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
        tcp.stack.scheduler.timers.cancel(this);
        tcp.flows.remove(flow, this);
        tcp.ports.free(this);
    }
}
