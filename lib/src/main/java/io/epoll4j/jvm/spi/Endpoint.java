package io.epoll4j.jvm.spi;

import io.epoll4j.sys.SockAddr;

/// An IP address and a port. IPv4 addresses are kept as IPv6 ones that stand for them
/// (`::ffff:a.b.c.d`). Unchanging; any thread may use it.
///
/// @param high the first eight bytes of the address
/// @param low the last eight
/// @param port 0 to 65535
public record Endpoint(long high, long low, int port) {
    private static final long V4_PREFIX = 0xFFFFL << 32;
    private static final int LOOPBACK_NET = 127;

    /// `0.0.0.0:0`
    public static final Endpoint ANY4 = ofV4(0, 0);

    /// `[::]:0`
    public static final Endpoint ANY6 = new Endpoint(0, 0, 0);

    /// An IPv4 endpoint, the first byte of the address the highest of `address`.
    public static Endpoint ofV4(int address, int port) {
        return new Endpoint(0, V4_PREFIX | Integer.toUnsignedLong(address), port);
    }

    /// The same address with another port.
    public Endpoint withPort(int other) {
        return other == port ? this : new Endpoint(high, low, other);
    }

    /// Whether it is an IPv4 address, or stands for one.
    public boolean isV4() {
        return high == 0 && low >>> 32 == 0xFFFF;
    }

    /// Whether it is `0.0.0.0` or `::`.
    public boolean isAny() {
        return high == 0 && (low == 0 || low == V4_PREFIX);
    }

    /// Whether it is in `127.0.0.0/8` or `::1`.
    public boolean isLoopback() {
        return isV4() ? (low >>> 24 & 0xFF) == LOOPBACK_NET : high == 0 && low == 1;
    }

    /// Whether both have the same address, whatever the ports.
    public boolean sameAddress(Endpoint other) {
        return high == other.high && low == other.low;
    }

    /// The loopback address of the same family, for a connection to "any".
    public Endpoint toLoopback() {
        return isV4() ? ofV4(LOOPBACK_NET << 24 | 1, port) : new Endpoint(0, 1, port);
    }

    /// As [SockAddr] says it: `127.0.0.1:80`, `[::1]:80`.
    @Override
    public String toString() {
        SockAddr text = new SockAddr();
        if (isV4()) {
            text.setInet((int) low, port);
        } else {
            text.setInet6(high, low, port);
        }
        return text.toString();
    }
}
