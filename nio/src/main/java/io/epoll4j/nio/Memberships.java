package io.epoll4j.nio;

import static io.epoll4j.sys.Errno.ENOPROTOOPT;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.SocketFlags.AF_INET6;
import static io.epoll4j.sys.SocketFlags.IPPROTO_IP;
import static io.epoll4j.sys.SocketFlags.IPPROTO_IPV6;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.epoll4j.sys.SockAddr;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.channels.MembershipKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The multicast groups that a channel has joined, by the options that serve both families (`struct
/// group_req` and `struct group_source_req`, see
/// [ip(7)](https://man7.org/linux/man-pages/man7/ip.7.html) and RFC 3678). For any thread.
final class Memberships {
    static final int MCAST_JOIN_GROUP = 42;
    static final int MCAST_BLOCK_SOURCE = 43;
    static final int MCAST_UNBLOCK_SOURCE = 44;
    static final int MCAST_LEAVE_GROUP = 45;
    static final int MCAST_JOIN_SOURCE_GROUP = 46;
    static final int MCAST_LEAVE_SOURCE_GROUP = 47;

    private static final int GROUP_AT = 8;
    private static final int STORAGE = 128;
    private static final int SOURCE_AT = GROUP_AT + STORAGE;

    private final KernelDatagramChannel channel;
    private final List<KernelMembership> keys = new ArrayList<>();

    Memberships(KernelDatagramChannel channel) {
        this.channel = channel;
    }

    /// Joins `group`, for what comes from `source` or, if that is null, from anybody.
    ///
    /// @throws UnsupportedOperationException where the kernel knows no multicast
    synchronized MembershipKey join(
            InetAddress group, NetworkInterface by, @Nullable InetAddress source)
            throws IOException {
        check(group, by);
        if (source != null) checkSource(group, source);
        channel.ensureOpen();
        for (var key : keys) {
            if (!key.group().equals(group) || !key.networkInterface().equals(by)) continue;
            if (Objects.equals(source, key.sourceAddress())) return key;
            if (source == null || key.sourceAddress() == null)
                throw new IllegalStateException("Already a member to receive other packets");
        }
        set(source == null ? MCAST_JOIN_GROUP : MCAST_JOIN_SOURCE_GROUP, group, by, source);
        var key = new KernelMembership(channel, group, by, source);
        keys.add(key);
        return key;
    }

    private void check(InetAddress group, NetworkInterface by) {
        Objects.requireNonNull(by);
        if (!group.isMulticastAddress())
            throw new IllegalArgumentException("Group not a multicast address");
        if (!(group instanceof Inet4Address) && channel.fd().family != AF_INET6)
            throw new IllegalArgumentException("Only IPv6 sockets can join IPv6 multicast group");
    }

    static void checkSource(InetAddress group, InetAddress source) {
        if (source.isAnyLocalAddress())
            throw new IllegalArgumentException("Source address is a wildcard address");
        if (source.isMulticastAddress())
            throw new IllegalArgumentException("Source address is multicast address");
        if (source.getClass() != group.getClass())
            throw new IllegalArgumentException("Source address is different type to group");
    }

    /// The key of a group that was joined for everybody's packets.
    synchronized @Nullable MembershipKey find(InetAddress group, NetworkInterface by) {
        for (var key : keys)
            if (key.sourceAddress() == null
                    && key.group().equals(group)
                    && key.networkInterface().equals(by)) return key;
        return null;
    }

    synchronized void drop(KernelMembership key) throws IOException {
        if (!keys.remove(key)) return;
        var source = key.sourceAddress();
        int option = source == null ? MCAST_LEAVE_GROUP : MCAST_LEAVE_SOURCE_GROUP;
        set(option, key.group(), key.networkInterface(), source);
    }

    synchronized boolean has(KernelMembership key) {
        return keys.contains(key);
    }

    /// The channel is closed.
    synchronized void invalidate() {
        keys.clear();
    }

    /// Sets one of the options above.
    void set(int option, InetAddress group, NetworkInterface by, @Nullable InetAddress source)
            throws IOException {
        var fd = channel.fd();
        fd.use();
        try (var arena = Arena.ofConfined()) {
            var request = arena.allocate(SOURCE_AT + (source == null ? 0 : STORAGE), Long.BYTES);
            request.set(JAVA_INT, 0, by.getIndex());
            put(request, GROUP_AT, group);
            if (source != null) put(request, SOURCE_AT, source);
            int level = group instanceof Inet4Address ? IPPROTO_IP : IPPROTO_IPV6;
            int answer = fd.kernel.setsockopt(fd.number, level, option, request);
            if (answer == -ENOPROTOOPT || answer == -EOPNOTSUPP)
                throw new UnsupportedOperationException(
                        "this kernel knows no multicast: join groups on Linux");
            if (answer < 0) throw Errors.ofOption(answer);
        } finally {
            fd.exit();
        }
    }

    private static void put(MemorySegment request, long at, InetAddress address) {
        var name = SockAddr.of(address, 0);
        MemorySegment.copy(name.memory(), 0, request, at, name.length());
    }
}
