package io.epoll4j.jvm.tcp;

import static io.epoll4j.sys.Errno.ETIMEDOUT;

import io.epoll4j.jvm.task.HrTimer;
import java.util.concurrent.TimeUnit;

/// The retransmission and the zero-window probe timer of a connection with another kernel, which
/// are one (`icsk_retransmit_timer`, net/ipv4/tcp_timer.c): it sends the first unacknowledged
/// segment again, or asks a closed window to open, each time after twice the wait.
///
/// There is no congestion control. After a timeout the other segments that were lost with the first
/// follow as fast as they are asked for. Fields are guarded by the socket's lock.
final class TcpRetransmit extends HrTimer {
    /// `TCP_RTO_MIN`, `TCP_RTO_MAX`, `TCP_TIMEOUT_INIT`
    static final long RTO_MIN = TimeUnit.MILLISECONDS.toNanos(200);

    static final long RTO_MAX = TimeUnit.SECONDS.toNanos(120);
    static final long TIMEOUT_INIT = TimeUnit.SECONDS.toNanos(1);

    /// `net.ipv4.tcp_retries2`
    private static final int RETRIES = 15;

    /// `tcp_orphan_retries`, with the default 0 of its sysctl.
    private static final int ORPHAN_RETRIES = 8;

    private static final long NONE = -1;

    private final TcpSocket socket;
    private final TcpWire wire;

    /// When this is to happen, or [#NONE].
    private long due = NONE;

    private long rto = TIMEOUT_INIT;

    /// `srtt_us`, `mdev_us`, in nanoseconds; [#NONE] before the first sample.
    private long smoothed = NONE;

    private long deviation;

    /// What is being timed, and since when; [#NONE] for nothing: an answer to what was sent twice
    /// tells no time (Karn).
    private long timed = NONE;

    private long timedAt;

    private int retransmitted;

    /// `icsk_backoff`
    private int backoff;

    /// `icsk_retransmits`, or `icsk_probes_out` while nothing is in flight.
    private int tries;

    /// `retrans_stamp`, `icsk_probes_tstamp`: since when nothing was heard of what was sent.
    private long since;

    /// `high_seq`: what was sent before the last timeout, and may be lost like the first of it.
    private long recover = NONE;

    TcpRetransmit(TcpSocket socket, TcpWire wire) {
        this.socket = socket;
        this.wire = wire;
        this.timedAt = now();
        this.timed = 0; // the SYN
    }

    /// How long is waited for an answer, in nanoseconds.
    long timeout() {
        return backedOff();
    }

    /// The smoothed round trip and its mean deviation, in nanoseconds; 0 before the first.
    long roundTrip() {
        return Math.max(smoothed, 0);
    }

    long deviation() {
        return deviation;
    }

    /// `tcpi_total_retrans`: how many segments were sent again.
    int retransmitted() {
        return retransmitted;
    }

    private void sendAgain() {
        retransmitted++;
        wire.sendFirstAgain();
    }

    private long now() {
        return socket.scheduler.host.monotonicNanos();
    }

    /// The handshake is done; it was the first sample if nothing of it was sent twice.
    void handshook() {
        TcpHandshake handshake = socket.handshake;
        if (timed == 0 && (handshake == null || !handshake.wasRepeated())) {
            sample(now() - timedAt);
        }
        timed = NONE;
    }

    /// New data goes out, from `position` on.
    void sent(long position) {
        if (timed == NONE && position >= recover) {
            timed = position;
            timedAt = now();
        }
    }

    /// `tcp_rearm_rto`, `tcp_check_probe_timer`: what could be sent was.
    ///
    /// @param idle whether nothing had been in flight before
    void pushed(boolean idle) {
        if (wire.isInFlight()) {
            if (idle) {
                restart();
            }
        } else if (wire.hasUnsent() && due == NONE) {
            restart();
        }
    }

    /// `tcp_ack`: `before` was acknowledged until now.
    void acknowledged(long before) {
        if (socket.acknowledged == before) {
            if (!wire.isInFlight()) {
                tries = 0; // whoever answers probes is waited for without end
            }
            return;
        }
        if (timed != NONE && socket.acknowledged > timed) {
            sample(now() - timedAt);
            timed = NONE;
        }
        if (!wire.isInFlight()) {
            stop();
            return;
        }
        if (socket.acknowledged < recover) {
            sendAgain();
        }
        restart();
    }

    private void restart() {
        backoff = 0;
        tries = 0;
        since = now();
        arm();
    }

    private void arm() {
        stop();
        long wait = backedOff();
        int limit = socket.tcpOptions.userTimeout();
        if (limit != 0) { // tcp_clamp_rto_to_user_timeout
            long left = since + TimeUnit.MILLISECONDS.toNanos(limit) - now();
            wait = Math.clamp(left, 1, wait);
        }
        due = now() + wait;
        socket.scheduler.timers.arm(this, due);
    }

    private long backedOff() {
        return backoff >= 20 ? RTO_MAX : Math.min(rto << backoff, RTO_MAX);
    }

    void stop() {
        due = NONE;
        socket.scheduler.timers.cancel(this);
    }

    @Override
    public void expire(long expired) {
        socket.lock.lock();
        try {
            if (expired != due) {
                return;
            }
            due = NONE;
            boolean inFlight = wire.isInFlight();
            if (inFlight ? isGivenUp() : isProbedInVain()) {
                TcpEnd.fail(socket, wire.softError != 0 ? wire.softError : ETIMEDOUT);
                return;
            }
            tries++;
            backoff++;
            timed = NONE;
            if (inFlight) {
                recover = wire.next();
                sendAgain();
                arm();
            } else {
                wire.probe();
                if (due == NONE) {
                    arm();
                }
            }
        } finally {
            socket.lock.unlock();
        }
    }

    /// `tcp_write_timeout`
    private boolean isGivenUp() {
        if (tries == 0) {
            return false;
        }
        int most = RETRIES;
        if (socket.dead) {
            boolean alive = backedOff() < RTO_MAX;
            most = alive ? ORPHAN_RETRIES : 0;
            if (!alive) {
                return true;
            }
        }
        int limit = socket.tcpOptions.userTimeout();
        long allowed = limit != 0 ? TimeUnit.MILLISECONDS.toNanos(limit) : model(most);
        return now() - since >= allowed;
    }

    /// `tcp_probe_timer`
    private boolean isProbedInVain() {
        int limit = socket.tcpOptions.userTimeout();
        if (limit != 0 && now() - since >= TimeUnit.MILLISECONDS.toNanos(limit)) {
            return true;
        }
        int most = RETRIES;
        if (socket.dead) {
            boolean alive = backedOff() < RTO_MAX;
            most = alive ? ORPHAN_RETRIES : 0;
        }
        return tries >= most;
    }

    /// `tcp_model_timeout`: how long so many tries take at the least. 15 take 924.6 seconds.
    private static long model(int tries) {
        int doublings = 63 - Long.numberOfLeadingZeros(RTO_MAX / RTO_MIN);
        return tries <= doublings
                ? ((2L << tries) - 1) * RTO_MIN
                : ((2L << doublings) - 1) * RTO_MIN + (tries - doublings) * RTO_MAX;
    }

    /// `tcp_rtt_estimator`, `__tcp_set_rto`
    private void sample(long roundTrip) {
        if (smoothed == NONE) {
            smoothed = roundTrip;
            deviation = roundTrip / 2;
        } else {
            deviation += (Math.abs(roundTrip - smoothed) - deviation) / 4;
            smoothed += (roundTrip - smoothed) / 8;
        }
        rto = Math.min(smoothed + Math.max(4 * deviation, RTO_MIN), RTO_MAX);
    }
}
