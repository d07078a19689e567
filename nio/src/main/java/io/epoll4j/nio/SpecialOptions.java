package io.epoll4j.nio;

import static io.epoll4j.sys.SocketFlags.*;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.epoll4j.sys.SocketFlags;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/// The options whose value is more than an int.
final class SpecialOptions {
    private static final int LINGER_MAX = 65535;
    private static final int PMTUDISC_DONT = 0;
    private static final int PMTUDISC_DO = 2;

    /// `struct ip_mreqn`: two IPv4 addresses, and the number of an interface.
    private static final int MREQN_SIZE = 12;

    private static final int MREQN_INDEX = 8;

    private static final Path SELF = Path.of("/proc/self");
    private static final UserPrincipalLookupService LOOKUP =
            FileSystems.getDefault().getUserPrincipalLookupService();

    private SpecialOptions() {}

    static @Nullable Object get(Fd fd, SocketOption<?> name) throws IOException {
        if (name.equals(StandardSocketOptions.SO_LINGER)) return linger(fd);
        if (name.equals(StandardSocketOptions.IP_MULTICAST_IF)) return multicastInterface(fd);
        if (name.equals(ExtendedSocketOptions.IP_DONTFRAGMENT))
            return get(fd, IPPROTO_IP, IP_MTU_DISCOVER) == PMTUDISC_DO;
        if (name.equals(ExtendedSocketOptions.SO_PEERCRED)) return peer(fd);
        throw new UnsupportedOperationException("'" + name + "' not supported");
    }

    static void set(Fd fd, SocketOption<?> name, @Nullable Object value) throws IOException {
        if (name.equals(StandardSocketOptions.SO_LINGER) && value != null) {
            linger(fd, (int) value);
        } else if (name.equals(StandardSocketOptions.IP_MULTICAST_IF)) {
            if (!(value instanceof NetworkInterface to))
                throw new IllegalArgumentException("Cannot unset IP_MULTICAST_IF");
            multicastInterface(fd, to);
        } else if (name.equals(ExtendedSocketOptions.IP_DONTFRAGMENT) && value != null) {
            int mode = (boolean) value ? PMTUDISC_DO : PMTUDISC_DONT;
            set(fd, IPPROTO_IP, IP_MTU_DISCOVER, mode);
            if (fd.family == AF_INET6) set(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, mode);
        } else {
            throw new SocketException("'" + name + "' cannot be set");
        }
    }

    private static int get(Fd fd, int level, int option) throws IOException {
        return check(fd.kernel.getsockopt(fd.number, level, option));
    }

    private static void set(Fd fd, int level, int option, int value) throws IOException {
        check(fd.kernel.setsockopt(fd.number, level, option, value));
    }

    private static int check(int answer) throws IOException {
        if (answer < 0) throw Errors.ofOption(answer);
        return answer;
    }

    /// `struct linger`: whether, and for how many seconds; -1 if not.
    private static int linger(Fd fd) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var linger = arena.allocate(JAVA_INT, 2);
            check(fd.kernel.getsockopt(fd.number, SOL_SOCKET, SocketFlags.SO_LINGER, linger));
            return linger.getAtIndex(JAVA_INT, 0) == 0 ? -1 : linger.getAtIndex(JAVA_INT, 1);
        }
    }

    private static void linger(Fd fd, int seconds) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var linger = arena.allocate(JAVA_INT, 2);
            linger.setAtIndex(JAVA_INT, 0, seconds < 0 ? 0 : 1);
            linger.setAtIndex(JAVA_INT, 1, Math.clamp(seconds, 0, LINGER_MAX));
            check(fd.kernel.setsockopt(fd.number, SOL_SOCKET, SocketFlags.SO_LINGER, linger));
        }
    }

    /// IPv4 gives the interface back by its address, and 0 for none.
    private static @Nullable NetworkInterface multicastInterface(Fd fd) throws IOException {
        if (fd.family == AF_INET6) {
            int index = get(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF);
            return index == 0 ? null : NetworkInterface.getByIndex(index);
        }
        try (var arena = Arena.ofConfined()) {
            var address = arena.allocate(Integer.BYTES);
            check(fd.kernel.getsockopt(fd.number, IPPROTO_IP, IP_MULTICAST_IF, address));
            byte[] bytes = address.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
            var inet = java.net.InetAddress.getByAddress(bytes);
            return inet.isAnyLocalAddress() ? null : NetworkInterface.getByInetAddress(inet);
        }
    }

    private static void multicastInterface(Fd fd, NetworkInterface to) throws IOException {
        if (fd.family == AF_INET6) set(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, to.getIndex());
        var inet4 = to.inetAddresses().filter(Inet4Address.class::isInstance).findFirst();
        if (inet4.isEmpty()) {
            if (fd.family == AF_INET6) return;
            throw new IOException("Network interface not configured for IPv4");
        }
        try (var arena = Arena.ofConfined()) {
            var mreqn = arena.allocate(MREQN_SIZE, Integer.BYTES);
            byte[] bytes = inet4.get().getAddress();
            MemorySegment.copy(MemorySegment.ofArray(bytes), 0, mreqn, Integer.BYTES, bytes.length);
            mreqn.set(JAVA_INT, MREQN_INDEX, to.getIndex());
            check(fd.kernel.setsockopt(fd.number, IPPROTO_IP, IP_MULTICAST_IF, mreqn));
        }
    }

    /// `struct ucred`: process, user and group. Java's lookup takes a number for a name.
    private static UnixDomainPrincipal peer(Fd fd) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var ucred = arena.allocate(JAVA_INT, 3);
            check(fd.kernel.getsockopt(fd.number, SOL_SOCKET, SocketFlags.SO_PEERCRED, ucred));
            int user = ucred.getAtIndex(JAVA_INT, 1);
            int group = ucred.getAtIndex(JAVA_INT, 2);
            if (user == -1) throw new SocketException("Not connected");
            return new UnixDomainPrincipal(user(user), group(group));
        }
    }

    /// By name where it is this process's own, by number where it is another's.
    private static UserPrincipal user(int id) throws IOException {
        var found = LOOKUP.lookupPrincipalByName(Integer.toUnsignedString(id));
        var own = Files.readAttributes(SELF, PosixFileAttributes.class).owner();
        return own.equals(found) ? own : found;
    }

    private static GroupPrincipal group(int id) throws IOException {
        var found = LOOKUP.lookupPrincipalByGroupName(Integer.toUnsignedString(id));
        var own = Files.readAttributes(SELF, PosixFileAttributes.class).group();
        return own.equals(found) ? own : found;
    }
}
