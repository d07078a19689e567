package io.epoll4j.nio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.channels.MembershipKey;
import java.nio.channels.MulticastChannel;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A channel's membership of a multicast group. For any thread.
final class KernelMembership extends MembershipKey {
    private final KernelDatagramChannel channel;
    private final InetAddress group;
    private final NetworkInterface by;
    private final @Nullable InetAddress source;

    /// Whose packets are not wanted; guarded by itself.
    private final Set<InetAddress> blocked = new LinkedHashSet<>();

    KernelMembership(
            KernelDatagramChannel channel,
            InetAddress group,
            NetworkInterface by,
            @Nullable InetAddress source) {
        this.channel = channel;
        this.group = group;
        this.by = by;
        this.source = source;
    }

    @Override
    public boolean isValid() {
        return channel.memberships().has(this);
    }

    @Override
    public void drop() {
        try {
            channel.memberships().drop(this);
        } catch (IOException failed) {
            if (channel.isOpen())
                throw new UncheckedIOException(failed); // else it has left with it
        }
    }

    @Override
    public MembershipKey block(InetAddress source) throws IOException {
        if (this.source != null) throw new IllegalStateException("key is source-specific");
        Memberships.checkSource(group, source);
        synchronized (blocked) {
            ensureValid();
            if (blocked.contains(source)) return this;
            channel.memberships().set(Memberships.MCAST_BLOCK_SOURCE, group, by, source);
            blocked.add(source);
        }
        return this;
    }

    @Override
    public MembershipKey unblock(InetAddress source) {
        synchronized (blocked) {
            ensureValid();
            if (!blocked.contains(source)) throw new IllegalStateException("not blocked");
            try {
                channel.memberships().set(Memberships.MCAST_UNBLOCK_SOURCE, group, by, source);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            blocked.remove(source);
        }
        return this;
    }

    private void ensureValid() {
        if (!isValid()) throw new IllegalStateException("key is no longer valid");
    }

    @Override
    public MulticastChannel channel() {
        return channel;
    }

    @Override
    public InetAddress group() {
        return group;
    }

    @Override
    public NetworkInterface networkInterface() {
        return by;
    }

    @Override
    public @Nullable InetAddress sourceAddress() {
        return source;
    }

    @Override
    public String toString() {
        return "<"
                + group.getHostAddress()
                + ","
                + by.getName()
                + (source == null ? "" : "," + source.getHostAddress())
                + ">";
    }
}
