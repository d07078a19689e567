package io.epoll4j;

import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Where a socket is, or its other end: IPv4, IPv6 or Unix-domain. Unlike the [SockAddr] that
/// system calls fill it never changes; it may be kept, be a key, and go to any thread.
public final class Address {
    /// Never changed, and given to nobody.
    private final SockAddr at;

    private Address(SockAddr at) {
        this.at = at;
    }

    /// What `address` is now.
    public static Address of(SockAddr address) {
        return new Address(copy(address));
    }

    /// The same address as Java's.
    ///
    /// @throws IllegalArgumentException if its host name was not found
    public static Address of(InetSocketAddress address) {
        return new Address(SockAddr.of(address));
    }

    /// Reads what [#toString()] writes: `127.0.0.1:80`, `[::1]:80`, `unix:/a/path`,
    /// `unix:@abstract`, `none`; see [SockAddr#parse].
    ///
    /// @throws IllegalArgumentException if it is none of these
    public static Address parse(String text) {
        return new Address(SockAddr.parse(text));
    }

    /// A copy to be handed to system calls.
    public SockAddr sockAddr() {
        return copy(at);
    }

    private static SockAddr copy(SockAddr address) {
        var made = new SockAddr();
        made.copyFrom(address);
        return made;
    }

    /// The `AF_*` of [SocketFlags]; [SocketFlags#AF_UNSPEC] if there is no address.
    public int family() {
        return at.family();
    }

    /// Whether it is a Unix-domain one.
    public boolean isUnix() {
        return family() == SocketFlags.AF_UNIX;
    }

    /// The port of an IPv4 or IPv6 address; -1 for any other.
    public int port() {
        return at.port();
    }

    /// The part without the port: `127.0.0.1`, `::1`, `unix:/a/path`.
    public String host() {
        return at.host();
    }

    /// As Java's; null unless IPv4 or IPv6.
    public @Nullable InetSocketAddress inet() {
        InetAddress host = at.address();
        return host == null ? null : new InetSocketAddress(host, port());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Address that && at.equals(that.at);
    }

    @Override
    public int hashCode() {
        return at.hashCode();
    }

    /// As [#parse] reads it.
    @Override
    public String toString() {
        return at.toString();
    }
}
