package io.epoll4j.jvm.net;

import static io.epoll4j.sys.SocketFlags.SO_BROADCAST;
import static io.epoll4j.sys.SocketFlags.SO_KEEPALIVE;
import static io.epoll4j.sys.SocketFlags.SO_OOBINLINE;
import static io.epoll4j.sys.SocketFlags.SO_REUSEADDR;
import static io.epoll4j.sys.SocketFlags.SO_REUSEPORT;

/// What the options of level SOL_SOCKET of one socket have come to: `struct sock`, with the
/// defaults and limits of Linux. [SocketLevel] sets and tells them. Any thread may use it.
public final class SocketOptions {
    /// `net.scheduler.wmem_default`, `rmem_default`.
    static final int DEFAULT_BUFFER = 212_992;

    /// `net.scheduler.wmem_max`, `rmem_max`.
    static final int MOST_BUFFER = 4 << 20;

    private static final int TCP_SEND_BUFFER = 16_384;
    private static final int TCP_RECEIVE_BUFFER = 131_072;

    /// The most that `net.ipv4.tcp_rmem` lets a buffer grow to.
    private static final int TCP_MOST_RECEIVE_BUFFER = 32 << 20;

    /// What it comes to over Linux's loopback.
    private static final int TCP_CONNECTED_SEND_BUFFER = 3_939_840;

    /// What it comes to before a connection between kernels has sent much: room for twice ten
    /// segments.
    private static final int TCP_WIRE_SEND_BUFFER = 87_040;

    /// `TCP_MAX_WSCALE`
    private static final int MOST_SCALE = 14;

    private static final int MIN_SEND_BUFFER = 4608;
    private static final int MIN_RECEIVE_BUFFER = 2304;

    /// Options that are on or off for every socket: SO_DEBUG, SO_REUSEADDR, SO_DONTROUTE,
    /// SO_BROADCAST, SO_KEEPALIVE, SO_OOBINLINE, SO_NO_CHECK.
    private static final long SWITCHES =
            1L << 1
                    | 1L << SO_REUSEADDR
                    | 1L << 5
                    | 1L << SO_BROADCAST
                    | 1L << SO_KEEPALIVE
                    | 1L << SO_OOBINLINE
                    | 1L << 11;

    private final Socket socket;

    public volatile int sendBuffer = DEFAULT_BUFFER;
    public volatile int receiveBuffer = DEFAULT_BUFFER;

    /// `SOCK_RCVBUF_LOCK`: the size was set, and stays.
    private volatile boolean receiveBufferSet;

    /// `sk_rcvlowat`
    public volatile int receiveLowWater = 1;

    /// `sk_lingertime` in seconds, -1 without SO_LINGER.
    public volatile int linger = -1;

    /// The same while SO_LINGER is off: it is kept.
    volatile int lingerSeconds;

    /// SO_SNDTIMEO and SO_RCVTIMEO in nanoseconds, -1 for no limit.
    volatile long sendTimeout = -1;

    volatile long receiveTimeout = -1;

    /// The options that are on or off: a bit for each number up to 63.
    private volatile long switches;

    /// Those that are ints and mean nothing to the kernel itself.
    final OptionStore others = new OptionStore();

    SocketOptions(Socket socket) {
        this.socket = socket;
    }

    /// The default of `net.ipv4.tcp_wmem` and `tcp_rmem`.
    public void useTcpBuffers() {
        sendBuffer = TCP_SEND_BUFFER;
        receiveBuffer = TCP_RECEIVE_BUFFER;
    }

    /// `tcp_sndbuf_expand`: a connection gets more, unless SO_SNDBUF was set.
    public void expandSendBuffer(boolean loopback) {
        if (sendBuffer == TCP_SEND_BUFFER) {
            sendBuffer = loopback ? TCP_CONNECTED_SEND_BUFFER : TCP_WIRE_SEND_BUFFER;
        }
    }

    /// SO_SNDBUF of a size that is granted: Linux doubles it, to have room for its own.
    void setSendBuffer(int size) {
        sendBuffer = Math.max(doubled(size), MIN_SEND_BUFFER);
        socket.writeSpace();
    }

    /// `__sock_set_rcvbuf`
    void setReceiveBuffer(int size) {
        receiveBuffer = Math.max(doubled(size), MIN_RECEIVE_BUFFER);
        receiveBufferSet = true;
    }

    private static int doubled(int size) {
        return 2 * Math.min(size, Integer.MAX_VALUE / 2);
    }

    /// `tcp_set_rcvlowat`: no more than half the buffer, which grows for it unless SO_RCVBUF was
    /// set.
    public void setTcpReceiveLowWater(int wanted) {
        int most = receiveBufferSet ? receiveBuffer : TCP_MOST_RECEIVE_BUFFER;
        int given = Math.min(wanted, most >> 1);
        receiveLowWater = Math.max(given, 1);
        if (!receiveBufferSet) {
            receiveBuffer = Math.max(receiveBuffer, 2 * given);
        }
    }

    /// `tcp_select_initial_window`: the shift by which the largest window fits 16 bits.
    public int windowScale() {
        int most = receiveBufferSet ? receiveBuffer : TCP_MOST_RECEIVE_BUFFER;
        return Math.clamp(31 - Integer.numberOfLeadingZeros(most) - 15, 0, MOST_SCALE);
    }

    public boolean isKeepAlive() {
        return isOn(SO_KEEPALIVE);
    }

    public boolean isReuseAddress() {
        return isOn(SO_REUSEADDR);
    }

    public boolean isReusePort() {
        return isOn(SO_REUSEPORT);
    }

    /// `SOCK_URGINLINE`
    public boolean isUrgentInline() {
        return isOn(SO_OOBINLINE);
    }

    /// `sock_rcvlowat`: how many bytes a read of `wanted` waits for.
    public int receiveTarget(boolean all, long wanted) {
        long target = all ? wanted : Math.min(receiveLowWater, wanted);
        return Math.clamp(target, 1, Integer.MAX_VALUE);
    }

    public long sendDeadline() {
        return socket.scheduler.deadline(sendTimeout);
    }

    public long receiveDeadline() {
        return socket.scheduler.deadline(receiveTimeout);
    }

    /// What an accepted socket takes over from its listener.
    void inherit(SocketOptions listener) {
        sendBuffer = listener.sendBuffer;
        receiveBuffer = listener.receiveBuffer;
        receiveBufferSet = listener.receiveBufferSet;
        receiveLowWater = listener.receiveLowWater;
        linger = listener.linger;
        lingerSeconds = listener.lingerSeconds;
        sendTimeout = listener.sendTimeout;
        receiveTimeout = listener.receiveTimeout;
        switches = listener.switches;
        others.inherit(listener.others);
    }

    /// Whether every socket has it, as an option that is on or off.
    static boolean isSwitch(int option) {
        return option >= 0 && option < Long.SIZE && (SWITCHES & 1L << option) != 0;
    }

    boolean isOn(int option) {
        return (switches & (1L << option)) != 0;
    }

    /// Turns an option below 64 on or off; answers 0, as setsockopt(2) does.
    synchronized int turn(int option, boolean on) {
        switches = on ? switches | (1L << option) : switches & ~(1L << option);
        return 0;
    }
}
