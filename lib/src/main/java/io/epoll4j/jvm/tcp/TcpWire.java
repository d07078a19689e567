package io.epoll4j.jvm.tcp;

import static io.epoll4j.sys.SocketFlags.TCP_MAXSEG;

import io.epoll4j.jvm.file.Iov;
import io.epoll4j.jvm.net.Skb.Kind;
import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.jvm.tcp.TcpFlows.Flow;
import java.nio.ByteBuffer;

/// What a connection with another kernel has beyond one over the loopback: numbers, segments,
/// windows and timers, by which a network that loses, repeats and reorders packets becomes one that
/// does not (net/ipv4/tcp_output.c). The state machine above it is the same.
///
/// A stream's bytes are counted from 0, in a `long`; on the wire stand the 32-bit numbers, which
/// begin at [#iss] and [#irs] with the SYN. Guarded by the socket's lock.
final class TcpWire {
    /// `TCP_MSS_DEFAULT`
    private static final int DEFAULT_MSS = 536;

    private static final int MOST_UNSCALED = 65_535;
    private static final int HEADERS = 40;
    private static final int HEADERS6 = 60;

    private static final int NONE = -1;

    final Flow flow;
    final TcpReassembly reassembly;
    final TcpRetransmit retransmit;
    final TcpKeepAlive keepAlive;

    /// The number of this end's SYN.
    final int iss;

    /// The number of the other end's SYN.
    int irs;

    /// `sk_err_soft`: what an ICMP error said, as a positive errno. It counts once nothing else is
    /// heard.
    int softError;

    private final TcpSocket socket;
    private final SendRing ring = new SendRing();

    /// The most that fits one packet on the way, and what the other end takes.
    private final int ownMss;

    private volatile int mss;
    private final int receiveScale;

    /// `max_window`: the most room the other end ever had.
    private long mostWindow;

    /// `snd_up`: the end of the urgent data, or [#NONE].
    private long urgentEnd = NONE;

    /// While packets are being taken, one ACK at the end answers them all.
    private boolean corked;

    private boolean ackOwed;

    TcpWire(TcpSocket socket, Flow flow) {
        this.socket = socket;
        this.flow = flow;
        this.iss = socket.tcp.initialSequence(flow);
        this.ownMss = ownMss(socket, flow.remote());
        this.mss = ownMss;
        this.receiveScale = socket.options.windowScale();
        this.reassembly = new TcpReassembly(socket);
        this.retransmit = new TcpRetransmit(socket, this);
        this.keepAlive = new TcpKeepAlive(socket, this);
    }

    /// `tcp_mss_clamp`: what fits a packet, at most TCP_MAXSEG.
    private static int ownMss(TcpSocket socket, Endpoint to) {
        int fits = socket.stack.network.mtu(to) - (to.isV4() ? HEADERS : HEADERS6);
        int wanted = TcpLevel.number(socket, TCP_MAXSEG);
        return wanted == 0 ? fits : Math.min(wanted, fits);
    }

    /// `mss_cache`: how much a segment may carry. Asked without the lock, too.
    int mss() {
        return mss;
    }

    /// Notes what the other end's SYN says of it.
    void meet(TcpSegment syn) {
        irs = syn.sequence();
        int theirs = syn.maxSegment();
        mss = Math.min(ownMss, theirs == 0 ? DEFAULT_MSS : theirs);
        sawWindow(syn.window());
    }

    /// How far the other end had room at the most.
    void sawWindow(int window) {
        mostWindow = Math.max(mostWindow, window);
    }

    /// `snd_nxt`: the next position to send, the FIN counted.
    long next() {
        return socket.finSent ? socket.sent + 1 : socket.sent;
    }

    /// Whether something was sent and not acknowledged (`packets_out`).
    boolean isInFlight() {
        return socket.acknowledged < next();
    }

    /// Whether something waits for room (`tcp_send_head`).
    boolean hasUnsent() {
        return socket.sent < socket.written || (socket.finWanted && !socket.finSent);
    }

    /// The position of a byte that the other end numbers `sequence`, near `arrived`.
    long receivedPosition(int sequence) {
        return socket.arrived + (sequence - (irs + 1 + (int) socket.arrived));
    }

    /// The position that the other end acknowledges by `number`.
    long sentPosition(int number) {
        return socket.acknowledged + (number - sequenceOf(socket.acknowledged));
    }

    private int sequenceOf(long position) {
        return iss + 1 + (int) position;
    }

    /// Queues what was written.
    void append(Iov from, int count) {
        ring.append(from, count);
    }

    /// Marks what was written so far as urgent.
    void markUrgent() {
        urgentEnd = socket.written;
    }

    /// `tcp_clean_rtx_queue`: forgets what was acknowledged; it was `before` until now.
    void acknowledged(long before) {
        ring.dropTo(Math.min(socket.acknowledged, socket.written));
        retransmit.acknowledged(before);
    }

    /// `tcp_write_queue_purge`
    void clear() {
        ring.clear(socket.written);
        retransmit.stop();
    }

    /// The connection is over: `tcp_clear_xmit_timers`, `inet_unhash`.
    void close() {
        retransmit.stop();
        keepAlive.stop();
        reassembly.clear();
        socket.tcp.flows.remove(flow, socket);
    }

    /// `tcp_write_xmit`: sends whole segments while there is room for them.
    void push() {
        boolean idle = !isInFlight();
        while (socket.sent < socket.written) {
            int size = (int) Math.min(currentMss(), socket.written - socket.sent);
            if (socket.sent + size > socket.sendLimit) { // tcp_snd_wnd_test
                break;
            }
            sendNext(size);
        }
        if (socket.finWanted && !socket.finSent && socket.sent == socket.written) {
            socket.finSent = true;
            say(Kind.FIN);
        }
        retransmit.pushed(idle);
    }

    private void sendNext(int size) {
        long position = socket.sent;
        socket.sent = position + size;
        retransmit.sent(position);
        sendData(position, size);
    }

    private void sendData(long position, int size) {
        boolean last = position + size == socket.written;
        send(
                Packet.ACK | (last ? Packet.PSH : 0),
                sequenceOf(position),
                ring.copy(position, size),
                position < urgentEnd ? (int) Math.min(urgentEnd - position, 0xFFFF) : 0);
    }

    /// `tcp_retransmit_skb`: sends the first segment again that was not acknowledged.
    void sendFirstAgain() {
        long position = socket.acknowledged;
        if (position < socket.sent) {
            sendData(position, (int) Math.min(currentMss(), socket.sent - position));
        } else {
            say(Kind.FIN);
        }
    }

    /// `tcp_write_wakeup`: what there is room for, or else something to be answered.
    void probe() {
        long size = Math.min(socket.sendLimit, socket.written) - socket.sent;
        if (size > 0) {
            sendNext((int) Math.min(size, currentMss()));
        } else {
            send(Packet.ACK, sequenceOf(socket.acknowledged) - 1, TcpSegment.NOTHING, 0);
        }
    }

    /// `tcp_current_mss`, `tcp_bound_to_half_wnd`
    private int currentMss() {
        long bound = mostWindow > DEFAULT_MSS ? mostWindow >> 1 : mostWindow;
        return Math.clamp(bound, 1, mss);
    }

    /// Sends a segment without data.
    void say(Kind kind) {
        switch (kind) {
            case SYN -> send(Packet.SYN, iss, TcpSegment.NOTHING, 0);
            case SYN_ACK -> send(Packet.SYN | Packet.ACK, iss, TcpSegment.NOTHING, 0);
            case ACK -> acknowledge();
            case FIN -> {
                int number = sequenceOf(socket.written);
                send(Packet.FIN | Packet.ACK, number, TcpSegment.NOTHING, 0);
            }
            case RESET -> send(Packet.RST | Packet.ACK, sequenceOf(next()), TcpSegment.NOTHING, 0);
            case DATA, DATAGRAM -> throw new AssertionError("has data");
        }
    }

    private void acknowledge() {
        ackOwed = true;
        if (!corked) {
            send(Packet.ACK, sequenceOf(next()), TcpSegment.NOTHING, 0);
        }
    }

    /// Holds ACKs back until [#uncork].
    void cork() {
        corked = true;
    }

    void uncork() {
        corked = false;
        if (ackOwed) {
            acknowledge();
        }
    }

    private void send(int flags, int sequence, ByteBuffer payload, int urgent) {
        boolean syn = (flags & Packet.SYN) != 0;
        boolean ack = (flags & Packet.ACK) != 0;
        ackOwed = ackOwed && !ack;
        TcpSegment segment =
                new TcpSegment(
                        flow.local(),
                        flow.remote(),
                        flags | (urgent != 0 ? Packet.URG : 0),
                        sequence,
                        ack ? irs + 1 + (int) socket.arrived : 0,
                        window(syn),
                        receiveScale,
                        syn ? ownMss : 0,
                        urgent,
                        payload);
        socket.stack.transmit(segment);
    }

    /// `tcp_select_window`: the room there is, in steps of the scale; never less than was promised.
    private int window(boolean syn) {
        int scale = syn ? 0 : receiveScale;
        long room = Math.max(0, socket.copied + socket.options.receiveBuffer - socket.arrived);
        long offered = Math.min(room >> scale, MOST_UNSCALED) << scale;
        long promised = Math.max(0, socket.advertised - socket.arrived);
        if (offered < promised) {
            long step = 1L << scale;
            offered = (promised + step - 1) & -step;
        }
        socket.advertised = socket.arrived + offered;
        return (int) offered;
    }

    /// `tcp_time_wait`: what still comes for this connection is answered for a minute.
    void waitTime() {
        TcpTimeWait rest =
                new TcpTimeWait(socket, flow, sequenceOf(next()), irs + 1 + (int) socket.arrived);
        rest.start(socket);
    }
}
