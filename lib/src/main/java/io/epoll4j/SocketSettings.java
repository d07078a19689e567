package io.epoll4j;

import static io.epoll4j.sys.SocketFlags.*;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a socket is set up before it is bound, listens or connects:
/// `SocketSettings.DEFAULT.backlog(128).reusePort(true)`.
///
/// A constant value: each method answers another. Options are set in the order in which they were
/// given, the last of a kind counts; one that the kernel refuses fails the opening. What a listener
/// accepts inherits most of them, see tcp(7).
public final class SocketSettings {
    /// Nothing set: what the kernel does by itself, and its longest backlog.
    public static final SocketSettings DEFAULT = new SocketSettings(List.of(), SOMAXCONN, null);

    private record Option(int level, int name, int value) {}

    private final List<Option> options;
    private final int backlog;
    private final @Nullable Address local;

    private SocketSettings(List<Option> options, int backlog, @Nullable Address local) {
        this.options = options;
        this.backlog = backlog;
        this.local = local;
    }

    /// Any option that is an int, by its numbers in [io.epoll4j.sys.SocketFlags].
    public SocketSettings option(int level, int name, int value) {
        var more = new ArrayList<Option>(options);
        more.removeIf(each -> each.level == level && each.name == name);
        more.add(new Option(level, name, value));
        return new SocketSettings(List.copyOf(more), backlog, local);
    }

    /// Whether an option was given.
    public boolean sets(int level, int name) {
        return options.stream().anyMatch(each -> each.level == level && each.name == name);
    }

    private SocketSettings flag(int level, int name, boolean value) {
        return option(level, name, value ? 1 : 0);
    }

    /// Of a listener: how many connections may wait to be accepted, from 0; the kernel cuts it to
    /// `net.core.somaxconn`.
    public SocketSettings backlog(int value) {
        if (value < 0) throw new IllegalArgumentException("a backlog of " + value);
        return new SocketSettings(options, value, local);
    }

    /// See [#backlog(int)].
    public int backlog() {
        return backlog;
    }

    /// Before connecting: the address to connect from, with port 0 any port of it.
    public SocketSettings local(Address from) {
        return new SocketSettings(options, backlog, requireNonNull(from));
    }

    /// See [#local(Address)]; null for whatever the kernel picks.
    public @Nullable Address local() {
        return local;
    }

    /// Whether an address may be taken that connections of before still hold (`SO_REUSEADDR`).
    /// Listeners have it unless this says otherwise.
    public SocketSettings reuseAddress(boolean value) {
        return flag(SOL_SOCKET, SO_REUSEADDR, value);
    }

    /// Whether others may bind to the same address that say so too (`SO_REUSEPORT`); the kernel
    /// spreads what comes over them.
    public SocketSettings reusePort(boolean value) {
        return flag(SOL_SOCKET, SO_REUSEPORT, value);
    }

    /// Whether an IPv6 socket refuses IPv4 (`IPV6_V6ONLY`).
    public SocketSettings ipv6Only(boolean value) {
        return flag(IPPROTO_IPV6, IPV6_V6ONLY, value);
    }

    /// Whether small writes leave at once (`TCP_NODELAY`). Sockets of a loop have it unless this
    /// says otherwise.
    public SocketSettings noDelay(boolean value) {
        return flag(IPPROTO_TCP, TCP_NODELAY, value);
    }

    /// Whether the kernel asks a silent other end if it is there (`SO_KEEPALIVE`).
    public SocketSettings keepAlive(boolean value) {
        return flag(SOL_SOCKET, SO_KEEPALIVE, value);
    }

    /// The kernel's buffer for what is to be sent, in bytes (`SO_SNDBUF`; it doubles this).
    public SocketSettings sendBuffer(int bytes) {
        return option(SOL_SOCKET, SO_SNDBUF, bytes);
    }

    /// The kernel's buffer for what has come, in bytes (`SO_RCVBUF`; it doubles this). TCP offers
    /// windows larger than 64 KiB only if it is set before listening or connecting.
    public SocketSettings receiveBuffer(int bytes) {
        return option(SOL_SOCKET, SO_RCVBUF, bytes);
    }

    /// Of a listener: accept a connection when its first bytes are there, or none has come for so
    /// long (`TCP_DEFER_ACCEPT`, whole seconds, rounded up).
    public SocketSettings deferAccept(Duration atMost) {
        if (atMost.isNegative()) throw new IllegalArgumentException("to defer for " + atMost);
        long seconds = atMost.plusNanos(999_999_999).toSeconds();
        return option(IPPROTO_TCP, TCP_DEFER_ACCEPT, (int) Math.min(seconds, Integer.MAX_VALUE));
    }

    /// Of a listener: how many connections may wait that bring data in their first packet
    /// (`TCP_FASTOPEN`). The system must allow it, `net.ipv4.tcp_fastopen`.
    public SocketSettings fastOpen(int connections) {
        return option(IPPROTO_TCP, TCP_FASTOPEN, connections);
    }

    /// Before connecting: whether the first packet takes data along (`TCP_FASTOPEN_CONNECT`).
    public SocketSettings fastOpenConnect(boolean value) {
        return flag(IPPROTO_TCP, TCP_FASTOPEN_CONNECT, value);
    }

    void apply(SocketFd socket) {
        for (Option each : options) socket.setOption(each.level, each.name, each.value);
    }

    @Override
    public String toString() {
        return options + ", backlog " + backlog + (local == null ? "" : ", from " + local);
    }
}
