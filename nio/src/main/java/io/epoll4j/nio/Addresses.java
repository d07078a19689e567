package io.epoll4j.nio;

import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_INET6;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.epoll4j.sys.SockAddr;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Between java.net's addresses and the kernel's. An IPv6 socket speaks to IPv4 by mapped addresses
/// (`::ffff:127.0.0.1`), which Java does not show.
final class Addresses {
    /// The address of a Unix-domain socket that has no name.
    static final UnixDomainSocketAddress UNNAMED = UnixDomainSocketAddress.of("");

    private static final int MAPPED_PREFIX = 10;
    private static final int MAPPED_ADDRESS = 12;
    private static final int IPV6_BYTES = 16;

    private static final byte LOOPBACK_NETWORK = 127;

    private Addresses() {}

    /// Checks that a socket of `family` can have or reach `address`.
    ///
    /// @throws UnsupportedAddressTypeException if it is of another kind
    /// @throws UnresolvedAddressException if its host name was not found
    static SocketAddress check(@Nullable SocketAddress address, int family) {
        Objects.requireNonNull(address);
        if (family == AF_UNIX) {
            if (address instanceof UnixDomainSocketAddress) return address;
            throw new UnsupportedAddressTypeException();
        }
        return checkInet(address, family);
    }

    /// As [#check], of the internet's families.
    static InetSocketAddress checkInet(@Nullable SocketAddress address, int family) {
        Objects.requireNonNull(address);
        if (!(address instanceof InetSocketAddress inet))
            throw new UnsupportedAddressTypeException();
        if (inet.isUnresolved()) throw new UnresolvedAddressException();
        if (family == AF_INET && !(inet.getAddress() instanceof Inet4Address))
            throw new UnsupportedAddressTypeException();
        return inet;
    }

    /// The address that is reached by `address`: this machine, where that is "any".
    static SocketAddress reachable(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet) || !inet.getAddress().isAnyLocalAddress())
            return address;
        byte[] loopback = inet.getAddress().getAddress();
        if (loopback.length == Integer.BYTES) loopback[0] = LOOPBACK_NETWORK;
        loopback[loopback.length - 1] = 1;
        return new InetSocketAddress(of(loopback), inet.getPort());
    }

    /// "Any address, any port" of `family`, or no name.
    static SocketAddress any(int family) {
        if (family == AF_UNIX) return UNNAMED;
        return new InetSocketAddress(anyAddress(family), 0);
    }

    static InetAddress anyAddress(int family) {
        return of(new byte[family == AF_INET ? Integer.BYTES : IPV6_BYTES]);
    }

    /// The kernel's form of an address that [#check] has let pass.
    static SockAddr toKernel(SocketAddress address, int family) throws SocketException {
        var made = new SockAddr();
        if (address instanceof UnixDomainSocketAddress unix) fillUnix(made, unix);
        else fill(made, (InetSocketAddress) address, family);
        return made;
    }

    private static void fillUnix(SockAddr into, UnixDomainSocketAddress address)
            throws SocketException {
        byte[] name = address.getPath().toString().getBytes(UTF_8);
        if (name.length > SockAddr.UNIX_NAME_MAX)
            throw new SocketException("Unix domain path too long");
        into.setUnixName(name);
    }

    static void fill(SockAddr into, InetSocketAddress address, int family) {
        InetAddress host = address.getAddress();
        if (family == AF_INET6 && host instanceof Inet4Address v4) host = mapped(v4);
        into.setInet(host, address.getPort());
    }

    /// `::` for 0.0.0.0, `::ffff:a.b.c.d` for others.
    static Inet6Address mapped(Inet4Address address) {
        byte[] bytes = new byte[IPV6_BYTES];
        if (!address.isAnyLocalAddress()) {
            bytes[MAPPED_PREFIX] = bytes[MAPPED_PREFIX + 1] = (byte) 0xFF;
            System.arraycopy(address.getAddress(), 0, bytes, MAPPED_ADDRESS, Integer.BYTES);
        }
        try {
            return Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible); // only for a wrong length
        }
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible); // only for a wrong length
        }
    }

    /// Java's form of an address that a kernel has answered; null if there is none.
    static @Nullable InetSocketAddress inet(SockAddr address) {
        InetAddress host = address.address();
        return host == null ? null : new InetSocketAddress(host, address.port());
    }

    /// As [#inet], of all families: a Unix-domain socket without a name has an empty path.
    static @Nullable SocketAddress toJava(SockAddr address) {
        if (address.family() != AF_UNIX) return inet(address);
        byte[] name = address.unixName();
        boolean unnamed = name.length == 0 || name[0] == 0;
        return unnamed ? UNNAMED : UnixDomainSocketAddress.of(new String(name, UTF_8));
    }

    /// The address a socket is bound to; null if to none.
    static @Nullable SocketAddress local(Fd fd) {
        var address = new SockAddr();
        if (fd.kernel.getsockname(fd.number, address) < 0) return null;
        if (fd.family != AF_UNIX && address.port() == 0) return null;
        return toJava(address);
    }
}
