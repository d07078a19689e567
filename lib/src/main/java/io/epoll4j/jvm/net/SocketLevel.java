package io.epoll4j.jvm.net;

import static io.epoll4j.sys.Errno.EDOM;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOPROTOOPT;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.SocketFlags.*;

import java.lang.foreign.MemorySegment;

/// setsockopt(2) and getsockopt(2) of level SOL_SOCKET (`sk_setsockopt`, `sk_getsockopt`,
/// net/core/sock.c). The one process of this kernel may do everything, as root may on Linux.
public final class SocketLevel {
    private static final int SO_BSDCOMPAT = 14;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int MOST_BUDGET = 65_535;

    private static final int TIMEVAL = 2 * Long.BYTES;
    private static final int LINGER = 2 * Integer.BYTES;

    /// `struct ucred`
    private static final int UCRED = 3 * Integer.BYTES;

    private static final long MICROS = 1_000_000;
    private static final int NANOS_PER_MICRO = 1000;

    private SocketLevel() {}

    /// Sets an option; 0 or `-errno`.
    public static int set(Socket socket, int option, MemorySegment value) {
        if (!OptionValues.holdsInt(value)) {
            return -EINVAL;
        }
        int number = OptionValues.intAt(value, 0);
        SocketOptions options = socket.options;
        if (SocketOptions.isSwitch(option)) {
            options.turn(option, number != 0);
            if (option == SO_KEEPALIVE) {
                socket.keepAliveChanged();
            }
            return 0;
        }
        return switch (option) {
            case SO_LINGER -> setLinger(options, number, value);
            case SO_RCVTIMEO, SO_SNDTIMEO -> setTimeout(options, option, value);
            case SO_SNDBUF, SO_RCVBUF, SO_SNDBUFFORCE, SO_RCVBUFFORCE ->
                    setBuffer(options, option, number);
            default -> set(socket, option, number);
        };
    }

    private static int set(Socket socket, int option, int value) {
        SocketOptions options = socket.options;
        return switch (option) {
            case SO_REUSEPORT -> {
                boolean refused = value != 0 && socket.family == AF_UNIX;
                yield refused ? -EOPNOTSUPP : options.turn(option, value != 0);
            }
            case SO_PASSCRED -> {
                boolean refused = socket.family != AF_UNIX;
                yield refused ? -EOPNOTSUPP : options.turn(option, value != 0);
            }
            case SO_RCVLOWAT -> {
                socket.setReceiveLowWater(value < 0 ? Integer.MAX_VALUE : value);
                yield 0;
            }
            case SO_BSDCOMPAT -> 0;
            case SO_PRIORITY, SO_MARK, SO_INCOMING_CPU -> options.others.keep(option, value);
            case SO_BUSY_POLL -> value < 0 ? -EINVAL : options.others.keep(option, value);
            case SO_PREFER_BUSY_POLL -> options.others.keep(option, value == 0 ? 0 : 1);
            case SO_BUSY_POLL_BUDGET ->
                    value < 0 || value > MOST_BUDGET ? -EINVAL : 0; // nobody can ask for it
            case SO_PEEK_OFF, SO_ZEROCOPY -> -EOPNOTSUPP;
            default -> -ENOPROTOOPT;
        };
    }

    /// A size beyond `net.scheduler.wmem_max` is cut down to it, a negative one too, since it is
    /// taken as unsigned; who forces it gets what he asks for.
    private static int setBuffer(SocketOptions options, int option, int wanted) {
        boolean forced = option == SO_SNDBUFFORCE || option == SO_RCVBUFFORCE;
        boolean tooMuch = Integer.compareUnsigned(wanted, SocketOptions.MOST_BUFFER) > 0;
        int granted = tooMuch ? SocketOptions.MOST_BUFFER : wanted;
        int size = forced ? Math.max(wanted, 0) : granted;
        if (option == SO_SNDBUF || option == SO_SNDBUFFORCE) {
            options.setSendBuffer(size);
        } else {
            options.setReceiveBuffer(size);
        }
        return 0;
    }

    private static int setLinger(SocketOptions options, int on, MemorySegment value) {
        if (value.byteSize() < LINGER) {
            return -EINVAL;
        }
        if (on != 0) {
            int seconds = OptionValues.intAt(value, Integer.BYTES);
            options.lingerSeconds = seconds < 0 ? Integer.MAX_VALUE : seconds;
        }
        options.linger = on == 0 ? -1 : options.lingerSeconds;
        return 0;
    }

    /// `sock_set_timeout`: zero waits without limit, negative not at all.
    private static int setTimeout(SocketOptions options, int option, MemorySegment value) {
        if (value.byteSize() < TIMEVAL) {
            return -EINVAL;
        }
        long seconds = OptionValues.longAt(value, 0);
        long micros = OptionValues.longAt(value, Long.BYTES);
        if (micros < 0 || micros >= MICROS) {
            return -EDOM;
        }
        boolean endless = seconds >= Long.MAX_VALUE / (MICROS * NANOS_PER_MICRO);
        long nanos = seconds < 0 || endless ? 0 : (seconds * MICROS + micros) * NANOS_PER_MICRO;
        if (endless || (seconds == 0 && micros == 0)) {
            nanos = -1;
        }
        if (option == SO_RCVTIMEO) {
            options.receiveTimeout = nanos;
        } else {
            options.sendTimeout = nanos;
        }
        return 0;
    }

    /// Fills `into` with an option; answers how many bytes, or `-errno`.
    public static int get(Socket socket, int option, MemorySegment into) {
        SocketOptions options = socket.options;
        if (SocketOptions.isSwitch(option)) {
            return OptionValues.store(options.isOn(option) ? 1 : 0, into);
        }
        return switch (option) {
            case SO_LINGER -> {
                int on = options.linger < 0 ? 0 : 1;
                long linger = OptionValues.pair(on, options.lingerSeconds);
                yield OptionValues.store(linger, 0, LINGER, into);
            }
            case SO_RCVTIMEO -> storeTimeout(options.receiveTimeout, into);
            case SO_SNDTIMEO -> storeTimeout(options.sendTimeout, into);
            case SO_PEERCRED -> storeCredentials(socket, into);
            case SO_PASSCRED ->
                    socket.family == AF_UNIX
                            ? OptionValues.store(options.isOn(option) ? 1 : 0, into)
                            : -EOPNOTSUPP;
            case SO_PEEK_OFF -> -EOPNOTSUPP;
            default -> getNumber(socket, option, into);
        };
    }

    private static int storeTimeout(long nanos, MemorySegment into) {
        long micros = Math.max(0, nanos) / NANOS_PER_MICRO;
        return OptionValues.store(micros / MICROS, micros % MICROS, TIMEVAL, into);
    }

    /// `struct ucred`: process, user and group of who is at the other end; nobody's are 0, -1, -1.
    private static int storeCredentials(Socket socket, MemorySegment into) {
        boolean known = socket.knowsPeer();
        int process = known ? socket.scheduler.host.processId() : 0;
        int nobody = known ? 0 : -1;
        return OptionValues.store(
                OptionValues.pair(process, nobody), Integer.toUnsignedLong(nobody), UCRED, into);
    }

    private static int getNumber(Socket socket, int option, MemorySegment into) {
        SocketOptions options = socket.options;
        return switch (option) {
            case SO_REUSEPORT -> OptionValues.store(options.isOn(option) ? 1 : 0, into);
            case SO_BSDCOMPAT, SO_INCOMING_NAPI_ID, SO_ZEROCOPY -> OptionValues.store(0, into);
            case SO_SNDBUF -> OptionValues.store(options.sendBuffer, into);
            case SO_RCVBUF -> OptionValues.store(options.receiveBuffer, into);
            case SO_RCVLOWAT -> OptionValues.store(options.receiveLowWater, into);
            case SO_SNDLOWAT -> OptionValues.store(1, into);
            case SO_TYPE -> OptionValues.store(socket.type, into);
            case SO_DOMAIN -> OptionValues.store(socket.family, into);
            case SO_PROTOCOL -> OptionValues.store(socket.protocol, into);
            case SO_ACCEPTCONN ->
                    OptionValues.store(socket.state == SocketState.LISTEN ? 1 : 0, into);
            case SO_ERROR -> OptionValues.store(-socket.takeError(), into);
            case SO_PRIORITY, SO_MARK, SO_BUSY_POLL, SO_PREFER_BUSY_POLL ->
                    OptionValues.store(options.others.get(option, 0), into);
            case SO_INCOMING_CPU -> OptionValues.store(options.others.get(option, -1), into);
            default -> -ENOPROTOOPT;
        };
    }
}
