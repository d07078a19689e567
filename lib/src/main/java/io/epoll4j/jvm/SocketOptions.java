package io.epoll4j.jvm;

import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOPROTOOPT;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.SO_ACCEPTCONN;
import static io.epoll4j.sys.SocketFlags.SO_BROADCAST;
import static io.epoll4j.sys.SocketFlags.SO_BUSY_POLL;
import static io.epoll4j.sys.SocketFlags.SO_DOMAIN;
import static io.epoll4j.sys.SocketFlags.SO_ERROR;
import static io.epoll4j.sys.SocketFlags.SO_INCOMING_NAPI_ID;
import static io.epoll4j.sys.SocketFlags.SO_KEEPALIVE;
import static io.epoll4j.sys.SocketFlags.SO_LINGER;
import static io.epoll4j.sys.SocketFlags.SO_OOBINLINE;
import static io.epoll4j.sys.SocketFlags.SO_PASSCRED;
import static io.epoll4j.sys.SocketFlags.SO_PREFER_BUSY_POLL;
import static io.epoll4j.sys.SocketFlags.SO_PRIORITY;
import static io.epoll4j.sys.SocketFlags.SO_PROTOCOL;
import static io.epoll4j.sys.SocketFlags.SO_RCVBUF;
import static io.epoll4j.sys.SocketFlags.SO_RCVLOWAT;
import static io.epoll4j.sys.SocketFlags.SO_REUSEADDR;
import static io.epoll4j.sys.SocketFlags.SO_REUSEPORT;
import static io.epoll4j.sys.SocketFlags.SO_SNDBUF;
import static io.epoll4j.sys.SocketFlags.SO_SNDLOWAT;
import static io.epoll4j.sys.SocketFlags.SO_TYPE;

/// The options of level SOL_SOCKET of one socket (`sk_setsockopt`, `sk_getsockopt`,
/// net/core/sock.c), with the defaults and limits of Linux. Any thread may use it.
final class SocketOptions {
    /// `net.core.wmem_default`, `rmem_default`, `wmem_max` and `rmem_max`.
    static final int DEFAULT_BUFFER = 212_992;

    private static final int TCP_SEND_BUFFER = 16_384;
    private static final int TCP_RECEIVE_BUFFER = 131_072;

    /// The most that `net.ipv4.tcp_rmem` lets a buffer grow to.
    private static final int TCP_MOST_RECEIVE_BUFFER = 32 << 20;

    /// What it comes to over Linux's loopback.
    private static final int TCP_CONNECTED_SEND_BUFFER = 3_939_840;

    private static final int MIN_SEND_BUFFER = 4608;
    private static final int MIN_RECEIVE_BUFFER = 2304;
    private static final int SO_BSDCOMPAT = 14;
    static final int SO_RCVTIMEO = 20;
    static final int SO_SNDTIMEO = 21;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /// Options that are on or off for every socket: SO_DEBUG, SO_REUSEADDR, SO_DONTROUTE,
    /// SO_BROADCAST, SO_KEEPALIVE, SO_OOBINLINE, SO_NO_CHECK, SO_TIMESTAMP.
    private static final long SWITCHES =
            1L << 1
                    | 1L << SO_REUSEADDR
                    | 1L << 5
                    | 1L << SO_BROADCAST
                    | 1L << SO_KEEPALIVE
                    | 1L << SO_OOBINLINE
                    | 1L << 11
                    | 1L << 29;

    private final Socket socket;

    volatile int sendBuffer = DEFAULT_BUFFER;
    volatile int receiveBuffer = DEFAULT_BUFFER;

    /// `SOCK_RCVBUF_LOCK`: the size was set, and stays.
    private volatile boolean receiveBufferSet;

    /// `sk_rcvlowat`
    volatile int receiveLowWater = 1;

    /// `sk_lingertime` in seconds, -1 without SO_LINGER.
    volatile int linger = -1;

    /// SO_SNDTIMEO and SO_RCVTIMEO in nanoseconds, -1 for no limit.
    volatile long sendTimeout = -1;

    volatile long receiveTimeout = -1;

    /// The options that are on or off: a bit for each number up to 63.
    private volatile long switches;

    private volatile int priority;

    SocketOptions(Socket socket) {
        this.socket = socket;
    }

    /// The default of `net.ipv4.tcp_wmem` and `tcp_rmem`.
    void useTcpBuffers() {
        sendBuffer = TCP_SEND_BUFFER;
        receiveBuffer = TCP_RECEIVE_BUFFER;
    }

    /// `tcp_sndbuf_expand`: a connection gets more, unless SO_SNDBUF was set.
    void expandSendBuffer() {
        if (sendBuffer == TCP_SEND_BUFFER) {
            sendBuffer = TCP_CONNECTED_SEND_BUFFER;
        }
    }

    /// `tcp_set_rcvlowat`: no more than half the buffer, which grows for it unless SO_RCVBUF was
    /// set.
    void setTcpReceiveLowWater(int wanted) {
        int most = receiveBufferSet ? receiveBuffer : TCP_MOST_RECEIVE_BUFFER;
        int given = Math.min(wanted, most >> 1);
        receiveLowWater = Math.max(given, 1);
        if (!receiveBufferSet) {
            receiveBuffer = Math.max(receiveBuffer, 2 * given);
        }
    }

    boolean isReuseAddress() {
        return isOn(SO_REUSEADDR);
    }

    boolean isReusePort() {
        return isOn(SO_REUSEPORT);
    }

    /// `SOCK_URGINLINE`
    boolean isUrgentInline() {
        return isOn(SO_OOBINLINE);
    }

    /// `sock_rcvlowat`: how many bytes a read of `wanted` waits for.
    int receiveTarget(boolean all, long wanted) {
        long target = all ? wanted : Math.min(receiveLowWater, wanted);
        return Math.clamp(target, 1, Integer.MAX_VALUE);
    }

    long sendDeadline() {
        return socket.core.deadline(sendTimeout);
    }

    long receiveDeadline() {
        return socket.core.deadline(receiveTimeout);
    }

    /// What an accepted socket takes over from its listener.
    void inherit(SocketOptions listener) {
        sendBuffer = listener.sendBuffer;
        receiveBuffer = listener.receiveBuffer;
        receiveBufferSet = listener.receiveBufferSet;
        receiveLowWater = listener.receiveLowWater;
        linger = listener.linger;
        sendTimeout = listener.sendTimeout;
        receiveTimeout = listener.receiveTimeout;
        switches = listener.switches;
        priority = listener.priority;
    }

    int set(int option, int value) {
        if (isSwitch(option)) {
            turn(option, value != 0);
            return 0;
        }
        switch (option) {
            case SO_REUSEPORT -> {
                if (value != 0 && socket.family == AF_UNIX) {
                    return -EOPNOTSUPP;
                }
                turn(option, value != 0);
            }
            case SO_PASSCRED -> {
                if (socket.family != AF_UNIX) {
                    return -EOPNOTSUPP;
                }
                turn(option, value != 0);
            }
            case SO_BSDCOMPAT -> {}
            case SO_SNDBUF -> {
                sendBuffer = Math.max(doubled(value), MIN_SEND_BUFFER);
                socket.writeSpace();
            }
            case SO_RCVBUF -> {
                receiveBuffer = Math.max(doubled(value), MIN_RECEIVE_BUFFER);
                receiveBufferSet = true;
            }
            case SO_RCVLOWAT -> socket.setReceiveLowWater(value < 0 ? Integer.MAX_VALUE : value);
            case SO_PRIORITY -> priority = value;
            case SO_LINGER, SO_RCVTIMEO, SO_SNDTIMEO -> {
                return -EINVAL;
            }
            default -> {
                return -ENOPROTOOPT;
            }
        }
        return 0;
    }

    /// The value of an option that is an int, or `-errno`.
    long get(int option) {
        if (isSwitch(option)) {
            return isOn(option) ? 1 : 0;
        }
        return switch (option) {
            case SO_REUSEPORT -> isOn(option) ? 1 : 0;
            case SO_PASSCRED -> socket.family != AF_UNIX ? -EOPNOTSUPP : isOn(option) ? 1 : 0;
            case SO_BSDCOMPAT, SO_BUSY_POLL, SO_INCOMING_NAPI_ID, SO_PREFER_BUSY_POLL -> 0;
            case SO_RCVTIMEO -> Math.max(0, receiveTimeout) / NANOS_PER_SECOND;
            case SO_SNDTIMEO -> Math.max(0, sendTimeout) / NANOS_PER_SECOND;
            case SO_SNDBUF -> sendBuffer;
            case SO_RCVBUF -> receiveBuffer;
            case SO_RCVLOWAT -> receiveLowWater;
            case SO_SNDLOWAT -> 1;
            case SO_PRIORITY -> priority;
            case SO_TYPE -> socket.type;
            case SO_DOMAIN -> socket.family;
            case SO_PROTOCOL -> socket.protocol;
            case SO_ACCEPTCONN -> socket.state == SocketState.LISTEN ? 1 : 0;
            case SO_ERROR -> -socket.takeError();
            case SO_LINGER -> linger < 0 ? 0 : 1;
            default -> -ENOPROTOOPT;
        };
    }

    private static boolean isSwitch(int option) {
        return option >= 0 && option < Long.SIZE && (SWITCHES & 1L << option) != 0;
    }

    private boolean isOn(int option) {
        return (switches & (1L << option)) != 0;
    }

    private synchronized void turn(int option, boolean on) {
        switches = on ? switches | (1L << option) : switches & ~(1L << option);
    }

    private static int doubled(int value) {
        return 2 * Math.min(value & Integer.MAX_VALUE, DEFAULT_BUFFER);
    }
}
