package io.epoll4j.netty;

import static io.epoll4j.sys.SocketFlags.AF_INET6;
import static io.epoll4j.sys.SocketFlags.IPPROTO_IP;
import static io.epoll4j.sys.SocketFlags.IPPROTO_IPV6;
import static io.epoll4j.sys.SocketFlags.IPV6_JOIN_GROUP;
import static io.epoll4j.sys.SocketFlags.IPV6_LEAVE_GROUP;
import static io.epoll4j.sys.SocketFlags.IPV6_MULTICAST_IF;
import static io.epoll4j.sys.SocketFlags.IP_ADD_MEMBERSHIP;
import static io.epoll4j.sys.SocketFlags.IP_DROP_MEMBERSHIP;
import static io.epoll4j.sys.SocketFlags.IP_MULTICAST_IF;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.netty.channel.ChannelException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// The multicast of one socket: groups, sources, and the interface it goes out by. See
/// [ip(7)](https://man7.org/linux/man-pages/man7/ip.7.html).
final class MulticastGroups {
    private static final int IP_BLOCK_SOURCE = 38;
    private static final int IP_ADD_SOURCE_MEMBERSHIP = 39;
    private static final int IP_DROP_SOURCE_MEMBERSHIP = 40;

    private final KernelSocket socket;
    private volatile @Nullable NetworkInterface outgoing;

    MulticastGroups(KernelSocket socket) {
        this.socket = socket;
    }

    /// Joins a group on an interface, the system's choice if null; of one source only if `source`
    /// is not null.
    void join(InetAddress group, @Nullable NetworkInterface by, @Nullable InetAddress source)
            throws IOException {
        if (source != null) source(IP_ADD_SOURCE_MEMBERSHIP, group, by, source);
        else member(group, by, IP_ADD_MEMBERSHIP, IPV6_JOIN_GROUP);
    }

    void leave(InetAddress group, @Nullable NetworkInterface by, @Nullable InetAddress source)
            throws IOException {
        if (source != null) source(IP_DROP_SOURCE_MEMBERSHIP, group, by, source);
        else member(group, by, IP_DROP_MEMBERSHIP, IPV6_LEAVE_GROUP);
    }

    /// Hears no more of one source of a group.
    void block(InetAddress group, @Nullable NetworkInterface by, InetAddress source)
            throws IOException {
        source(IP_BLOCK_SOURCE, group, by, source);
    }

    /// `struct ip_mreqn` or `struct ipv6_mreq`: the group, and an interface by its number.
    private void member(InetAddress group, @Nullable NetworkInterface by, int option4, int option6)
            throws IOException {
        try (var arena = Arena.ofConfined()) {
            boolean v4 = group instanceof Inet4Address;
            var request = arena.allocate(v4 ? 12 : 20, Integer.BYTES);
            put(request, 0, group);
            request.set(JAVA_INT, request.byteSize() - Integer.BYTES, index(by));
            set(v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? option4 : option6, request);
        }
    }

    /// `struct ip_mreq_source`: group, an address of the interface, source.
    private void source(
            int option, InetAddress group, @Nullable NetworkInterface by, InetAddress source)
            throws IOException {
        if (!(group instanceof Inet4Address) || !(source instanceof Inet4Address)) {
            throw new UnsupportedOperationException(
                    "sources of a group can be chosen for IPv4 only: join " + group + " whole");
        }
        try (var arena = Arena.ofConfined()) {
            var request = arena.allocate(12, Integer.BYTES);
            put(request, 0, group);
            if (by != null) put(request, 4, address(by));
            put(request, 8, source);
            set(IPPROTO_IP, option, request);
        }
    }

    /// Multicast goes out by this interface; by the system's choice if null.
    void outgoing(@Nullable NetworkInterface by) {
        try (var arena = Arena.ofConfined()) {
            var request = arena.allocate(12, Integer.BYTES);
            request.set(JAVA_INT, 8, index(by));
            set(IPPROTO_IP, IP_MULTICAST_IF, request);
            if (socket.family() == AF_INET6) {
                SocketOption.set(socket, IPPROTO_IPV6, IPV6_MULTICAST_IF, index(by));
            }
        } catch (IOException e) {
            throw new ChannelException(e);
        }
        outgoing = by;
    }

    /// As above, by the interface that has `address`.
    void outgoing(InetAddress address) {
        try {
            var by = NetworkInterface.getByInetAddress(address);
            if (by == null) throw new ChannelException(address + ": no interface here has it");
            outgoing(by);
        } catch (SocketException e) {
            throw new ChannelException(e);
        }
    }

    /// The interface that was set; null for the system's choice.
    @Nullable NetworkInterface outgoing() {
        return outgoing;
    }

    /// An address of it.
    @Nullable InetAddress outgoingAddress() {
        var by = outgoing;
        return by == null ? null : by.getInetAddresses().nextElement();
    }

    private void set(int level, int option, MemorySegment value) throws IOException {
        Failures.check("setsockopt", socket.kernel().setsockopt(socket.fd(), level, option, value));
    }

    private static int index(@Nullable NetworkInterface by) {
        return by == null ? 0 : by.getIndex();
    }

    private static InetAddress address(NetworkInterface by) throws UnknownHostException {
        return by.inetAddresses()
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .orElseThrow(() -> new UnknownHostException(by.getName() + " has no IPv4 address"));
    }

    private static void put(MemorySegment to, long at, InetAddress address) {
        byte[] bytes = address.getAddress();
        MemorySegment.copy(bytes, 0, to, JAVA_BYTE, at, bytes.length);
    }
}
