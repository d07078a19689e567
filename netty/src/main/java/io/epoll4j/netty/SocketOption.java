package io.epoll4j.netty;

import static io.epoll4j.sys.SocketFlags.*;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// An option of Netty's that is one of the kernel's, and how its value is written.
///
/// @param name Netty's
/// @param level the kernel's level
/// @param number the kernel's number at that level
/// @param form how the value is written
record SocketOption(ChannelOption<?> name, int level, int number, Form form) {
    /// The kernel's value is an int, but for a linger's two.
    enum Form {
        FLAG,
        INVERTED_FLAG,
        NUMBER,
        UNSIGNED,
        LINGER
    }

    private static final int IP_TRANSPARENT = 19;

    private static final SocketOption SEND_BUFFER =
            number(ChannelOption.SO_SNDBUF, SOL_SOCKET, SO_SNDBUF);
    private static final SocketOption RECEIVE_BUFFER =
            number(ChannelOption.SO_RCVBUF, SOL_SOCKET, SO_RCVBUF);
    private static final SocketOption REUSE_ADDRESS =
            flag(ChannelOption.SO_REUSEADDR, SOL_SOCKET, SO_REUSEADDR);
    private static final SocketOption REUSE_PORT =
            flag(KernelChannelOption.SO_REUSEPORT, SOL_SOCKET, SO_REUSEPORT);
    private static final SocketOption TRAFFIC_CLASS =
            number(ChannelOption.IP_TOS, IPPROTO_IP, IP_TOS);
    private static final SocketOption FREE_BIND =
            flag(KernelChannelOption.IP_FREEBIND, IPPROTO_IP, IP_FREEBIND);
    private static final SocketOption TRANSPARENT =
            flag(KernelChannelOption.IP_TRANSPARENT, IPPROTO_IP, IP_TRANSPARENT);
    private static final SocketOption NO_PORT =
            flag(KernelChannelOption.IP_BIND_ADDRESS_NO_PORT, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT);
    private static final SocketOption BUSY_POLL =
            number(KernelChannelOption.SO_BUSY_POLL, SOL_SOCKET, SO_BUSY_POLL);

    static final List<SocketOption> OF_TCP =
            List.of(
                    SEND_BUFFER,
                    RECEIVE_BUFFER,
                    REUSE_ADDRESS,
                    REUSE_PORT,
                    TRAFFIC_CLASS,
                    TRANSPARENT,
                    NO_PORT,
                    BUSY_POLL,
                    new SocketOption(ChannelOption.SO_LINGER, SOL_SOCKET, SO_LINGER, Form.LINGER),
                    flag(ChannelOption.SO_KEEPALIVE, SOL_SOCKET, SO_KEEPALIVE),
                    flag(ChannelOption.TCP_NODELAY, IPPROTO_TCP, TCP_NODELAY),
                    flag(KernelChannelOption.TCP_CORK, IPPROTO_TCP, TCP_CORK),
                    flag(KernelChannelOption.TCP_QUICKACK, IPPROTO_TCP, TCP_QUICKACK),
                    number(KernelChannelOption.TCP_KEEPIDLE, IPPROTO_TCP, TCP_KEEPIDLE),
                    number(KernelChannelOption.TCP_KEEPINTVL, IPPROTO_TCP, TCP_KEEPINTVL),
                    number(KernelChannelOption.TCP_KEEPCNT, IPPROTO_TCP, TCP_KEEPCNT),
                    number(KernelChannelOption.TCP_USER_TIMEOUT, IPPROTO_TCP, TCP_USER_TIMEOUT),
                    new SocketOption(
                            KernelChannelOption.TCP_NOTSENT_LOWAT,
                            IPPROTO_TCP,
                            TCP_NOTSENT_LOWAT,
                            Form.UNSIGNED));

    static final List<SocketOption> OF_TCP_LISTENERS =
            List.of(
                    RECEIVE_BUFFER,
                    REUSE_ADDRESS,
                    REUSE_PORT,
                    TRAFFIC_CLASS,
                    FREE_BIND,
                    TRANSPARENT,
                    number(ChannelOption.TCP_FASTOPEN, IPPROTO_TCP, TCP_FASTOPEN),
                    number(KernelChannelOption.TCP_DEFER_ACCEPT, IPPROTO_TCP, TCP_DEFER_ACCEPT));

    static final List<SocketOption> OF_DATAGRAMS =
            List.of(
                    SEND_BUFFER,
                    RECEIVE_BUFFER,
                    REUSE_ADDRESS,
                    REUSE_PORT,
                    TRAFFIC_CLASS,
                    FREE_BIND,
                    TRANSPARENT,
                    NO_PORT,
                    BUSY_POLL,
                    flag(ChannelOption.SO_BROADCAST, SOL_SOCKET, SO_BROADCAST),
                    flag(KernelChannelOption.IP_MULTICAST_ALL, IPPROTO_IP, IP_MULTICAST_ALL),
                    number(ChannelOption.IP_MULTICAST_TTL, IPPROTO_IP, IP_MULTICAST_TTL),
                    new SocketOption(
                            ChannelOption.IP_MULTICAST_LOOP_DISABLED,
                            IPPROTO_IP,
                            IP_MULTICAST_LOOP,
                            Form.INVERTED_FLAG));

    static final List<SocketOption> OF_UNIX = List.of(SEND_BUFFER, RECEIVE_BUFFER);

    private static SocketOption flag(ChannelOption<Boolean> name, int level, int number) {
        return new SocketOption(name, level, number, Form.FLAG);
    }

    private static SocketOption number(ChannelOption<Integer> name, int level, int number) {
        return new SocketOption(name, level, number, Form.NUMBER);
    }

    /// @throws ChannelException if the kernel refuses
    Object get(KernelSocket socket) {
        try {
            if (form == Form.LINGER) return linger(socket);
            int value = socket.kernel().getsockopt(socket.fd(), level, number);
            if (value < 0 && form != Form.UNSIGNED) throw Failures.of("getsockopt", value);
            return switch (form) {
                case FLAG -> value != 0;
                case INVERTED_FLAG -> value == 0;
                case UNSIGNED -> Integer.toUnsignedLong(value);
                case NUMBER, LINGER -> value;
            };
        } catch (IOException e) {
            throw new ChannelException(e);
        }
    }

    /// @throws ChannelException if the kernel refuses
    void set(KernelSocket socket, Object value) {
        try {
            if (form == Form.LINGER) linger(socket, (Integer) value);
            else set(socket, level, number, number(value));
        } catch (IOException e) {
            throw new ChannelException(e);
        }
    }

    private int number(Object value) {
        return switch (form) {
            case FLAG -> (Boolean) value ? 1 : 0;
            case INVERTED_FLAG -> (Boolean) value ? 0 : 1;
            case UNSIGNED -> (int) (long) (Long) value;
            case NUMBER, LINGER -> (Integer) value;
        };
    }

    static void set(KernelSocket socket, int level, int number, int value) throws IOException {
        Failures.check("setsockopt", socket.kernel().setsockopt(socket.fd(), level, number, value));
    }

    /// Seconds; -1 if off.
    private static int linger(KernelSocket socket) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var pair = arena.allocate(ValueLayout.JAVA_INT, 2);
            Failures.check(
                    "getsockopt",
                    socket.kernel().getsockopt(socket.fd(), SOL_SOCKET, SO_LINGER, pair));
            return pair.get(ValueLayout.JAVA_INT, 0) == 0
                    ? -1
                    : pair.get(ValueLayout.JAVA_INT, Integer.BYTES);
        }
    }

    private static void linger(KernelSocket socket, int seconds) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var pair = arena.allocate(ValueLayout.JAVA_INT, 2);
            pair.set(ValueLayout.JAVA_INT, 0, seconds < 0 ? 0 : 1);
            pair.set(ValueLayout.JAVA_INT, Integer.BYTES, Math.max(0, seconds));
            Failures.check(
                    "setsockopt",
                    socket.kernel().setsockopt(socket.fd(), SOL_SOCKET, SO_LINGER, pair));
        }
    }
}
