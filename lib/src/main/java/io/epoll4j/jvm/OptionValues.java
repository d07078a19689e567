package io.epoll4j.jvm;

import static io.epoll4j.jvm.SocketOptions.SO_RCVTIMEO;
import static io.epoll4j.jvm.SocketOptions.SO_SNDTIMEO;
import static io.epoll4j.sys.Errno.EDOM;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.SocketFlags.SO_LINGER;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Options as setsockopt(2) and getsockopt(2) lay them out in memory: ints, `struct linger`,
/// `struct timeval` (net/core/sock.c).
final class OptionValues {
    private static final long MICROS = 1_000_000;

    private OptionValues() {}

    /// An option whose value is a structure, or an int in a segment.
    static int set(SocketOptions options, int option, MemorySegment value) {
        if (value.byteSize() < Integer.BYTES) {
            return -EINVAL;
        }
        int first = value.get(JAVA_INT_UNALIGNED, 0);
        return switch (option) {
            case SO_LINGER -> setLinger(options, first, value);
            case SO_RCVTIMEO, SO_SNDTIMEO -> setTimeout(options, option, value);
            default -> options.set(option, first);
        };
    }

    private static int setLinger(SocketOptions options, int on, MemorySegment value) {
        if (value.byteSize() < 2 * Integer.BYTES) {
            return -EINVAL;
        }
        options.linger = on == 0 ? -1 : Math.max(value.get(JAVA_INT_UNALIGNED, Integer.BYTES), 0);
        return 0;
    }

    /// Fills `value` with an option, of whatever type; answers how many bytes.
    static int get(SocketOptions options, int option, MemorySegment value) {
        if (option == SO_LINGER && value.byteSize() >= 2 * Integer.BYTES) {
            value.set(JAVA_INT_UNALIGNED, 0, options.linger < 0 ? 0 : 1);
            value.set(JAVA_INT_UNALIGNED, Integer.BYTES, Math.max(options.linger, 0));
            return 2 * Integer.BYTES;
        }
        if ((option == SO_RCVTIMEO || option == SO_SNDTIMEO)
                && value.byteSize() >= 2 * Long.BYTES) {
            long nanos =
                    Math.max(
                            0,
                            option == SO_RCVTIMEO ? options.receiveTimeout : options.sendTimeout);
            value.set(JAVA_LONG_UNALIGNED, 0, nanos / 1000 / MICROS);
            value.set(JAVA_LONG_UNALIGNED, Long.BYTES, nanos / 1000 % MICROS);
            return 2 * Long.BYTES;
        }
        return store(options.get(option), value);
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
    private static int setTimeout(SocketOptions options, int option, MemorySegment value) {
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
            options.receiveTimeout = nanos;
        } else {
            options.sendTimeout = nanos;
        }
        return 0;
    }
}
