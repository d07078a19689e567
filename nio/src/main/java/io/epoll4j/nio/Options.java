package io.epoll4j.nio;

import static io.epoll4j.sys.SocketFlags.*;
import static java.net.StandardSocketOptions.IP_MULTICAST_IF;
import static java.util.Map.entry;
import static jdk.net.ExtendedSocketOptions.IP_DONTFRAGMENT;
import static jdk.net.ExtendedSocketOptions.SO_INCOMING_NAPI_ID;
import static jdk.net.ExtendedSocketOptions.SO_PEERCRED;
import static jdk.net.ExtendedSocketOptions.TCP_KEEPCOUNT;
import static jdk.net.ExtendedSocketOptions.TCP_KEEPIDLE;
import static jdk.net.ExtendedSocketOptions.TCP_KEEPINTERVAL;

import io.epoll4j.sys.SocketFlags;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/// The options of Java's sockets, standard and extended: what the kernel calls them, and which kind
/// of channel has which. All of it may be used by any thread.
final class Options {
    private static final int MAX = Integer.MAX_VALUE;
    private static final int TOS_MAX = 255;

    private static final Option OOB_INLINE = Option.flag(SOL_SOCKET, SO_OOBINLINE);

    private static final Map<SocketOption<?>, Option> PLAIN =
            Map.ofEntries(
                    entry(
                            StandardSocketOptions.SO_SNDBUF,
                            Option.number(SOL_SOCKET, SocketFlags.SO_SNDBUF, 0, MAX)),
                    entry(
                            StandardSocketOptions.SO_RCVBUF,
                            Option.number(SOL_SOCKET, SocketFlags.SO_RCVBUF, 0, MAX)),
                    entry(
                            StandardSocketOptions.SO_KEEPALIVE,
                            Option.flag(SOL_SOCKET, SocketFlags.SO_KEEPALIVE)),
                    entry(
                            StandardSocketOptions.SO_REUSEADDR,
                            Option.flag(SOL_SOCKET, SocketFlags.SO_REUSEADDR)),
                    entry(
                            StandardSocketOptions.SO_REUSEPORT,
                            Option.flag(SOL_SOCKET, SocketFlags.SO_REUSEPORT)),
                    entry(
                            StandardSocketOptions.SO_BROADCAST,
                            Option.flag(SOL_SOCKET, SocketFlags.SO_BROADCAST)),
                    entry(
                            StandardSocketOptions.TCP_NODELAY,
                            Option.flag(IPPROTO_TCP, SocketFlags.TCP_NODELAY)),
                    entry(
                            StandardSocketOptions.IP_TOS,
                            Option.number(IPPROTO_IP, SocketFlags.IP_TOS, 0, TOS_MAX)
                                    .orOnInet6(IPPROTO_IPV6, IPV6_TCLASS)),
                    entry(
                            StandardSocketOptions.IP_MULTICAST_TTL,
                            Option.number(IPPROTO_IP, SocketFlags.IP_MULTICAST_TTL, 0, TOS_MAX)
                                    .orOnInet6(IPPROTO_IPV6, IPV6_MULTICAST_HOPS)),
                    entry(
                            StandardSocketOptions.IP_MULTICAST_LOOP,
                            Option.flag(IPPROTO_IP, SocketFlags.IP_MULTICAST_LOOP)
                                    .orOnInet6(IPPROTO_IPV6, IPV6_MULTICAST_LOOP)),
                    entry(
                            ExtendedSocketOptions.TCP_QUICKACK,
                            Option.flag(IPPROTO_TCP, SocketFlags.TCP_QUICKACK)),
                    entry(
                            TCP_KEEPIDLE,
                            Option.number(IPPROTO_TCP, SocketFlags.TCP_KEEPIDLE, 1, MAX)),
                    entry(
                            TCP_KEEPINTERVAL,
                            Option.number(IPPROTO_TCP, SocketFlags.TCP_KEEPINTVL, 1, MAX)),
                    entry(
                            TCP_KEEPCOUNT,
                            Option.number(IPPROTO_TCP, SocketFlags.TCP_KEEPCNT, 1, MAX)),
                    entry(
                            SO_INCOMING_NAPI_ID,
                            Option.number(SOL_SOCKET, SocketFlags.SO_INCOMING_NAPI_ID, 0, MAX)));

    static final Set<SocketOption<?>> OF_STREAM =
            Set.of(
                    StandardSocketOptions.SO_SNDBUF,
                    StandardSocketOptions.SO_RCVBUF,
                    StandardSocketOptions.SO_KEEPALIVE,
                    StandardSocketOptions.SO_REUSEADDR,
                    StandardSocketOptions.SO_REUSEPORT,
                    StandardSocketOptions.SO_LINGER,
                    StandardSocketOptions.TCP_NODELAY,
                    StandardSocketOptions.IP_TOS,
                    ExtendedSocketOptions.TCP_QUICKACK,
                    TCP_KEEPIDLE,
                    TCP_KEEPINTERVAL,
                    TCP_KEEPCOUNT,
                    SO_INCOMING_NAPI_ID);
    static final Set<SocketOption<?>> OF_LISTENER =
            Set.of(
                    StandardSocketOptions.SO_RCVBUF,
                    StandardSocketOptions.SO_REUSEADDR,
                    StandardSocketOptions.SO_REUSEPORT,
                    ExtendedSocketOptions.TCP_QUICKACK,
                    TCP_KEEPIDLE,
                    TCP_KEEPINTERVAL,
                    TCP_KEEPCOUNT,
                    SO_INCOMING_NAPI_ID);
    static final Set<SocketOption<?>> OF_DATAGRAM =
            Set.of(
                    StandardSocketOptions.SO_SNDBUF,
                    StandardSocketOptions.SO_RCVBUF,
                    StandardSocketOptions.SO_REUSEADDR,
                    StandardSocketOptions.SO_REUSEPORT,
                    StandardSocketOptions.SO_BROADCAST,
                    StandardSocketOptions.IP_TOS,
                    IP_MULTICAST_IF,
                    StandardSocketOptions.IP_MULTICAST_TTL,
                    StandardSocketOptions.IP_MULTICAST_LOOP,
                    SO_INCOMING_NAPI_ID,
                    IP_DONTFRAGMENT);
    static final Set<SocketOption<?>> OF_UNIX_STREAM =
            Set.of(
                    StandardSocketOptions.SO_SNDBUF,
                    StandardSocketOptions.SO_RCVBUF,
                    StandardSocketOptions.SO_LINGER,
                    SO_PEERCRED);
    static final Set<SocketOption<?>> OF_UNIX_LISTENER = Set.of(StandardSocketOptions.SO_RCVBUF);

    private Options() {}

    /// The value of an option, of those that `known` names.
    @SuppressWarnings({"unchecked", "NullAway"}) // some options have no value before they are set
    static <T> T get(Fd fd, Set<SocketOption<?>> known, SocketOption<T> name) throws IOException {
        check(known, name);
        fd.use();
        try {
            var plain = PLAIN.get(name);
            return (T) (plain != null ? plain.get(fd) : SpecialOptions.get(fd, name));
        } finally {
            fd.exit();
        }
    }

    /// Sets an option, of those that `known` names.
    static void set(Fd fd, Set<SocketOption<?>> known, SocketOption<?> name, @Nullable Object value)
            throws IOException {
        check(known, name);
        if (value == null && !name.equals(IP_MULTICAST_IF))
            throw new IllegalArgumentException("Invalid option value: null for " + name);
        if (value != null && !name.type().isInstance(value))
            throw new IllegalArgumentException("Invalid option value: " + value + " for " + name);
        fd.use();
        try {
            var plain = PLAIN.get(name);
            if (plain != null) plain.set(fd, Objects.requireNonNull(value));
            else SpecialOptions.set(fd, name, value);
        } finally {
            fd.exit();
        }
    }

    private static void check(Set<SocketOption<?>> known, SocketOption<?> name) {
        Objects.requireNonNull(name);
        if (!known.contains(name))
            throw new UnsupportedOperationException("'" + name + "' not supported");
    }

    /// Of java.net's sockets only.
    static void setOobInline(Fd fd, boolean on) throws IOException {
        fd.use();
        try {
            OOB_INLINE.set(fd, on);
        } finally {
            fd.exit();
        }
    }

    static boolean getOobInline(Fd fd) throws IOException {
        fd.use();
        try {
            return (boolean) OOB_INLINE.get(fd);
        } finally {
            fd.exit();
        }
    }
}
