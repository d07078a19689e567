package io.epoll4j.jvm.tcp;

import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOENT;
import static io.epoll4j.sys.Errno.ENOPROTOOPT;
import static io.epoll4j.sys.SocketFlags.SOMAXCONN;
import static io.epoll4j.sys.SocketFlags.TCP_CONGESTION;
import static io.epoll4j.sys.SocketFlags.TCP_CORK;
import static io.epoll4j.sys.SocketFlags.TCP_DEFER_ACCEPT;
import static io.epoll4j.sys.SocketFlags.TCP_FASTOPEN;
import static io.epoll4j.sys.SocketFlags.TCP_FASTOPEN_CONNECT;
import static io.epoll4j.sys.SocketFlags.TCP_INFO;
import static io.epoll4j.sys.SocketFlags.TCP_KEEPCNT;
import static io.epoll4j.sys.SocketFlags.TCP_KEEPIDLE;
import static io.epoll4j.sys.SocketFlags.TCP_KEEPINTVL;
import static io.epoll4j.sys.SocketFlags.TCP_LINGER2;
import static io.epoll4j.sys.SocketFlags.TCP_MAXSEG;
import static io.epoll4j.sys.SocketFlags.TCP_NODELAY;
import static io.epoll4j.sys.SocketFlags.TCP_NOTSENT_LOWAT;
import static io.epoll4j.sys.SocketFlags.TCP_QUICKACK;
import static io.epoll4j.sys.SocketFlags.TCP_SYNCNT;
import static io.epoll4j.sys.SocketFlags.TCP_USER_TIMEOUT;
import static io.epoll4j.sys.SocketFlags.TCP_WINDOW_CLAMP;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.epoll4j.jvm.net.OptionStore;
import io.epoll4j.jvm.net.OptionValues;
import io.epoll4j.jvm.net.SocketState;
import java.lang.foreign.MemorySegment;

/// setsockopt(2) and getsockopt(2) of level IPPROTO_TCP (`do_tcp_setsockopt`, `do_tcp_getsockopt`,
/// net/ipv4/tcp.c).
final class TcpLevel {
    private static final int MAX_KEEPALIVE_SECONDS = 32_767;
    private static final int MAX_TRIES = 127;
    private static final int MIN_SEGMENT = 88;
    private static final int MAX_WINDOW = 32_767;
    private static final int DEFAULT_SEGMENT = 536;

    /// `mss_cache` over the loopback: half of the window.
    private static final int LOOPBACK_SEGMENT = 32_768;

    /// `SOCK_MIN_RCVBUF / 2`
    private static final int MIN_CLAMP = 1152;

    /// `TCP_FIN_TIMEOUT_MAX`
    private static final int MAX_FIN_SECONDS = 120;

    private static final int FIN_SECONDS = 60;
    private static final int MAX_RETRY_SECONDS = 120;
    private static final int MAX_RETRIES = 255;

    /// `TCP_CA_NAME_MAX`
    private static final int NAME_LENGTH = 16;

    private TcpLevel() {}

    /// Sets an option; 0 or `-errno`.
    static int set(TcpSocket socket, int option, MemorySegment value) {
        if (option == TCP_CONGESTION) {
            return setCongestion(socket.tcpOptions, value);
        }
        if (!OptionValues.holdsInt(value)) {
            return -EINVAL;
        }
        int number = OptionValues.intAt(value, 0);
        if (!isKnown(option)) {
            return -ENOPROTOOPT;
        }
        if (!isValid(socket.state, option, number)) {
            return -EINVAL;
        }
        socket.tcpOptions.numbers.keep(option, kept(option, number));
        switch (option) {
            case TCP_KEEPIDLE -> socket.keepAliveChanged();
            case TCP_NOTSENT_LOWAT -> TcpSendSpace.setLowWater(socket, number);
            default -> {}
        }
        return 0;
    }

    /// Whether there is such an option to set.
    private static boolean isKnown(int option) {
        return switch (option) {
            case TCP_NODELAY,
                    TCP_MAXSEG,
                    TCP_CORK,
                    TCP_KEEPIDLE,
                    TCP_KEEPINTVL,
                    TCP_KEEPCNT,
                    TCP_SYNCNT,
                    TCP_LINGER2,
                    TCP_DEFER_ACCEPT,
                    TCP_WINDOW_CLAMP,
                    TCP_QUICKACK,
                    TCP_USER_TIMEOUT,
                    TCP_FASTOPEN,
                    TCP_NOTSENT_LOWAT,
                    TCP_FASTOPEN_CONNECT ->
                    true;
            default -> false;
        };
    }

    private static boolean isValid(SocketState state, int option, int value) {
        boolean fresh = state == SocketState.CLOSE;
        return switch (option) {
            case TCP_KEEPIDLE, TCP_KEEPINTVL -> value >= 1 && value <= MAX_KEEPALIVE_SECONDS;
            case TCP_KEEPCNT, TCP_SYNCNT -> value >= 1 && value <= MAX_TRIES;
            case TCP_MAXSEG -> value == 0 || (value >= MIN_SEGMENT && value <= MAX_WINDOW);
            case TCP_USER_TIMEOUT -> value >= 0;
            case TCP_WINDOW_CLAMP -> value != 0 || fresh;
            case TCP_FASTOPEN -> value >= 0 && (fresh || state == SocketState.LISTEN);
            case TCP_FASTOPEN_CONNECT -> (value == 0 || value == 1) && fresh;
            default -> true;
        };
    }

    /// What is kept of a value that is valid.
    private static int kept(int option, int value) {
        return switch (option) {
            case TCP_NODELAY, TCP_CORK, TCP_QUICKACK -> value == 0 ? 0 : 1;
            case TCP_LINGER2 -> value < 0 ? -1 : Math.min(value, MAX_FIN_SECONDS);
            case TCP_DEFER_ACCEPT -> retrySeconds(value);
            case TCP_WINDOW_CLAMP -> value == 0 ? 0 : Math.max(value, MIN_CLAMP);
            case TCP_FASTOPEN -> Math.min(value, SOMAXCONN);
            default -> value;
        };
    }

    /// `secs_to_retrans`, `retrans_to_secs`: how long it takes to ask again and again, each time
    /// after twice as long, until so many seconds have passed; at most 255 times.
    private static int retrySeconds(int seconds) {
        int passed = 0;
        int next = 1;
        for (int tries = 0; passed < seconds && tries < MAX_RETRIES; tries++) {
            passed += next;
            next = Math.min(2 * next, MAX_RETRY_SECONDS);
        }
        return passed;
    }

    private static int setCongestion(TcpOptions options, MemorySegment value) {
        if (value.byteSize() == 0) {
            return -EINVAL;
        }
        for (int i = 0; i < TcpOptions.CONGESTION.length; i++) {
            if (isNamed(value, TcpOptions.CONGESTION[i])) {
                options.congestion = i;
                return 0;
            }
        }
        return -ENOENT;
    }

    /// Whether memory holds `name`, up to its end, to a zero byte or to what a name may be long.
    private static boolean isNamed(MemorySegment value, String name) {
        long most = Math.min(value.byteSize(), NAME_LENGTH - 1);
        int length = 0;
        while (length < most && value.get(JAVA_BYTE, length) != 0) {
            length++;
        }
        boolean same = length == name.length();
        for (int i = 0; same && i < length; i++) {
            same = value.get(JAVA_BYTE, i) == name.charAt(i);
        }
        return same;
    }

    /// Fills `into` with an option; answers how many bytes, or `-errno`.
    static int get(TcpSocket socket, int option, MemorySegment into) {
        OptionStore kept = socket.tcpOptions.numbers;
        return switch (option) {
            case TCP_INFO -> TcpInfo.store(socket, into);
            case TCP_CONGESTION -> storeCongestion(socket.tcpOptions, into);
            case TCP_MAXSEG -> OptionValues.store(segment(socket), into);
            case TCP_LINGER2 -> {
                int seconds = kept.get(option, 0);
                yield OptionValues.store(seconds == 0 ? FIN_SECONDS : seconds, into);
            }
            default ->
                    isKnown(option)
                            ? OptionValues.store(number(socket, option), into)
                            : -ENOPROTOOPT;
        };
    }

    /// The value of an option that is an int.
    static int number(TcpSocket socket, int option) {
        return socket.tcpOptions.numbers.get(option, otherwise(option));
    }

    /// What an option is before it was set.
    private static int otherwise(int option) {
        return switch (option) {
            case TCP_QUICKACK -> 1;
            case TCP_KEEPIDLE -> 7200;
            case TCP_KEEPINTVL -> 75;
            case TCP_KEEPCNT -> 9;
            case TCP_SYNCNT -> 6;
            default -> 0;
        };
    }

    /// What was asked for until there is a connection; then what the way takes.
    static int segment(TcpSocket socket) {
        SocketState state = socket.state;
        if (state != SocketState.CLOSE && state != SocketState.LISTEN) {
            TcpWire wire = socket.wire;
            int there = wire == null ? LOOPBACK_SEGMENT : wire.mss();
            return state == SocketState.SYN_SENT ? DEFAULT_SEGMENT : there;
        }
        int wanted = socket.tcpOptions.numbers.get(TCP_MAXSEG, 0);
        return wanted == 0 ? DEFAULT_SEGMENT : wanted;
    }

    private static int storeCongestion(TcpOptions options, MemorySegment into) {
        String name = TcpOptions.CONGESTION[options.congestion];
        int count = (int) Math.min(NAME_LENGTH, into.byteSize());
        for (int i = 0; i < count; i++) {
            into.set(JAVA_BYTE, i, (byte) (i < name.length() ? name.charAt(i) : 0));
        }
        return count;
    }
}
