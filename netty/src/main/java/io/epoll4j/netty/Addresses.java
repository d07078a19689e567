package io.epoll4j.netty;

import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_INET6;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.epoll4j.sys.SockAddr;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/// Java's and Netty's addresses in the kernel's words, and back.
final class Addresses {
    private Addresses() {}

    /// Writes `from` into `to`, for a socket of `family`.
    ///
    /// @throws UnresolvedAddressException if the host's name was not found
    /// @throws UnsupportedAddressTypeException if a socket of that family has no such addresses
    static SockAddr write(@Nullable SocketAddress from, int family, SockAddr to) {
        switch (from) {
            case InetSocketAddress inet when family != AF_UNIX -> {
                if (inet.isUnresolved()) throw new UnresolvedAddressException();
                to.setInet(fit(inet.getAddress(), family), inet.getPort());
            }
            case DomainSocketAddress unix when family == AF_UNIX ->
                    to.setUnixName(unix.path().getBytes(UTF_8));
            case UnixDomainSocketAddress unix when family == AF_UNIX ->
                    to.setUnixName(unix.getPath().toString().getBytes(UTF_8));
            case null, default -> throw new UnsupportedAddressTypeException();
        }
        return to;
    }

    /// The address that an IPv6 socket must be told so that it speaks IPv4: `::ffff:a.b.c.d`, and
    /// `::` for "any".
    static InetAddress fit(InetAddress address, int family) {
        if (family == AF_INET && address instanceof Inet6Address) {
            throw new UnsupportedAddressTypeException();
        }
        if (family != AF_INET6 || !(address instanceof Inet4Address)) return address;
        byte[] mapped = new byte[16];
        if (!address.isAnyLocalAddress()) {
            mapped[10] = mapped[11] = (byte) 0xFF;
            System.arraycopy(address.getAddress(), 0, mapped, 12, 4);
        }
        try {
            return Inet6Address.getByAddress(null, mapped, 0);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible); // only for a wrong length
        }
    }

    /// Java's for IPv4 and IPv6, Netty's for Unix-domain ones, null for none. A mapped IPv4 address
    /// comes out as IPv4.
    static @Nullable SocketAddress read(SockAddr from) {
        InetAddress address = from.address();
        if (address != null) return new InetSocketAddress(address, from.port());
        return from.family() == AF_UNIX
                ? new DomainSocketAddress(new String(from.unixName(), UTF_8))
                : null;
    }
}
