package io.epoll4j.user;

import static io.epoll4j.sys.Errno.EDOM;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOPROTOOPT;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.SO_ACCEPTCONN;
import static io.epoll4j.sys.SocketFlags.SO_BROADCAST;
import static io.epoll4j.sys.SocketFlags.SO_DOMAIN;
import static io.epoll4j.sys.SocketFlags.SO_ERROR;
import static io.epoll4j.sys.SocketFlags.SO_KEEPALIVE;
import static io.epoll4j.sys.SocketFlags.SO_LINGER;
import static io.epoll4j.sys.SocketFlags.SO_OOBINLINE;
import static io.epoll4j.sys.SocketFlags.SO_PRIORITY;
import static io.epoll4j.sys.SocketFlags.SO_PROTOCOL;
import static io.epoll4j.sys.SocketFlags.SO_RCVBUF;
import static io.epoll4j.sys.SocketFlags.SO_RCVLOWAT;
import static io.epoll4j.sys.SocketFlags.SO_REUSEADDR;
import static io.epoll4j.sys.SocketFlags.SO_REUSEPORT;
import static io.epoll4j.sys.SocketFlags.SO_SNDBUF;
import static io.epoll4j.sys.SocketFlags.SO_SNDLOWAT;
import static io.epoll4j.sys.SocketFlags.SO_TYPE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// The options of level SOL_SOCKET of one socket (`sk_setsockopt`, `sk_getsockopt`,
/// net/core/sock.c), with the defaults and limits of Linux. Any thread may use it.
final class SocketOptions {
    /// `net.core.wmem_default`, `rmem_default`, `wmem_max` and `rmem_max`.
    static final int DEFAULT_BUFFER = 212_992;

    private static final int MIN_SEND_BUFFER = 4608;
    private static final int MIN_RECEIVE_BUFFER = 2304;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_SNDTIMEO = 21;
    private static final long MICROS = 1_000_000;

    private final Socket socket;

    volatile int sendBuffer = DEFAULT_BUFFER;
    volatile int receiveBuffer = DEFAULT_BUFFER;

    /// `sk_rcvlowat`
    volatile int receiveLowWater = 1;

    /// `sk_lingertime` in seconds, -1 without SO_LINGER.
    volatile int linger = -1;

    private volatile long sendTimeout = -1;
    private volatile long receiveTimeout = -1;

    /// The options that are on or off: a bit for each number up to 63.
    private volatile long switches;

    private volatile int priority;

    SocketOptions(Socket socket) {
        this.socket = socket;
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
        receiveLowWater = listener.receiveLowWater;
        linger = listener.linger;
        sendTimeout = listener.sendTimeout;
        receiveTimeout = listener.receiveTimeout;
        switches = listener.switches;
        priority = listener.priority;
    }

    int set(int option, int value) {
        switch (option) {
            case SO_REUSEPORT -> {
                if (value != 0 && socket.family == AF_UNIX) {
                    return -EOPNOTSUPP;
                }
                turn(option, value != 0);
            }
            case SO_REUSEADDR, SO_BROADCAST, SO_KEEPALIVE, SO_OOBINLINE -> turn(option, value != 0);
            case SO_SNDBUF -> {
                sendBuffer = Math.max(doubled(value), MIN_SEND_BUFFER);
                socket.writeSpace();
            }
            case SO_RCVBUF -> receiveBuffer = Math.max(doubled(value), MIN_RECEIVE_BUFFER);
            case SO_RCVLOWAT -> {
                receiveLowWater = value < 0 ? Integer.MAX_VALUE : Math.max(value, 1);
                socket.receiveLowWaterChanged();
            }
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

    /// An option whose value is a structure, or an int in a segment.
    int set(int option, MemorySegment value) {
        if (value.byteSize() < Integer.BYTES) {
            return value.equals(MemorySegment.NULL) ? -EFAULT : -EINVAL;
        }
        int first = value.get(JAVA_INT_UNALIGNED, 0);
        return switch (option) {
            case SO_LINGER -> setLinger(first, value);
            case SO_RCVTIMEO, SO_SNDTIMEO -> setTimeout(option, value);
            default -> set(option, first);
        };
    }

    private int setLinger(int on, MemorySegment value) {
        if (value.byteSize() < 2 * Integer.BYTES) {
            return -EINVAL;
        }
        linger = on == 0 ? -1 : Math.max(value.get(JAVA_INT_UNALIGNED, Integer.BYTES), 0);
        return 0;
    }

    /// The value of an option that is an int, or `-errno`.
    long get(int option) {
        return switch (option) {
            case SO_REUSEADDR, SO_REUSEPORT, SO_BROADCAST, SO_KEEPALIVE, SO_OOBINLINE ->
                    isOn(option) ? 1 : 0;
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

    /// Fills `value` with an option, of whatever type; answers how many bytes.
    int get(int option, MemorySegment value) {
        if (option == SO_LINGER && value.byteSize() >= 2 * Integer.BYTES) {
            value.set(JAVA_INT_UNALIGNED, 0, linger < 0 ? 0 : 1);
            value.set(JAVA_INT_UNALIGNED, Integer.BYTES, Math.max(linger, 0));
            return 2 * Integer.BYTES;
        }
        if ((option == SO_RCVTIMEO || option == SO_SNDTIMEO)
                && value.byteSize() >= 2 * Long.BYTES) {
            long nanos = Math.max(0, option == SO_RCVTIMEO ? receiveTimeout : sendTimeout);
            value.set(JAVA_LONG_UNALIGNED, 0, nanos / 1000 / MICROS);
            value.set(JAVA_LONG_UNALIGNED, Long.BYTES, nanos / 1000 % MICROS);
            return 2 * Long.BYTES;
        }
        return store(get(option), value);
    }

    /// Stores an option that is an int, as many bytes as there is room for, or passes `-errno` on.
    static int store(long answer, MemorySegment value) {
        if (answer < 0) {
            return (int) answer;
        }
        int size = (int) Math.min(Integer.BYTES, value.byteSize());
        for (int i = 0; i < size; i++) {
            value.set(JAVA_BYTE, i, (byte) (answer >>> (8 * i)));
        }
        return size;
    }

    /// `sock_set_timeout`: zero waits without limit, negative not at all.
    private int setTimeout(int option, MemorySegment value) {
        if (value.byteSize() < 2 * Long.BYTES) {
            return -EINVAL;
        }
        long seconds = value.get(JAVA_LONG_UNALIGNED, 0);
        long micros = value.get(JAVA_LONG_UNALIGNED, Long.BYTES);
        if (micros < 0 || micros >= MICROS) {
            return -EDOM;
        }
        long nanos = seconds < 0 ? 0 : (seconds * MICROS + micros) * 1000;
        if ((seconds == 0 && micros == 0) || nanos < 0) {
            nanos = -1;
        }
        if (option == SO_RCVTIMEO) {
            receiveTimeout = nanos;
        } else {
            sendTimeout = nanos;
        }
        return 0;
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
